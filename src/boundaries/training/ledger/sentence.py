"""The sentence on training that the leaflet prints: computed from the ledger, refused where the ledger cannot bear it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from boundaries.errors import BoundariesError
from boundaries.training.ledger.chain import Line, check
from boundaries.training.ledger.coverage import Coverage, coverage
from boundaries.training.ledger.entries import Kind, read
from boundaries.training.ledger.standing import Rule, last_list, standing

STALE_DAYS = 45
"""A workforce list older than this no longer says who works here."""
_SAID_AS = {Kind.SPECIAL: Kind.OFFICER, Kind.PCSO: Kind.STAFF}
"""The leaflet speaks of officers and staff; specials are officers, and community support officers are police staff."""


@dataclass(frozen=True)
class Claim:
    """What the ledger bears out on a day, and the line it rests on: `stamp` is the last line's sequence and start of its hash."""

    coverage: Coverage
    stamp: str


def claim(lines: Iterable[Line], rule: Rule, day: date) -> Claim:
    """What may be said on the day; raises where the ledger is empty, stale, broken, or bears out nothing."""
    kept = list(lines)
    if not kept:
        raise _refused("the ledger is empty", "Import a workforce list and completions first: `boundaries training workforce`.")
    head = check(kept)
    entries = [(line.sequence, read(line.what, line.body)) for line in kept]
    listed = last_list(entries)
    if listed is None or (day - listed.on).days > STALE_DAYS:
        since = "there is no workforce list" if listed is None else f"the last workforce list is of {listed.on.isoformat()}"
        raise _refused(f"the ledger is stale: {since}", f"Import a list that is at most {STALE_DAYS} days old.")
    if day < listed.on:
        raise _refused(
            f"the workforce list is of {listed.on.isoformat()}, which is yet to come", "Check the clock of this machine."
        )
    counted = coverage(standing(entries, rule, day).values(), day)
    if not counted.whole.covered:
        raise _refused("nobody in the workforce is trained on this day", "Import completions, or leave the sentence out.")
    return Claim(counted, f"{kept[-1].sequence} {head.hex()[:16]}")


def sentence(counted: Coverage, words: Mapping[str, Any]) -> str:
    """The sentence in the language of `words`: its share, the kinds of people it counts, and its day."""
    kinds = dict.fromkeys(_SAID_AS.get(kind, kind) for kind in Kind if kind in counted.by_kind)
    named = [words["kinds"][kind.value] for kind in kinds]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} {words['and']} {named[-1]}"
    day = f"{counted.day.day} {words['months'][counted.day.month - 1]} {counted.day.year}"
    said: str = words["training"].format(share=f"{counted.whole.percent}%", kinds=listed, day=day)
    return said


def _refused(what: str, to_do: str) -> BoundariesError:
    return BoundariesError(f"the sentence on training cannot be printed: {what}", "training ledger", to_do)
