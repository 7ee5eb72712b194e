"""Where each person stood on a day: in the workforce or not, in which post, and how far trained."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from boundaries.training.ledger.entries import Completed, Duty, Entry, Exempted, Joined, Left, Listed, Moved, Post, Withdrawn

Numbered = tuple[int, Entry]
"""An entry with the sequence of its line."""


class Status(StrEnum):
    """How far someone is trained on a day."""

    COVERED = "covered"
    EXPIRED = "expired"
    NEVER = "never"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Rule:
    """Whom a course is for and what counts as having it: which courses, and for how many months after passing.

    `duty` None means the whole workforce.
    """

    course: str
    counts: frozenset[str]
    months: int
    duty: Duty | None = None


@dataclass(frozen=True)
class Standing:
    """One member of the workforce on the day: their post, how far trained, until when, and since when they are here."""

    number: str
    post: Post
    status: Status
    until: date | None
    joined_on: date


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def standing(entries: Iterable[Numbered], rule: Rule, day: date) -> dict[str, Standing]:
    """Everyone whom the rule asks for on the day, by workforce number. Lines that were withdrawn count nowhere."""
    by_number = _by_number(entries, day)
    found = {}
    for number, lines in by_number.items():
        place = _place(lines)
        if place is None or (rule.duty is not None and rule.duty not in place[0].duties):
            continue
        status, until = _training(lines, rule, day)
        found[number] = Standing(number, place[0], status, until, place[1])
    return found


def posts(entries: Iterable[Numbered], day: date) -> dict[str, tuple[Post, date]]:
    """Everyone in the workforce on the day: their post, and since when they are here."""
    places = ((number, _place(lines)) for number, lines in _by_number(entries, day).items())
    return {number: place for number, place in places if place is not None}


def last_list(entries: Iterable[Numbered]) -> Listed | None:
    """The latest workforce list."""
    return max((entry for _, entry in entries if isinstance(entry, Listed)), key=lambda entry: entry.on, default=None)


def _by_number(entries: Iterable[Numbered], day: date) -> Mapping[str, list[Entry]]:
    """Each person's entries up to the day that still count, in the order of their days, then of their lines."""
    kept = list(entries)
    withdrawn = {entry.sequence for _, entry in kept if isinstance(entry, Withdrawn)}
    people: dict[str, list[tuple[date, int, Entry]]] = {}
    for sequence, entry in kept:
        if entry.number and entry.on <= day and sequence not in withdrawn and not isinstance(entry, Withdrawn):
            people.setdefault(entry.number, []).append((entry.on, sequence, entry))
    return {number: [line[2] for line in sorted(lines, key=lambda line: line[:2])] for number, lines in people.items()}


def _place(lines: Iterable[Entry]) -> tuple[Post, date] | None:
    """The post someone holds after these lines and since when they are here; None where they are not in the workforce."""
    place: tuple[Post, date] | None = None
    for entry in lines:
        if isinstance(entry, Joined):
            place = (entry.post, entry.on)
        elif isinstance(entry, Moved) and place is not None:
            place = (entry.post, place[1])
        elif isinstance(entry, Left):
            place = None
    return place


def _training(lines: Iterable[Entry], rule: Rule, day: date) -> tuple[Status, date | None]:
    until: date | None = None
    exempt: date | None = None
    for entry in lines:
        if isinstance(entry, Completed) and entry.passed and entry.course in rule.counts:
            until = max(until or date.min, months_later(entry.on, rule.months))
        elif isinstance(entry, Exempted) and day < entry.until:
            exempt = max(exempt or date.min, entry.until)
    if until is not None and day < until:
        return Status.COVERED, until
    if exempt is not None:
        return Status.EXEMPT, exempt
    return (Status.NEVER, None) if until is None else (Status.EXPIRED, until)
