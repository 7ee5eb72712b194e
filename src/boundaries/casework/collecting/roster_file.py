"""Reads a roster from a CSV file, and reports every fault at once."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from boundaries.casework.content.rosters import RosterLine
from boundaries.errors import BoundariesError, Fault
from boundaries.handover.people import NamedMember

NEEDED = ("member_id", "supervisor_id")
KNOWN = (*NEEDED, "name", "number", "handle", "station", "associates")
_TOLD = 20


def read_roster(path: Path) -> list[RosterLine]:
    """The members of a CSV file with the columns KNOWN (others are left alone); `associates` are ids with semicolons between."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BoundariesError("this is not in UTF-8", str(path), "Export it as CSV in UTF-8.") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            faults = tuple(Fault(name, "this column is not there") for name in missing)
            raise BoundariesError("this is no roster", str(path), f"It needs the columns {', '.join(NEEDED)}.", faults)
        lines = [(rows.line_num, _line(row)) for row in rows]
    except csv.Error as error:
        raise BoundariesError(f"line {rows.line_num} is no CSV", str(path), "Export it again.") from error
    if not lines:
        raise BoundariesError("this roster holds nobody", str(path), "Export it again.")
    faults = tuple(_faults(lines))
    if faults:
        raise BoundariesError(f"{len(faults)} lines of the roster cannot be used", str(path), "Mend them.", faults[:_TOLD])
    return [line for _, line in lines]


def _line(row: dict[str, str | None]) -> RosterLine:
    told = {name: (row.get(name) or "").strip() for name in KNOWN}
    named = NamedMember(
        name=told["name"], number=told["number"] or told["member_id"], handle=told["handle"], station=told["station"]
    )
    associates = tuple(part.strip() for part in told["associates"].split(";") if part.strip())
    return RosterLine(told["member_id"], told["supervisor_id"], named, associates)


def _faults(lines: list[tuple[int, RosterLine]]) -> Iterator[Fault]:
    """What is wrong: no id, an id twice, or someone who supervises or is declared and is not in the roster."""
    seen: set[str] = set()
    ids = {line.member_id for _, line in lines}
    for number, line in lines:
        if not line.member_id:
            yield Fault(f"line {number}", "there is no member_id")
        elif line.member_id in seen:
            yield Fault(f"line {number}", "this member_id stands twice")
        seen.add(line.member_id)
        if line.supervisor_id and line.supervisor_id not in ids:
            yield Fault(f"line {number}", "supervisor_id is nobody in the roster")
        if set(line.associates) - ids:
            yield Fault(f"line {number}", "an associate is nobody in the roster")
