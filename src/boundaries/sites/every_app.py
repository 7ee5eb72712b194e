"""All apps together, with no key and no database: what the type checker and `makemigrations` read."""

from pathlib import Path

from boundaries.casework.reminding.post_office import PostOffice
from boundaries.handover.places import Places
from boundaries.intake.site import Surroundings
from boundaries.sites.hardening import *  # noqa: F403 - a Django settings module is a list of names

SECRET_KEY = "not a secret: no site runs on these settings"
INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "boundaries.intake",
    "boundaries.intake.counter",
    "boundaries.casework",
    "boundaries.training",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INTAKE = Surroundings(places=Places(Path()))
AUDIT_FOLDER = Path()
AUDIT_WITNESS = Path()
AUDIT_EVERY = 1
PLACES = Places(Path())
ADDRESS = "http://localhost"
OIDC = None
POST_OFFICE: PostOffice | None = None
IDLE_MINUTES = SESSION_HOURS = MINIMUM_HANDLERS = GRANT_MINUTES = COLLECT_SECONDS = ANSWER_DAYS = 1
RETENTION_POLICY: Path | None = None
