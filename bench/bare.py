"""The least that Django can answer with: one view, no middleware, no database. What the public site is measured beside."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    """A few bytes."""
    return HttpResponse("<!DOCTYPE html><title>Bare</title>")


urlpatterns = [path("", bare)]
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="bare", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
application: WSGIHandler = get_wsgi_application()
