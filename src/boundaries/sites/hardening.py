"""What every site has alike: headers, sessions, logging, templates and the build of the styles."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

SITES = Path(__file__).parent

USE_TZ = False
"""Times are local, as everywhere in Boundaries; SQLite and PostgreSQL store them without a zone."""
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITES / "static", SITES / "files"]
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Nothing is allowed but what is named: no script in a page, nothing from elsewhere, no frame, no form to elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# No other site learns where someone was. With "no-referrer" browsers would call the origin of every form "null", which no check
# against forged forms can tell from a stranger's.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "boundaries.sites.headers.quiet_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Counts and kinds only: no path, no address, no person. Django's own loggers would write paths and tracebacks with them.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": True,
    "filters": {"plain": {"()": "boundaries.sites.logs.PlainRecords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["plain"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}


def templates(*folders: Path) -> list[dict[str, Any]]:
    """Jinja2 with the GOV.UK components, strict about names; the layout stands in the sites' own folder."""
    return [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [*folders, SITES / "templates"],
            "OPTIONS": {"environment": "boundaries.sites.templating.environment"},
        }
    ]
