"""Reads what is new into an account's search index beside its work, where there is much of it: at the first time ever, as a rule.

It ends as soon as the key is locked again, the session ends, or nothing is left to read.
"""

import logging
import threading
import time

from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, connection

from boundaries.casework.accounts.attendance import LOOKED_AHEAD, Holder, is_unlocked
from boundaries.casework.content.index import forget_older, refresh, to_read
from boundaries.errors import BoundariesError

MANY = 200
"""From so many entries on it is done ahead; fewer are read by the search itself."""
_AT_ONCE, _REST = 0.3, 0.2
_LOG = logging.getLogger(__name__)
_busy: set[str] = set()


def read_ahead(holder: Holder, session: SessionBase) -> None:
    """Begin to read beside the requests of a session, where there is much to read and nobody of this process does yet.

    It looks once after each unlocking: what comes later is read by the search.
    """
    if session.get(LOOKED_AHEAD):
        return
    session[LOOKED_AHEAD] = True
    account_id = holder.account.pk
    older = forget_older(holder.account, 0)
    if account_id not in _busy and (older or to_read(holder.account)[:MANY].count() == MANY):
        _busy.add(account_id)
        words = (holder, type(session), session.session_key)
        threading.Thread(target=_read_all, args=words, name="reading ahead", daemon=True).start()


def _read_all(holder: Holder, kind: type[SessionBase], session_key: str) -> None:
    try:
        go_on(holder, kind, session_key)
    except (DatabaseError, BoundariesError):
        _LOG.warning("reading ahead for a search ended early; the search itself goes on with it")
    finally:
        _busy.discard(holder.account.pk)
        connection.close()


def go_on(holder: Holder, kind: type[SessionBase], session_key: str) -> None:
    """Read until all is read, or the key is no longer unlocked in the session."""
    while is_unlocked(kind(session_key), holder.account) and refresh(holder, _AT_ONCE):
        time.sleep(_REST)
