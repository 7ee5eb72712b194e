"""Ends what an upload has begun, however its request ends."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from boundaries.intake.uploads.handler import SealingUploads


def nothing_left_open(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let go of a file whose body broke off or could not be understood: Django does not tell the handler of every such end."""

    def respond(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        finally:
            for handler in request.upload_handlers:
                if isinstance(handler, SealingUploads):
                    handler.upload_interrupted()

    return respond
