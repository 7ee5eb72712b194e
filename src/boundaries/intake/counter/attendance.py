"""Who is at the counter: no page but the sign-in is shown to anybody else."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from boundaries.intake.counter.models import Operator
from boundaries.intake.views.page import see_other

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
DEVICE, _DEVICE_DAYS = "counter_device", 180
_WHO, _EPOCH, _BEGAN, _SEEN = "operator", "epoch", "began", "seen"
_TOUCH_AFTER = timedelta(seconds=60)


class CounterRequest(HttpRequest):
    """A request of an operator."""

    operator: Operator


def attended(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send everybody who is not signed in to the sign-in, whatever they asked for, so that nothing tells what is here."""

    def respond(request: HttpRequest) -> HttpResponse:
        operator = _operator_of(request)
        if operator is None and request.path != reverse("sign-in"):
            return see_other(reverse("sign-in"))
        request.operator = operator  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def begin(request: HttpRequest, operator: Operator, now: datetime) -> None:
    """Start a fresh session; nothing of an earlier one remains."""
    request.session.flush()
    request.session.update({_WHO: operator.operator_id, _EPOCH: operator.epoch, _BEGAN: now.timestamp(), _SEEN: now.timestamp()})


def device_of(request: HttpRequest, name: str) -> str:
    """What this browser was given when this operator signed in with it, or nothing."""
    try:
        held = request.get_signed_cookie(DEVICE, default="", max_age=_DEVICE_DAYS * 86_400, salt=name)
    except signing.BadSignature:
        return ""
    return str(held)


def know_device(response: HttpResponse, name: str, device: str, *, secure: bool) -> None:
    """Make this browser a known one of an operator."""
    response.set_signed_cookie(
        DEVICE, device, salt=name, max_age=_DEVICE_DAYS * 86_400, httponly=True, samesite="Strict", secure=secure
    )


def _operator_of(request: HttpRequest) -> Operator | None:
    """The session's operator; a session that timed out or was ended is emptied."""
    who = request.session.get(_WHO)
    if who is None:
        return None
    now = datetime.now()
    began, seen = (datetime.fromtimestamp(float(request.session[name])) for name in (_BEGAN, _SEEN))
    operator = Operator.objects.filter(pk=who).first()
    if operator is None or operator.epoch != request.session[_EPOCH] or now - seen > IDLE or now - began > LONGEST:
        request.session.flush()
        return None
    if now - seen > _TOUCH_AFTER:
        request.session[_SEEN] = now.timestamp()
    return operator
