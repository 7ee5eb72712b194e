"""By which mail server the daily reminder leaves, from the settings."""

from urllib.parse import unquote, urlsplit

from boundaries.casework.reminding.post_office import PostOffice
from boundaries.errors import BoundariesError
from boundaries.settings import Settings

_WHERE = "BOUNDARIES_REMINDER_SERVER"
_FORM = "Write it as smtps://user@host, or smtp://user@host for STARTTLS; @ within the user is %40."
_PORTS = {"smtps": 465, "smtp": 587}


def post_office(chosen: Settings) -> PostOffice | None:
    """The mail server, or None where none is named; raises where its address cannot be used or a part is missing."""
    if not chosen.reminder_server:
        return None
    try:
        parts = urlsplit(chosen.reminder_server)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BoundariesError("this is no address of a mail server", _WHERE, _FORM) from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.password is not None or parts.path.strip("/") or parts.query:
        raise BoundariesError("this is no address of a mail server", _WHERE, _FORM)
    if "@" not in chosen.reminder_sender:
        raise BoundariesError("the reminder needs a sender's address", "BOUNDARIES_REMINDER_SENDER")
    if parts.username and chosen.reminder_secret is None:
        raise BoundariesError("whoever signs in at the mail server needs a password", "BOUNDARIES_REMINDER_SECRET")
    return PostOffice(
        parts.hostname, port, parts.scheme == "smtps", unquote(parts.username or ""), chosen.reminder_secret,
        chosen.reminder_sender, chosen.reminder_hour,
    )  # fmt: skip
