"""Which language a page speaks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from boundaries.intake.cookie import chosen_language


def spoken(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language that the visit has chosen, English where it has chosen none, and say so in a header."""

    def respond(request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response

    return respond
