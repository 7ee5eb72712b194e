"""The leaflet, the way out, the language and the force's colour."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from boundaries.intake.cookie import choose_language, leave
from boundaries.intake.leaflet import leaflet
from boundaries.intake.site import site
from boundaries.intake.views.page import page, see_other

PAGES = ("home", "report", "thread", "partner")


@require_safe
@gzip_page  # nothing secret stands on this page; those with a secret are never compressed
def home(request: HttpRequest) -> HttpResponse:
    """The leaflet, told from the catalogue."""
    return page(request, "home.html", {"leaflet": leaflet()})


@require_safe
def way_out(request: HttpRequest) -> HttpResponse:
    """Wipe what was being written and go to a page about something else."""
    leave(request)
    return see_other(site().exit_address)


@require_safe
def language(request: HttpRequest, code: str, back_to: str) -> HttpResponse:
    """Speak another language from now on; what was being written stays."""
    choose_language(request, code)
    return see_other(reverse(back_to if back_to in PAGES else "home"))


@require_safe
@cache_control(max_age=3600, public=True)
def colour(request: HttpRequest) -> HttpResponse:
    """The force's colour as a style, since no style may stand in a page."""
    return HttpResponse(f":root{{--force-colour:{site().force_colour}}}", content_type="text/css")
