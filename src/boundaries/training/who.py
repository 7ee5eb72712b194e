"""Who is learning: whoever followed a personal link in this browser, or whom the site's own sign-in names."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.module_loading import import_string

from boundaries.errors import BoundariesError

P = ParamSpec("P")
LINK_DAYS = 30
_SALT = "boundaries.training.link"
_KEPT = "learner"


class LearnerRequest(HttpRequest):
    """A request of someone whose workforce number is known."""

    learner: str


def link_token(number: str) -> str:
    """What a personal link ends with: the workforce number, signed with the site's key, good for thirty days."""
    return signing.dumps(number, salt=_SALT)


def number_of(token: str) -> str:
    """The workforce number of a link; raises where it was changed or is too old."""
    try:
        number = signing.loads(token, salt=_SALT, max_age=LINK_DAYS * 86_400)
    except signing.BadSignature:
        what = "this link is not a training link of this force, or it is older than thirty days"
        raise BoundariesError(what, "link", "Ask whoever sent it for a new one.") from None
    return cast(str, number)


def enter(request: HttpRequest, number: str) -> None:
    """Let this browser be this learner until it is closed or they leave; nothing of another learner remains."""
    request.session.cycle_key()
    request.session[_KEPT] = number


def leave(request: HttpRequest) -> None:
    """Forget the learner in this browser."""
    request.session.pop(_KEPT, None)


def learner_of(request: HttpRequest) -> str | None:
    """The workforce number behind a request: from TRAINING_WHO of the site's settings where that names someone, else from the link."""
    named = getattr(settings, "TRAINING_WHO", None)
    known: str | None = import_string(named)(request) if named else None
    return known or request.session.get(_KEPT)


def learners(view: Callable[Concatenate[LearnerRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only learners reach a view; others are told how to get in."""

    @wraps(view)
    def guard(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        number = learner_of(request)
        if number is None:
            return HttpResponseRedirect(reverse("training"))
        known = cast(LearnerRequest, request)
        known.learner = number
        return view(known, *args, **kwargs)

    return guard


def is_trainer(request: HttpRequest) -> bool:
    """Whether TRAINING_GUARD of the site's settings lets this request see who is trained; nobody, where it is not set."""
    named = getattr(settings, "TRAINING_GUARD", None)
    return bool(named and import_string(named)(request))


def trainers(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only trainers reach a view; for everyone else it is not there."""

    @wraps(view)
    def guard(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_trainer(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guard
