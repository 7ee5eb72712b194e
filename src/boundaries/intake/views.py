"""The pages of the public site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boundaries.catalogue import load_catalogue


def home(request: HttpRequest) -> HttpResponse:
    """The leaflet, told from the catalogue."""
    return render(request, "home.html", {"catalogue": load_catalogue()})
