"""Browsers that someone signed in with before: known by a cookie, so that guesses from elsewhere do not lock the right person out."""

import hashlib
import secrets
from datetime import date

from django.http import HttpRequest, HttpResponse

from boundaries.casework.models import Account, Device

COOKIE = "device"
_DAYS = 180


def known_device(request: HttpRequest, account: Account | None) -> Device | None:
    """The device of this request, where this account has signed in with it."""
    token = request.COOKIES.get(COOKIE, "")
    return Device.objects.filter(token_hash=hash_of(token), account=account).first()


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Make this browser a known one of the account."""
    if known_device(request, account):
        return
    token = secrets.token_urlsafe(32)
    Device.objects.create(token_hash=hash_of(token), account=account, seen_on=date.today())
    secure = request.is_secure()
    response.set_cookie(COOKIE, token, max_age=_DAYS * 86_400, httponly=True, samesite="Strict", secure=secure)


def hash_of(token: str) -> str:
    """What is kept of a token: it is random, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()
