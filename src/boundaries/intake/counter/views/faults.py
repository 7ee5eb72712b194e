"""What an operator sees when something goes wrong; the call's answers stay where they were."""

from django.http import HttpRequest, HttpResponse

from boundaries.intake.views.page import page


def _told(request: HttpRequest, what: str, status: int) -> HttpResponse:
    return page(request, "counter/fault.html", {"what": what}, status)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session."""
    return _told(
        request, "This page was open for too long, or cookies are off. Open it again; what was saved is still there.", 403
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no page of ours sends."""
    return _told(request, "That could not be read. Nothing was sent.", 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    return _told(request, "There is no such page.", 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Something of ours failed; nothing was acknowledged."""
    return _told(request, "Something went wrong on our side. What you have not seen confirmed was not sent.", 500)
