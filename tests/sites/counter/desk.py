"""An operator who signs in."""

import time

import pyotp
from django.test import Client

from boundaries.intake.counter.operators import add

NAME, PASSWORD = "ann", "three random words"


def new_operator() -> str:
    """Add the operator; gives the secret of their codes."""
    secret: str = pyotp.parse_uri(add(NAME, PASSWORD)).secret
    return secret


def wrong_code(secret: str) -> str:
    """A code that the operator's app shows at no moment near this one, as 000000 may."""
    near = {pyotp.TOTP(secret).at(int(time.time()) + gap) for gap in range(-90, 120, 30)}
    return next(code for code in ("000000", "111111", *map(str, range(222222, 222230))) if code not in near)


def signed_in(browser: Client, secret: str, code: str | None = None, password: str = PASSWORD, name: str = NAME) -> int:
    """Try to sign in; the status of the answer, 303 where it went well."""
    sent = {"name": name, "password": password, "code": code or pyotp.TOTP(secret).now()}
    return browser.post("/sign-in/", sent).status_code
