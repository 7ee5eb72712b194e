"""What the trail is asked: which lines, by whom, about what, when; and in which forms they are handed out."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from boundaries.casework.audit.acts import Act
from boundaries.casework.models.accounts import Account
from boundaries.casework.models.trail import TrailLine

FIELDS = ("sequence", "recorded_at", "actor", "act", "about", "detail")


@dataclass(frozen=True)
class Question:
    """Which lines someone wants; an empty part leaves it open. `since` and `until` are days, both included."""

    actor: str = ""
    act: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None

    def lines(self) -> QuerySet[TrailLine]:
        """The lines, newest first."""
        found = TrailLine.objects.order_by("-sequence")
        for name, wanted in (("actor", self.actor), ("act", self.act), ("about", self.about)):
            if wanted:
                found = found.filter(**{name: wanted})
        if self.since:
            found = found.filter(recorded_at__gte=self.since.isoformat())
        if self.until and self.until < date.max:
            found = found.filter(recorded_at__lt=(self.until + timedelta(days=1)).isoformat())
        return found

    def told(self) -> dict[str, str]:
        """What stands in the trail of the question itself."""
        parts = {"actor": self.actor, "act": self.act, "since": _day(self.since), "until": _day(self.until)}
        return {name: text for name, text in parts.items() if text}


def title_of(act: str) -> str:
    """An act as it is written on a page."""
    return act.replace("_", " ").capitalize()


ACTS = tuple((act.value, title_of(act.value)) for act in sorted(Act))
"""Every act with its title, in the order of the alphabet."""


def is_own_name(words: str, account: Account) -> bool:
    """Whether someone searches for themselves: their surname, or how they sign in or are known to the force."""
    searched = set(words.casefold().split())
    surname = account.display_name.casefold().split()[-1:]
    return bool(searched & {*surname, account.name.casefold(), account.member_id.casefold()} - {""})


def as_csv(lines: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """The lines as CSV, every field in quotes, oldest first as they come."""
    for row in (FIELDS, *lines):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerow(row)
        yield text.getvalue()


def as_json_lines(lines: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """The lines as JSON, one object a line."""
    for row in lines:
        yield json.dumps(dict(zip(FIELDS, row, strict=True))) + "\n"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
