"""Who is behind a request: the session's account, unless it has timed out or was ended, and its unlocked key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_SESSION_KEY

from boundaries.casework.accounts.keeper import Keeper, holds
from boundaries.casework.accounts.unsent import carried, carry
from boundaries.casework.models import Account
from boundaries.casework.models.prepared import Prepared
from boundaries.handover.sealing import OpeningKey

_OPENING = "opening"
LOOKED_AHEAD = "looked_ahead"
"""Whether a session has looked, since its key was unlocked, for what is to be read ahead."""
_TOUCH_AFTER = timedelta(seconds=60)
_ACCOUNT = Prepared(lambda account_id: Account.objects.filter(pk=account_id))


@dataclass(frozen=True)
class Holder:
    """An account with its key unlocked."""

    account: Account
    opening: OpeningKey = field(repr=False)


class UnitRequest(HttpRequest):
    """A request with who is behind it: nobody, someone signed in, or someone with an unlocked key; `lapsed` is whose session just ran out."""

    account: Account | None
    lapsed: Account | None
    holder: Holder | None
    keeper: Keeper

    @property
    def signed_in(self) -> Account:
        """The account, on a page that the guard lets only the signed-in see."""
        assert self.account is not None
        return self.account

    @property
    def unlocked(self) -> Holder:
        """The account with its key, on a page that the guard lets only the unlocked see."""
        assert self.holder is not None
        return self.holder


class Attendance:
    """The middleware that puts `account`, `lapsed`, `holder` and `keeper` on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find who is there, answer, and give the browser a new key where one was made."""
        request.__class__ = _with_attendance(request.__class__)
        keeper = Keeper(request)
        request.keeper = keeper  # type: ignore[attr-defined]
        account, lapsed = _account_of(request)
        request.account, request.lapsed = account, lapsed  # type: ignore[attr-defined]
        seed = keeper.kept(_OPENING) if account else None
        request.holder = Holder(account, OpeningKey.from_bytes(seed)) if account and seed else None  # type: ignore[attr-defined]
        response = self._get_response(request)
        keeper.send(response)
        return response


def _with_attendance(kind: type[HttpRequest]) -> type[HttpRequest]:
    """The request's class with the properties of UnitRequest."""
    return kind if issubclass(kind, UnitRequest) else type("Attended" + kind.__name__, (UnitRequest, kind), {})


def begin(request: UnitRequest, account: Account, now: datetime) -> None:
    """Start a fresh session for an account; of an earlier one remains only what this account had typed when it ran out."""
    unsent = carried(request.keeper, account)
    request.keeper.renew()
    request.session.flush()
    request.session["account"] = account.account_id
    request.session["epoch"] = account.epoch
    request.session["began_at"] = request.session["seen_at"] = now.timestamp()
    request.account, request.holder = account, None
    carry(request.keeper, unsent)


def end(request: UnitRequest) -> None:
    """End the session."""
    request.keeper.renew()
    request.session.flush()
    request.account = request.holder = None


def unlock(request: UnitRequest, opening: OpeningKey) -> None:
    """Keep the private key at hand for this session."""
    request.keeper.keep(_OPENING, opening.to_bytes())
    request.session.pop(LOOKED_AHEAD, None)
    request.holder = Holder(request.signed_in, opening)


def lock_again(request: UnitRequest) -> None:
    """Put the private key away; the session goes on under another id, so that a page asked for before cannot bring the key back."""
    request.keeper.drop(_OPENING)
    request.session.cycle_key()
    request.holder = None


def is_unlocked(session: SessionBase, account: Account) -> bool:
    """Whether a session still is an account's and holds its private key; its time is looked at when the next request comes."""
    epoch = int(session.get("epoch", -1))
    is_theirs = session.get("account") == account.pk and Account.objects.filter(pk=account.pk, epoch=epoch).exists()
    return is_theirs and holds(session, _OPENING)


def _account_of(request: HttpRequest) -> tuple[Account | None, Account | None]:
    """The session's account, and whose session has just run out; a session that timed out or was ended is emptied.

    Where it ran out its token for forms stays, so that a form that was open all the while is known as ours.
    """
    account_id = request.session.get("account")
    if account_id is None:
        return None, None
    now = datetime.now().timestamp()  # which goes on in the night in which the clock on the wall goes back
    away, begun_since = (timedelta(seconds=now - request.session[name]) for name in ("seen_at", "began_at"))
    account = _ACCOUNT.first(account_id=account_id)
    idle = timedelta(minutes=settings.IDLE_MINUTES)
    longest = timedelta(hours=settings.SESSION_HOURS)
    # Where it was seen far ahead of now the clock was wrong, then or now: nobody knows for how long they were away.
    over = not -idle <= away <= idle or begun_since > longest
    if account is None or not account.is_active or account.epoch != request.session["epoch"]:
        request.session.flush()
        return None, None
    if over:
        token = request.session.get(CSRF_SESSION_KEY)
        request.session.flush()
        if token:
            request.session[CSRF_SESSION_KEY] = token
        return None, account
    if abs(away) > _TOUCH_AFTER:
        request.session["seen_at"] = now
    return account, None
