"""Which identity provider people may sign in at, from the settings."""

from boundaries.casework.accounts.provider import Provider
from boundaries.errors import BoundariesError
from boundaries.settings import Settings


def provider(chosen: Settings) -> Provider | None:
    """The provider, or None where none is named; raises where only a part of it is, or where it could be overheard."""
    if not chosen.oidc_issuer:
        return None
    if not chosen.oidc_client or chosen.oidc_secret is None:
        raise BoundariesError("an identity provider needs all of its settings", "BOUNDARIES_OIDC_CLIENT, BOUNDARIES_OIDC_SECRET")
    if not chosen.oidc_issuer.startswith("https://"):
        raise BoundariesError("an identity provider must be reached by https", "BOUNDARIES_OIDC_ISSUER")
    return Provider(chosen.oidc_issuer, chosen.oidc_client, chosen.oidc_secret.read_text(encoding="utf-8").strip())
