"""The unit's site: its workspace and the training, on the force's inner network, with a database and keys of its own."""

from boundaries import settings
from boundaries.sites.databases import database
from boundaries.sites.hardening import *  # noqa: F403 - a Django settings module is a list of names
from boundaries.sites.hardening import SITES, templates
from boundaries.sites.keeping import session_key

PLACE = settings.current().home / "unit"
SECRET_KEY = session_key(PLACE)
ALLOWED_HOSTS = settings.current().unit_hosts
INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.staticfiles", "csp", "boundaries.casework", "boundaries.training"]
ROOT_URLCONF = "boundaries.sites.unit_urls"
TEMPLATES = templates(SITES.parent / "casework" / "templates", SITES.parent / "training" / "templates")
DATABASES = {"default": database(settings.current().unit_database, PLACE / "unit.sqlite3")}
SESSION_COOKIE_NAME = "session"
WSGI_APPLICATION = "boundaries.sites.serving.application"
AUDIT_FOLDER = PLACE / "audit"
AUDIT_WITNESS = settings.current().audit_witness or AUDIT_FOLDER / "witness.txt"
AUDIT_EVERY = settings.current().audit_every
