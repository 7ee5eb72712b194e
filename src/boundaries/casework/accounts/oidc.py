"""Signing in at the force's own identity provider (OpenID Connect, code flow with PKCE). It shows who someone is, and opens nothing.

What the provider is, its own description says (`.well-known/openid-configuration`), read anew for each sign-in: there are few.
"""

from datetime import datetime
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.urls import reverse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.provider import Provider
from boundaries.casework.models import Account
from boundaries.casework.models.accounts import AccountState
from boundaries.errors import BoundariesError

_KEPT = "oidc"
_SECONDS = 10
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_SCOPE = "openid"
_OTHERWISE = "Try again, or use your password."


def provider() -> Provider | None:
    """The provider, or None where the settings name none."""
    found: Provider | None = settings.OIDC
    return found


def address_to_sign_in(request: UnitRequest, chosen: Provider) -> str:
    """Where the browser is sent; what its return must fit is kept in the session."""
    described = _described(chosen)
    kept = {"nonce": generate_token(32), "verifier": generate_token(64)}
    address, state = _client(chosen).create_authorization_url(
        described["authorization_endpoint"], nonce=kept["nonce"], code_verifier=kept["verifier"]
    )
    request.session[_KEPT] = {**kept, "state": state}
    return str(address)


def is_awaited(request: UnitRequest) -> bool:
    """Whether this session has sent the browser to the provider."""
    return _KEPT in request.session


def subject_of_return(request: UnitRequest, chosen: Provider) -> str:
    """Who the provider says it is; nothing where the return does not fit what was sent. Raises where it cannot be used."""
    kept = request.session.pop(_KEPT, None)
    if not kept or request.GET.get("state") != kept["state"] or not request.GET.get("code"):
        return ""
    described = _described(chosen)
    try:
        token = _client(chosen).fetch_token(
            described["token_endpoint"], code=request.GET["code"], code_verifier=kept["verifier"], timeout=_SECONDS
        )
        return str(_claims(token, described, chosen, kept["nonce"])["sub"])
    except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, KeyError) as error:
        raise BoundariesError("the identity provider's answer cannot be used", chosen.issuer, _OTHERWISE) from error


def account_of(subject: str) -> Account | None:
    """The account that is linked to a subject of the provider."""
    return Account.objects.filter(oidc_subject=subject, state=AccountState.ACTIVE).first() if subject else None


def _claims(token: dict[str, Any], described: dict[str, Any], chosen: Provider, nonce: str) -> dict[str, Any]:
    """The claims of the ID token: signed by the provider, for us, in answer to this sign-in, and not too old."""
    keys = KeySet.import_key_set(_json(described["jwks_uri"]))
    decoded = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
    options = {
        "iss": {"values": [chosen.issuer]},
        "aud": {"values": [chosen.client_id]},
        "nonce": {"value": nonce, "essential": True},
    }
    params = {"nonce": nonce, "client_id": chosen.client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    claims.validate(now=int(datetime.now().timestamp()), leeway=60)
    return dict(claims)


def _described(chosen: Provider) -> dict[str, Any]:
    try:
        described: dict[str, Any] = _json(f"{chosen.issuer.rstrip('/')}/.well-known/openid-configuration")
    except (requests.RequestException, ValueError) as error:
        raise BoundariesError("the identity provider does not answer", chosen.issuer, "Use your password for now.") from error
    if described.get("issuer") != chosen.issuer:
        raise BoundariesError("the identity provider says it is another", chosen.issuer, "Check BOUNDARIES_OIDC_ISSUER.")
    return described


def _json(address: str) -> Any:
    answer = requests.get(address, timeout=_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def _client(chosen: Provider) -> OAuth2Session:
    back = settings.ADDRESS + reverse("oidc_return")
    return OAuth2Session(chosen.client_id, chosen.secret, scope=_SCOPE, redirect_uri=back, code_challenge_method="S256")
