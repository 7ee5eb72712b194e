"""From a workforce list to entries of the ledger: who joined, who moved, who left since the ledger last knew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from boundaries.errors import BoundariesError, Fault
from boundaries.training.ledger.entries import Duty, Entry, Joined, Kind, Left, Listed, Moved, Post
from boundaries.training.ledger.sheet import Row, Sheet, day_of, read_mapping, read_sheet, refuse
from boundaries.training.ledger.standing import Numbered, last_list, posts

NEEDED = ("number", "kind", "unit")
ALLOWED = ("name", "duties", "joined_on", "left_on")
CLOSED = ("kind", "duties")
MOST_LEAVERS = 0.1
"""A list that loses a larger share of the workforce at once is taken for half a list, unless the user says otherwise."""
FEW_LEAVERS = 20


_Word = TypeVar("_Word", Kind, Duty)


@dataclass(frozen=True)
class Listing:
    """One row of a workforce list."""

    number: str
    post: Post
    name: str
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True)
class Changes:
    """What a list changes: the entries to add and how many of each, and the names that go with the numbers."""

    entries: tuple[Entry, ...]
    names: Mapping[str, str]

    def count(self, kind: type) -> int:
        """How many entries of one kind."""
        return sum(isinstance(entry, kind) for entry in self.entries)


def read_listing(path: Path, mapping: Path | None) -> tuple[dict[str, Listing], str]:
    """Everyone in a list by number, and its SHA-256. One faulty row refuses the whole list, else it would look like a leaver."""
    sheet = read_sheet(path, read_mapping(mapping, NEEDED, ALLOWED, CLOSED), NEEDED)
    faults: list[Fault] = []
    found: dict[str, Listing] = {}
    for row in sheet.rows:
        try:
            listing = _listing(row, sheet)
        except ValueError as error:
            faults.append(Fault(f"{path.name}, line {row.line}", str(error)))
            continue
        if listing.number in found:
            faults.append(Fault(f"{path.name}, line {row.line}", "this workforce number is there twice"))
        found[listing.number] = listing
    refuse(
        path, faults, "the workforce list cannot be used", "Put right each line above; a row left out would count as a leaver."
    )
    return found, sheet.sha256


def _listing(row: Row, sheet: Sheet) -> Listing:
    cells = row.cells
    number, unit = cells["number"], cells["unit"]
    if not number or not unit:
        raise ValueError("the workforce number or the unit is empty")
    if len(number) > 64 or any(one < " " for one in number + unit):
        raise ValueError("a workforce number has at most 64 characters and no control characters")
    kind = _word(Kind, cells["kind"], "kind")
    duties = [_word(Duty, one.strip(), "duty") for one in cells.get("duties", "").replace(",", ";").split(";") if one.strip()]
    days = [day_of(cells[name], sheet.day) if cells.get(name) else None for name in ("joined_on", "left_on")]
    post = Post(kind, unit, tuple(sorted(set(duties))))
    return Listing(number, post, cells.get("name", "")[:200], days[0], days[1])


def _word(words: type[_Word], text: str, called: str) -> _Word:
    try:
        return words(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a {called}; expected {', '.join(words)}, or a word the mapping translates") from None


def changes(
    held: Iterable[Numbered], listed: Mapping[str, Listing], as_of: date, sha256: str, *, many_leavers: bool = False
) -> Changes:
    """What the ledger has to note so that it holds exactly the people of the list on the day `as_of`."""
    kept = list(held)
    before = last_list(kept)
    if before is not None and as_of < before.on:
        what = f"a list of {before.on.isoformat()} was imported already, and this one is of {as_of.isoformat()}"
        raise BoundariesError(what, "--as-of", "Import lists in the order of their days.")
    known = posts(kept, as_of)
    present = {
        number: one
        for number, one in listed.items()
        if (one.joined_on is None or one.joined_on <= as_of) and (one.left_on is None or as_of < one.left_on)
    }
    gone = sorted(known.keys() - present.keys())
    if not many_leavers and len(gone) > max(FEW_LEAVERS, MOST_LEAVERS * len(known)):
        what = f"{len(gone)} of {len(known)} people are missing from this list"
        raise BoundariesError(
            what, "workforce list", "If they did leave, add --many-leavers. If it is half a list, get the whole."
        )
    last_left = {entry.number: entry.on for _, entry in kept if isinstance(entry, Left)}
    entries: list[Entry] = []
    for number in sorted(present):
        one = present[number]
        if number not in known:
            entries.append(Joined(number, _joined_on(one, last_left.get(number), as_of), one.post))
        elif known[number][0] != one.post:
            entries.append(Moved(number, as_of, one.post))
    for number in gone:
        left_on = listed[number].left_on if number in listed else None
        entries.append(Left(number, max(left_on or as_of, known[number][1])))
    entries.append(Listed(as_of, len(present), sha256))
    return Changes(tuple(entries), {number: one.name for number, one in present.items() if one.name})


def _joined_on(one: Listing, left_on: date | None, as_of: date) -> date:
    """The day the list gives, unless the ledger had the person leave after it: then they are back from the list's day on."""
    if one.joined_on is None or (left_on is not None and one.joined_on < left_on):
        return as_of
    return one.joined_on
