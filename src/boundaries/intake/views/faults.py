"""What the public sees when something goes wrong: plain words, and what is or is not lost."""

from django.http import HttpRequest, HttpResponse

from boundaries.intake.uploads.kinds import LARGEST_REQUEST
from boundaries.intake.views.page import notice


def too_large(request: HttpRequest) -> bool:
    """Whether a request was too large to be read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > LARGEST_REQUEST


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this visit: the cookie is missing or too old, or it was too large to be read."""
    if too_large(request):
        return notice(request, "too_large", 413)
    return notice(request, "cookie", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no page of ours sends."""
    return notice(request, "unclear", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not allowed, for whatever reason."""
    return notice(request, "unclear", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    return notice(request, "not_found", 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Something of ours failed; nothing was acknowledged."""
    return notice(request, "fault", 500)
