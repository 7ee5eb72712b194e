"""Goes on giving a colleague access beside the work of whoever vouched, where that takes longer than a page may.

It ends as soon as the key of whoever vouched is locked again or their session ends; what is made by then is kept, and it goes on
when someone who vouches says so.
"""

import logging
import threading
import time

from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, connection

from boundaries.casework.accounts.attendance import Holder, is_unlocked
from boundaries.casework.content.admitting import go_on_giving
from boundaries.errors import BoundariesError

_AT_ONCE, _REST = 0.3, 0.2
_LOG = logging.getLogger(__name__)
_busy: set[str] = set()


def give_beside(account_id: str, holder: Holder, session: SessionBase) -> None:
    """Begin to give beside the requests of a session, where nobody of this process does for this account yet."""
    if account_id not in _busy:
        _busy.add(account_id)
        words = (account_id, holder, type(session), session.session_key)
        threading.Thread(target=_give_all, args=words, name="giving access", daemon=True).start()


def is_giving(account_id: str) -> bool:
    """Whether this process goes on giving to an account by itself."""
    return account_id in _busy


def _give_all(account_id: str, holder: Holder, kind: type[SessionBase], session_key: str) -> None:
    try:
        go_on(account_id, holder, kind, session_key)
    except (DatabaseError, BoundariesError):
        _LOG.warning("giving access ended early; whoever vouches can go on with it")
    finally:
        _busy.discard(account_id)
        connection.close()


def go_on(account_id: str, holder: Holder, kind: type[SessionBase], session_key: str) -> None:
    """Give until all is given, or the key is no longer unlocked in the session."""
    while is_unlocked(kind(session_key), holder.account) and go_on_giving(account_id, holder, _AT_ONCE) is None:
        time.sleep(_REST)
