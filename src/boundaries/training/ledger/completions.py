"""From another learning system's list of completions to entries of the ledger."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from boundaries.errors import Fault
from boundaries.training.ledger.entries import Completed
from boundaries.training.ledger.sheet import Row, Sheet, day_of, read_mapping, read_sheet, refuse
from boundaries.training.ledger.standing import Numbered

NEEDED = ("number", "course", "on", "result")
ALLOWED = ("version", "score")
CLOSED = ("course", "result")
RESULTS = {"passed": True, "failed": False}
"""Attendance alone is neither: whoever only received the training has not shown that they understood it."""


@dataclass(frozen=True)
class Incoming:
    """Completions that are new to the ledger, and how many were there already."""

    new: tuple[Completed, ...]
    known: int


def read_completions(path: Path, mapping: Path | None, courses: Collection[str], today: date) -> list[Completed]:
    """Every row of a CSV file as a completion; raises with all faulty rows, and then imports none."""
    sheet = read_sheet(path, read_mapping(mapping, NEEDED, ALLOWED, CLOSED), NEEDED)
    faults: list[Fault] = []
    found = []
    for row in sheet.rows:
        try:
            found.append(_completed(row, sheet, courses, today))
        except ValueError as error:
            faults.append(Fault(f"{path.name}, line {row.line}", str(error)))
    refuse(path, faults, "these completions cannot be used", "Put right each line above, or translate its words in the mapping.")
    return found


def _completed(row: Row, sheet: Sheet, courses: Collection[str], today: date) -> Completed:
    cells = row.cells
    if not cells["number"] or len(cells["number"]) > 64:
        raise ValueError("the workforce number is empty or has more than 64 characters")
    if cells["course"] not in courses:
        raise ValueError(f"{cells['course']!r} is not a course; expected {', '.join(courses)}")
    if cells["result"] not in RESULTS:
        raise ValueError(f"{cells['result']!r} is not a result; expected {' or '.join(RESULTS)}")
    on = day_of(cells["on"], sheet.day)
    if on > today:
        raise ValueError(f"{on.isoformat()} is yet to come")
    score = score_of(cells["score"]) if cells.get("score") else None
    version, passed = cells.get("version") or "unknown", RESULTS[cells["result"]]
    return Completed(cells["number"], on, cells["course"], version, passed, score, "", f"csv:{sheet.sha256[:16]}:{row.line}")


def score_of(text: str) -> int:
    """A score from 0 to 100, whole, rounded down."""
    try:
        score = float(text.removesuffix("%"))
    except ValueError:
        score = -1.0
    if not 0 <= score <= 100:
        raise ValueError(f"{text!r} is not a score from 0 to 100")
    return int(score)


def incoming(held: Iterable[Numbered], found: Iterable[Completed]) -> Incoming:
    """Leave out what the ledger has: the same person, course, day, version, result and score, whichever file told it first."""
    known = {_same(entry) for _, entry in held if isinstance(entry, Completed)}
    new, repeated = [], 0
    for one in found:
        if _same(one) in known:
            repeated += 1
        else:
            known.add(_same(one))
            new.append(one)
    return Incoming(tuple(new), repeated)


def _same(one: Completed) -> tuple[object, ...]:
    return (one.number, one.course, one.on, one.version, one.passed, one.score)
