"""The unit's site: its workspace and the training, on the force's inner network, with a database and keys of its own."""

from boundaries import settings
from boundaries.handover.places import Places
from boundaries.sites.databases import database
from boundaries.sites.hardening import *  # noqa: F403 - a Django settings module is a list of names
from boundaries.sites.hardening import MIDDLEWARE, SITES, templates
from boundaries.sites.identity import provider
from boundaries.sites.keeping import session_key
from boundaries.sites.mail import post_office

PLACES = Places(settings.current().home)
PLACE = PLACES.unit
SECRET_KEY = session_key(PLACE)
ALLOWED_HOSTS = settings.current().unit_hosts
INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.staticfiles", "csp", "boundaries.casework", "boundaries.training"]
ROOT_URLCONF = "boundaries.sites.unit_urls"
TEMPLATES = templates(SITES.parent / "casework" / "templates", SITES.parent / "training" / "templates")
TEMPLATES[0]["OPTIONS"]["context_processors"] = ["boundaries.sites.trainers.navigation", "boundaries.sites.forms.once"]
TRAINING_COVERAGE = "boundaries.sites.trainers.coverage"
TRAINING_UNITS = "boundaries.sites.trainers.units"
TRAINING_GUARD = "boundaries.sites.trainers.may_see"
DATABASES = {"default": database(settings.current().unit_database, PLACE / "unit.sqlite3")}
MIDDLEWARE = [*MIDDLEWARE, "boundaries.casework.accounts.attendance.Attendance"]
FILE_UPLOAD_HANDLERS = ["boundaries.casework.uploads.HashingUploads"]
USE_I18N = False
"""All is in English here; the public's pages alone are in Welsh too."""
SESSION_ENGINE = "boundaries.casework.accounts.sessions"
SESSION_COOKIE_NAME = "session"
ADDRESS = settings.current().unit_address
SESSION_COOKIE_SECURE = ADDRESS.startswith("https:")
CSRF_TRUSTED_ORIGINS = [ADDRESS]
CSRF_FAILURE_VIEW = "boundaries.casework.pages.unsent.not_from_here"
IDLE_MINUTES = settings.current().idle_minutes
SESSION_HOURS = settings.current().session_hours
MINIMUM_HANDLERS = settings.current().minimum_handlers
ANSWER_DAYS = settings.current().answer_days
COLLECT_SECONDS = settings.current().collect_seconds
GRANT_MINUTES = settings.current().grant_minutes
OIDC = provider(settings.current())
POST_OFFICE = post_office(settings.current())
WSGI_APPLICATION = "boundaries.sites.serving.application"
AUDIT_FOLDER = PLACE / "audit"
AUDIT_WITNESS = settings.current().audit_witness or AUDIT_FOLDER / "witness.txt"
AUDIT_EVERY = settings.current().audit_every
RETENTION_POLICY = settings.current().retention_policy
