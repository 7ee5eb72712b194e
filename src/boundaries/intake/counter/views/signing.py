"""Signing in and out."""

import secrets
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from boundaries.intake.cookie import DRAFT, key_in
from boundaries.intake.counter.attendance import CounterRequest, begin, device_of, know_device
from boundaries.intake.counter.operators import end_sessions, plain_name, tried
from boundaries.intake.drafts import forget
from boundaries.intake.views.page import page, see_other

_WRONG = "The name, the password or the code is not right. Each code works once; wait for the next one."


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name, password and code, and try them."""
    if request.method != "POST":
        return page(request, "counter/sign_in.html", {"fault": "", "name": ""})
    name, now = request.POST.get("name", "")[:200], datetime.now()
    device = device_of(request, plain_name(name))
    try_ = tried(name, request.POST.get("password", "")[:600], request.POST.get("code", "")[:20], device, now)
    if try_.wait_until:
        seconds = max(1, round((try_.wait_until - now).total_seconds()))
        return _again(request, name, f"Too many tries. Try again in {seconds} seconds.", 429)
    if try_.operator is None:
        return _again(request, name, _WRONG, 401)
    begin(request, try_.operator, now)
    response = see_other(reverse("start"))
    know_device(response, try_.operator.name, device or secrets.token_urlsafe(16), secure=settings.SESSION_COOKIE_SECURE)
    return response


@require_POST
def sign_out(request: CounterRequest) -> HttpResponse:
    """End every session of the operator, and wipe what was being written."""
    forget(key_in(request, DRAFT))
    end_sessions(request.operator)
    request.session.flush()
    return see_other(reverse("sign-in"))


def _again(request: HttpRequest, name: str, fault: str, status: int) -> HttpResponse:
    return page(request, "counter/sign_in.html", {"fault": fault, "name": name}, status)
