"""The public site: hears concerns and can write them, but holds no key that reads them."""

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
SECRET_KEY = session_key(PLACES.public)
ALLOWED_HOSTS = _CHOSEN.public_hosts
INSTALLED_APPS = ["django.contrib.staticfiles", "csp", "boundaries.intake"]
MIDDLEWARE = [
    *HARDENED,
    "boundaries.intake.uploads.ending.nothing_left_open",
    "boundaries.intake.language.spoken",
    "boundaries.intake.room.Room",
]
ROOT_URLCONF = "boundaries.intake.urls"
CSRF_FAILURE_VIEW = "boundaries.intake.views.faults.not_from_here"
TEMPLATES = templates(SITES.parent / "intake" / "templates")
DATABASES = {"default": database(_CHOSEN.public_database, PLACES.public_database)}
WSGI_APPLICATION = "boundaries.sites.serving.application"

# The cookie holds all there is of a visit, signed; the database holds no session at all.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = _CHOSEN.public_https
# How long its signature holds. Drafts end far sooner; this leaves room for a clock that is set anew.
SESSION_COOKIE_AGE = 14 * 24 * 3600
if _CHOSEN.public_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

FILE_UPLOAD_HANDLERS = ["boundaries.intake.uploads.SealingUploads"]
DATA_UPLOAD_MAX_NUMBER_FILES = 21  # one more than a report holds, so that the page can say so
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

INTAKE = Surroundings(
    places=PLACES,
    force_name=_CHOSEN.force_name,
    force_colour=_CHOSEN.force_colour,
    force_phone=_CHOSEN.force_phone,
    force_mailbox=_CHOSEN.force_mailbox,
    exit_address=_CHOSEN.exit_address,
    draft_hours=_CHOSEN.draft_hours,
    address_header=_CHOSEN.public_address_header,
    hourly=_CHOSEN.public_hourly,
    clamd=_CHOSEN.clamd,
)
