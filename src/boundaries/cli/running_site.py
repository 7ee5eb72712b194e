"""What a running site says of itself to anybody: the headers that keep a visit private."""

import http.client
import re
import ssl
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from boundaries.errors import BoundariesError
from boundaries.handover.readiness import Found, State

SECONDS = 10
_LONGEST = 2_000_000

# Header, what it must hold, and why in a few words.
_WANTED: tuple[tuple[str, str, str], ...] = (
    ("content-security-policy", r"default-src 'none'(?!.*unsafe-)", "nothing may load but what is named"),
    ("content-security-policy", r"form-action 'self'", "forms go nowhere else"),
    ("content-security-policy", r"frame-ancestors 'none'", "no other site may frame it"),
    ("cache-control", r"no-store", "the browser keeps no page"),
    ("referrer-policy", r"no-referrer|same-origin", "no other site learns where the visitor was"),
    ("x-content-type-options", r"nosniff", "files are what they say"),
)
_COOKIE = (("httponly", "HttpOnly"), ("samesite=strict", "SameSite=Strict"))


def headers_of(url: str) -> Found:
    """Ask a site for its first page, as a visitor does, and look at the headers; a BoundariesError where it does not answer."""
    headers, cookies, page = _asked(url)
    missing = [f"{name} ({why})" for name, wanted, why in _WANTED if not re.search(wanted, headers.get(name, ""), re.DOTALL)]
    missing += [f"{written} on a cookie" for cookie in cookies for part, written in _COOKIE if part not in cookie.casefold()]
    if urlsplit(url).scheme == "https":
        missing += [] if "strict-transport-security" in headers else ["strict-transport-security (never in the clear)"]
        missing += ["Secure on a cookie" for cookie in cookies if "secure" not in cookie.casefold()]
    missing += [f"a page without things from elsewhere ({len(found)})" for found in [_elsewhere(page)] if found]
    if missing:
        return Found(State.REFUSE, f"it lacks {'; '.join(missing)}.", "See what stands between the site and the visitor.")
    return Found(State.FINE, f"it answers, and the {len({name for name, *_ in _WANTED})} headers are right")


def _elsewhere(page: str) -> list[str]:
    """What a page would load from another place by itself; links that people follow are not that."""
    return re.findall(
        r"<(?:script|link|img|iframe|source|video|audio|form)\b[^>]*\b(?:src|href|action)=[\"']?(?:https?:)?//", page
    )


def _asked(url: str) -> tuple[Mapping[str, str], list[str], str]:
    parts = urlsplit(url)
    makers: dict[str, Callable[[], http.client.HTTPConnection]] = {
        "http": lambda: http.client.HTTPConnection(parts.netloc, timeout=SECONDS),
        "https": lambda: http.client.HTTPSConnection(parts.netloc, timeout=SECONDS, context=ssl.create_default_context()),
    }
    if parts.scheme not in makers or not parts.hostname:
        raise BoundariesError("this is no address of a site", url, "Write it as https://host/.")
    connection = makers[parts.scheme]()
    try:
        connection.request("GET", parts.path or "/")
        answer = connection.getresponse()
        if answer.status >= 400:
            raise BoundariesError(f"it answers with status {answer.status}", url, "See whether the site runs.")
        headers = {name.casefold(): value for name, value in answer.getheaders()}
        return headers, answer.headers.get_all("Set-Cookie") or [], answer.read(_LONGEST).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise BoundariesError(f"it does not answer: {error}", url, "See whether the site runs, and its certificate.") from error
    finally:
        connection.close()
