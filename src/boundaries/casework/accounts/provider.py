"""The force's identity provider, as the settings name it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Provider:
    """Its issuer, who we are to it, and the secret that goes with that."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
