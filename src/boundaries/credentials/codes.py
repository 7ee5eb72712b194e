"""One-time codes by time (RFC 6238), each good once."""

from datetime import datetime

import pyotp

STEP_SECONDS = 30
_SLACK = 1
ISSUER = "Boundaries"


def new_secret() -> str:
    """A fresh secret for an authenticator app, 160 bits in base32."""
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The time step that a code belongs to, at most one away from now; None where it belongs to none."""
    typed = "".join(code.split())
    current = int(now.timestamp()) // STEP_SECONDS
    made = pyotp.TOTP(secret)
    fitting = [step for step in range(current - _SLACK, current + _SLACK + 1) if made.verify(typed, for_time=step * STEP_SECONDS)]
    return fitting[-1] if fitting else None


def address_of(secret: str, name: str) -> str:
    """What an authenticator app reads from the square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
