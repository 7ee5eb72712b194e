"""The public site: hears concerns and can write them, but holds no key that reads them."""

from boundaries import settings
from boundaries.sites.databases import database
from boundaries.sites.hardening import *  # noqa: F403 - a Django settings module is a list of names
from boundaries.sites.hardening import SITES, templates
from boundaries.sites.keeping import session_key

PLACE = settings.current().home / "public"
SECRET_KEY = session_key(PLACE)
ALLOWED_HOSTS = settings.current().public_hosts
INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.staticfiles", "csp", "boundaries.intake"]
ROOT_URLCONF = "boundaries.intake.urls"
TEMPLATES = templates(SITES.parent / "intake" / "templates")
DATABASES = {"default": database(settings.current().public_database, PLACE / "public.sqlite3")}
SESSION_COOKIE_NAME = "session"
WSGI_APPLICATION = "boundaries.sites.serving.application"
