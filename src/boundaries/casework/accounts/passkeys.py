"""Passkeys: adding one, signing in with one, and the key that its PRF extension gives to unlock with, where the browser has it."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.db import transaction
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account, Passkey
from boundaries.handover.ids import new_id
from boundaries.handover.padding import SealError
from boundaries.handover.sealing import OpeningKey
from boundaries.handover.symmetric import KEY_LENGTH, lock, unlock

_CHALLENGE = "passkey_challenge"
_PRF_INPUT = hashlib.sha256(b"boundaries/passkey/1/unlock").digest()


@dataclass(frozen=True)
class Shown:
    """What a browser showed: whose passkey, and the private key where the PRF opened it."""

    passkey: Passkey
    opening: OpeningKey | None = field(repr=False)


def prf_input() -> str:
    """What every passkey is asked to derive from, in base64url; what it gives differs for each passkey."""
    return bytes_to_base64url(_PRF_INPUT)


def options_to_add(request: UnitRequest) -> str:
    """What the browser is asked to make, as JSON; the challenge is kept in the session."""
    account = request.signed_in
    options = webauthn.generate_registration_options(
        rp_id=_site(),
        rp_name="Boundaries",
        user_id=account.account_id.encode("ascii"),
        user_name=account.name,
        user_display_name=account.display_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in account.passkeys.all()
        ],
    )
    request.session[_CHALLENGE] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options)


def add(request: UnitRequest, credential: str, prf: str, label: str) -> bool:
    """Keep a passkey that the browser made; False where it is not what was asked for. The key needs to be unlocked to be bound to it."""
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=_challenge(request),
            expected_rp_id=_site(),
            expected_origin=settings.ADDRESS,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return False
    key = _prf_key(prf)
    passkey = Passkey(
        passkey_id=new_id(),
        account=request.signed_in,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        label=label,
        added_at=datetime.now(),
    )
    if key and request.holder:
        passkey.opening_box = lock(request.holder.opening.to_bytes(), key, _bound(passkey))
    with transaction.atomic():
        passkey.save(force_insert=True)
        record(request.signed_in, Act.CREDENTIAL_ADDED, request.signed_in.account_id, {"passkey": passkey.passkey_id})
    return True


def options_to_show(request: UnitRequest) -> str:
    """What the browser is asked to show, as JSON; whoever's passkey it is."""
    options = webauthn.generate_authentication_options(rp_id=_site(), user_verification=UserVerificationRequirement.REQUIRED)
    request.session[_CHALLENGE] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options)


def shown(request: UnitRequest, credential: str, prf: str) -> Shown | None:
    """Whose passkey was shown, or None where it is nobody's or not right."""
    try:
        told = webauthn.helpers.parse_authentication_credential_json(credential)
        passkey = Passkey.objects.select_related("account").filter(credential_id=bytes_to_base64url(told.raw_id)).first()
        if passkey is None or not passkey.account.is_active:
            return None
        found = webauthn.verify_authentication_response(
            credential=told,
            expected_challenge=_challenge(request),
            expected_rp_id=_site(),
            expected_origin=settings.ADDRESS,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=found.new_sign_count)
    return Shown(passkey, _opening(passkey, prf))


def remove(account: Account, passkey_id: str) -> None:
    """Take one of an account's own passkeys away."""
    with transaction.atomic():
        gone, _ = Passkey.objects.filter(account=account, pk=passkey_id).delete()
        if gone:
            record(account, Act.CREDENTIAL_REMOVED, account.account_id, {"passkey": passkey_id})


def _opening(passkey: Passkey, prf: str) -> OpeningKey | None:
    key = _prf_key(prf)
    if key is None or not passkey.opening_box:
        return None
    try:
        return OpeningKey.from_bytes(unlock(bytes(passkey.opening_box), key, _bound(passkey)))
    except SealError:
        return None


def _prf_key(prf: str) -> bytes | None:
    """The key that the PRF's answer gives, or None where the browser gave none."""
    try:
        given = base64.urlsafe_b64decode(prf + "=" * (-len(prf) % 4))
    except (ValueError, binascii.Error):
        return None
    return hmac.digest(given, b"boundaries/passkey/1/key", "sha256") if len(given) == KEY_LENGTH else None


def _challenge(request: UnitRequest) -> bytes:
    """The challenge of this session, good once; nothing that fits where there is none."""
    kept = request.session.pop(_CHALLENGE, "")
    if not kept:
        raise ValueError("there is no challenge")
    return base64url_to_bytes(kept)


def _bound(passkey: Passkey) -> str:
    return f"passkey:{passkey.account_id}/{passkey.passkey_id}"


def _site() -> str:
    return urlsplit(settings.ADDRESS).hostname or ""
