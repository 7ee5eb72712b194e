"""What the commands of `boundaries training` do on the unit's side: each takes and gives plain values."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from boundaries.errors import BoundariesError
from boundaries.training.courses import load_courses
from boundaries.training.leaflet.layouts import Language
from boundaries.training.leaflet.words import small_words
from boundaries.training.ledger import store
from boundaries.training.ledger.chain import check
from boundaries.training.ledger.completions import incoming, read_completions
from boundaries.training.ledger.coverage import Count, coverage, not_covered
from boundaries.training.ledger.entries import Exempted, Joined, Left, Moved, Withdrawn
from boundaries.training.ledger.sentence import claim, sentence
from boundaries.training.ledger.standing import posts, standing
from boundaries.training.ledger.workforce import changes, read_listing
from boundaries.training.ledger.xapi import read_statements, statements
from boundaries.training.models import Learner
from boundaries.training.who import link_token

BY = "command"


def workforce(path: str, mapping: str | None, as_of: str, many_leavers: bool) -> dict[str, Any]:
    """Import a workforce list; gives how many are in it, joined, moved and left."""
    listed, sha256 = read_listing(Path(path), Path(mapping) if mapping else None)
    with transaction.atomic():
        made = changes(store.entries(), listed, date.fromisoformat(as_of), sha256, many_leavers=many_leavers)
        store.append(made.entries, BY)
        gone = [entry.number for entry in made.entries if isinstance(entry, Left)]
        Learner.objects.filter(number__in=gone).delete()
        named = [Learner(number=number, name=name) for number, name in made.names.items()]
        Learner.objects.bulk_create(
            named, update_conflicts=True, unique_fields=["number"], update_fields=["name"], batch_size=500
        )
    counts = {name: made.count(kind) for name, kind in (("joined", Joined), ("moved", Moved), ("left", Left))}
    return {"people": made.entries[-1].people, **counts}  # type: ignore[union-attr]


def completions(path: str, mapping: str | None, courses: Mapping[str, str]) -> dict[str, Any]:
    """Import completions of another system, a CSV file or xAPI statements; gives how many were new, known, and of strangers."""
    known = load_courses().by_id
    today = date.today()
    if Path(path).suffix.lower() == ".json":
        found = read_statements(Path(path), courses, known, today)
    else:
        found = read_completions(Path(path), Path(mapping) if mapping else None, known, today)
    with transaction.atomic():
        held = store.entries()
        made = incoming(held, found)
        store.append(made.new, BY)
    members = posts(held, today)
    strangers = len({one.number for one in made.new} - members.keys())
    return {"new": len(made.new), "known": made.known, "not_in_the_workforce": strangers}


def covered(course: str, day: str, people: bool) -> dict[str, Any]:
    """How many are trained on a day, by unit and kind; with `people` also everyone who is not, by unit."""
    on = date.fromisoformat(day)
    lines = store.lines()
    check(lines)
    held = standing(store.told(lines), load_courses().rule(_known(course)), on)
    counted = coverage(held.values(), on)
    made: dict[str, Any] = {
        "whole": _plain(counted.whole),
        "by_unit": {unit: _plain(count) for unit, count in counted.by_unit.items()},
        "by_kind": {kind.value: _plain(count) for kind, count in counted.by_kind.items()},
    }
    if people:
        made["not_covered"] = {
            unit: [
                [one.number, one.post.kind.value, one.status.value, one.until.isoformat() if one.until else ""] for one in group
            ]
            for unit, group in not_covered(held.values()).items()
        }
    return made


def claimed(language: str) -> dict[str, Any]:
    """The leaflet's sentence on training today, and the stamp of the ledger it rests on."""
    made = claim(store.lines(), load_courses().rule("everyone"), date.today())
    return {"sentence": sentence(made.coverage, small_words(Language(language))), "stamp": made.stamp}


def exempt(number: str, reason: str, on: str, until: str) -> dict[str, Any]:
    """Note that someone need not be chased for a time."""
    entry = Exempted(number, date.fromisoformat(on), date.fromisoformat(until), " ".join(reason.split()))
    if entry.until <= entry.on:
        raise BoundariesError("an exemption ends after it begins", "--until", "Give a later day.")
    if number not in posts(store.entries(number), entry.on):
        raise BoundariesError(
            f"nobody in the workforce has the number {number}", "NUMBER", "Check it against the workforce list."
        )
    store.append([entry], BY)
    return {}


def withdraw(sequence: int, reason: str) -> dict[str, Any]:
    """Note that an earlier line was wrong; gives what it said."""
    line = next((line for line in store.lines() if line.sequence == sequence), None)
    if line is None or line.what == Withdrawn.what:
        raise BoundariesError(
            f"there is no line {sequence} that could be withdrawn", "LINE", "`boundaries training history` shows them."
        )
    store.append([Withdrawn(line.number, date.today(), sequence, " ".join(reason.split()))], BY)
    return {"what": line.what}


def history(number: str) -> dict[str, Any]:
    """Every line on one person."""
    return {"lines": [[line.sequence, line.recorded_at, line.recorded_by, line.what, line.body] for line in store.lines(number)]}


def told_as_statements(home_page: str) -> dict[str, Any]:
    """All completions that count, as xAPI statements."""
    held = store.entries()
    gone = {entry.sequence for _, entry in held if isinstance(entry, Withdrawn)}
    kept = [entry for sequence, entry in held if entry.what == "completed" and sequence not in gone]
    return {"statements": statements(kept, home_page)}  # type: ignore[arg-type]


def verified() -> dict[str, Any]:
    """Check the whole chain; gives how many lines there are and the last one's hash."""
    lines = store.lines()
    return {"lines": len(lines), "head": check(lines).hex()}


def links(numbers: list[str], course: str, partner: bool = False) -> dict[str, Any]:
    """Personal links for these people, or for everyone in the workforce who is not covered where none is named.

    With `partner` the numbers are names of people at partner agencies, who are in no workforce list and never counted.
    """
    if partner:
        return {"links": [[number, "", f"training/link/{link_token(number)}"] for number in numbers]}
    today = date.today()
    held = store.entries()
    known = posts(held, today)
    strangers = [number for number in numbers if number not in known]
    if strangers:
        raise BoundariesError(f"not in the workforce: {', '.join(strangers)}", "NUMBER", "Check them against the workforce list.")
    units = not_covered(standing(held, load_courses().rule(_known(course)), today).values())
    wanted = numbers or [one.number for group in units.values() for one in group]
    return {"links": [[number, known[number][0].unit, f"training/link/{link_token(number)}"] for number in wanted]}


ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "workforce": workforce,
    "completions": completions,
    "coverage": covered,
    "claim": claimed,
    "exempt": exempt,
    "withdraw": withdraw,
    "history": history,
    "statements": told_as_statements,
    "verify": verified,
    "links": links,
}


def _known(course: str) -> str:
    courses = load_courses().by_id
    if course not in courses:
        raise BoundariesError(f"there is no course '{course}'", "--course", f"The courses are {', '.join(courses)}.")
    return course


def _plain(count: Count) -> dict[str, int]:
    return {name: getattr(count, name) for name in ("people", "covered", "expired", "never", "exempt", "percent")}
