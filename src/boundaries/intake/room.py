"""What is said when there is no room or the database is away: a clear page, and nothing acknowledged."""

import errno
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from boundaries.handover.durable import DiskFull
from boundaries.intake.views.page import notice

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Room:
    """Turns a full disk or a database that does not answer into the page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for what failed; None for faults of our own, which have a page elsewhere."""
        full = isinstance(exception, OSError) and exception.errno in _FULL
        if full or isinstance(exception, (DiskFull, DatabaseError)):
            return notice(request, "full", 503, path="thread" if request.path == reverse("thread") else "report")
        return None
