"""What must never lie readable in the database: kept in the session, locked under a key that only the browser's cookie holds.

The unlocked private key lives here. Whoever reads the database has the lock, whoever steals the cookie has the key; it takes both.
"""

import base64
import binascii

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from boundaries.handover.padding import SealError
from boundaries.handover.symmetric import KEY_LENGTH, lock, new_key, unlock

COOKIE = "keeper"
_SLOTS = "kept"


class Keeper:
    """The things kept for one browser."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._key = _key_of(request.COOKIES.get(COOKIE, ""))
        self._is_new = False

    def keep(self, slot: str, plain: bytes) -> None:
        """Keep something under a name."""
        if self._key is None:
            self._key, self._is_new = new_key(), True
        held = base64.b64encode(lock(plain, self._key, f"kept:{slot}")).decode("ascii")
        self._request.session[_SLOTS] = {**self._request.session.get(_SLOTS, {}), slot: held}

    def kept(self, slot: str) -> bytes | None:
        """What is kept under a name, where session and cookie are both there."""
        held = self._request.session.get(_SLOTS, {}).get(slot)
        if held is None or self._key is None:
            return None
        try:
            return unlock(base64.b64decode(held), self._key, f"kept:{slot}")
        except SealError:
            return None

    def drop(self, slot: str) -> None:
        """Keep it no longer."""
        slots = dict(self._request.session.get(_SLOTS, {}))
        if slots.pop(slot, None) is not None:
            self._request.session[_SLOTS] = slots

    def renew(self) -> None:
        """Take another key, when someone signs in or out: what was kept under the old one is gone."""
        self._key = None
        self._request.session.pop(_SLOTS, None)

    def send(self, response: HttpResponse) -> None:
        """Give the browser its key, where it is a new one."""
        if self._is_new and self._key is not None:
            value = base64.urlsafe_b64encode(self._key).decode("ascii")
            response.set_cookie(COOKIE, value, httponly=True, samesite="Strict", secure=self._request.is_secure())


def holds(session: SessionBase, slot: str) -> bool:
    """Whether a session keeps something under a name."""
    return slot in session.get(_SLOTS, {})


def _key_of(text: str) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(text)
    except (ValueError, binascii.Error):
        return None
    return key if len(key) == KEY_LENGTH else None
