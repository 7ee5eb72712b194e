"""The counter: operators take down what callers tell, on the inner network; it writes to the drop and holds no key that reads."""

from boundaries import settings
from boundaries.handover.places import Places
from boundaries.intake.site import Surroundings
from boundaries.sites.databases import database
from boundaries.sites.hardening import *  # noqa: F403 - a Django settings module is a list of names
from boundaries.sites.hardening import MIDDLEWARE as HARDENED
from boundaries.sites.hardening import SITES, templates
from boundaries.sites.keeping import session_key

_CHOSEN = settings.current()
PLACES = Places(_CHOSEN.home)
# Of its own, so that no cookie of the public site is good here.
SECRET_KEY = f"counter/{session_key(PLACES.public)}"
ALLOWED_HOSTS = _CHOSEN.counter_hosts
INSTALLED_APPS = ["django.contrib.staticfiles", "csp", "boundaries.intake", "boundaries.intake.counter"]
MIDDLEWARE = [*HARDENED, "boundaries.intake.counter.attendance.attended"]
ROOT_URLCONF = "boundaries.intake.counter.urls"
CSRF_FAILURE_VIEW = "boundaries.intake.counter.views.faults.not_from_here"
TEMPLATES = templates(SITES.parent / "intake" / "templates")
DATABASES = {"default": database(_CHOSEN.public_database, PLACES.public_database)}
WSGI_APPLICATION = "boundaries.sites.serving.application"

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "counter"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = _CHOSEN.counter_address.startswith("https:")
CSRF_TRUSTED_ORIGINS = [_CHOSEN.counter_address]

FILE_UPLOAD_HANDLERS: list[str] = []
"""No page here takes a file."""

INTAKE = Surroundings(
    places=PLACES,
    force_name=_CHOSEN.force_name,
    force_colour=_CHOSEN.force_colour,
    force_phone=_CHOSEN.force_phone,
    force_mailbox=_CHOSEN.force_mailbox,
    draft_hours=_CHOSEN.draft_hours,
)
