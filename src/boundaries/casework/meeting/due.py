"""Whether a day is due at a meeting or was due before it."""

from datetime import date

OVERDUE, DUE = "overdue", "due"


def mark_of(day: date | None, on: date, since: date) -> str:
    """Overdue before the meeting's day, due until about the next one (as far away as the last), else nothing."""
    if day is None:
        return ""
    return OVERDUE if day < on else DUE if day <= on + (on - since) else ""


def written_day(day: date) -> str:
    """A day in words."""
    return f"{day:%-d %B %Y}"
