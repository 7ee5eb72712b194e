"""The pages of this app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Where this app begins."""
    return render(request, "casework.html")
