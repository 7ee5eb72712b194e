"""The one guard: every route says which action it is, and nobody passes whose role may not do it.

What someone may not see answers exactly as what is not there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.sent_before import led_to, remember
from boundaries.casework.accounts.unsent import SENT, forget_unsent, keep_unsent
from boundaries.casework.content.handing_over import take_over
from boundaries.casework.content.pieces import Superseded
from boundaries.casework.content.taking_away import take_away
from boundaries.casework.content.weighing_anew import weigh
from boundaries.casework.content.wraps import NoKey
from boundaries.casework.models import Account, Safe
from boundaries.casework.permissions import NEEDS_KEY, Action, may
from boundaries.errors import BoundariesError

P = ParamSpec("P")
View = Callable[Concatenate[UnitRequest, P], HttpResponse]
_READS = ("GET", "HEAD")
_AT_ONCE_S = 1.0
_REFUSED = 400
"""The first of the answers that say that nothing was done."""
_STILL_WEIGHED = BoundariesError(
    "your account was changed, and what you can open is being looked through", to_do="Look again in a minute."
)
_STILL_TAKEN = BoundariesError("what your old key opened is still being cleared away", to_do="Look again in a minute.")


def guarded(action: Action, *methods: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Let a view be reached only by those whose role may do the action, and with these methods (reading, where none is named)."""
    allowed = methods or _READS
    allowed = (*allowed, "HEAD") if "GET" in allowed else allowed

    def guard_of(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guard(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            known = cast(UnitRequest, request)
            if known.account is None:
                return _first(request, "sign_in", keep_for(known, known.lapsed, action))
            if not may(known.account.as_role, action):
                raise Http404
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            if action in NEEDS_KEY and known.holder is None:
                return _first(request, "unlock", keep_for(known, known.account, action))
            if _is_still_losing(known.account, action):
                return render(request, "trouble.html", {"error": _STILL_TAKEN}, status=409)
            if _is_still_weighed(known.account, action):
                return render(request, "trouble.html", {"error": _STILL_WEIGHED}, status=409)
            if left := _keys_to_come(known.account, action):
                return render(request, "taking_over.html", {"left": left}, status=409)
            if request.method == "POST" and (before := led_to(known)):
                return before
            try:
                answer = _whole(view, known, *args, **kwargs)
            except (NoKey, Safe.DoesNotExist) as error:  # lost, or disposed of, since it was looked up
                raise Http404 from error
            except BoundariesError as error:
                return render(request, "trouble.html", {"error": error}, status=409)
            remember(known, answer)
            if SENT in request.POST and answer.status_code < _REFUSED:
                forget_unsent(known.keeper)
            return answer

        guard.action, guard.methods = action, allowed  # type: ignore[attr-defined]
        return guard

    return guard_of


def _is_still_losing(account: Account, action: Action) -> bool:
    """Whether an account still holds what only an old key of its own opened, once some of it has been taken for a page that shows it."""
    return account.losing is not None and _shows(action) and not take_away(account.pk, _AT_ONCE_S)


def _is_still_weighed(account: Account, action: Action) -> bool:
    """Whether an account may still hold what it may not open any more, once some of it has been weighed for a page that shows it."""
    return account.weighed_to is not None and _shows(action) and weigh([account.pk], _AT_ONCE_S) is None


def _keys_to_come(account: Account, action: Action) -> int:
    """How many keys must go over to an account before it can be shown what it can open."""
    return take_over(account) if account.is_taking_over and _shows(action) else 0


def _shows(action: Action) -> bool:
    """Whether a page shows what an account can open."""
    return action in NEEDS_KEY or action is Action.SEE_HOME


def _whole(view: View[P], request: UnitRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    """The answer of a view; once more where keys were renewed on the way, so that nothing that was typed is lost."""
    try:
        return view(request, *args, **kwargs)
    except Superseded:
        return view(request, *args, **kwargs)


def open_to_all(*methods: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Mark one of the few pages that nobody needs to be signed in for."""
    allowed = methods or _READS

    def guard_of(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guard(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (*allowed, "HEAD"):
                return HttpResponseNotAllowed(allowed)
            return view(cast(UnitRequest, request), *args, **kwargs)

        guard.action, guard.methods = None, allowed  # type: ignore[attr-defined]
        return guard

    return guard_of


def _first(request: HttpRequest, page: str, is_kept: bool) -> HttpResponse:
    """Send to a page that must come first, and back to where it was asked for where that was only looked at, or to what was typed."""
    after = reverse("unsent") if is_kept else request.path if request.method in _READS and request.path != "/" else ""
    return HttpResponseRedirect(reverse(page) + (f"?{urlencode({'next': after})}" if after else ""))


def keep_for(request: UnitRequest, account: Account | None, action: Action) -> bool:
    """Whether what was sent is kept for who was signed in, or whose key was unlocked, when they began to type it."""
    is_theirs = account is not None and may(account.as_role, action) and action in NEEDS_KEY
    return bool(is_theirs and request.method == "POST" and account and keep_unsent(request, request.keeper, account))


def not_there(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """The page for what is not there and for what is not yours: the same bytes, whatever was asked."""
    return render(request, "not_there.html", status=404)
