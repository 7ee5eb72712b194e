"""What is told where a request cannot be read, or something of ours fails: plainly, and without asking the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no page sends, or one whose session ended while it was answered."""
    return render(request, "fault.html", {"is_ours": False}, status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Something of ours failed."""
    return render(request, "fault.html", {"is_ours": True}, status=500)
