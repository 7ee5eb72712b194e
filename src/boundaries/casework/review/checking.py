"""What a scan could check, what it could not, and what to ask the force for; it says nothing of any pair."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from boundaries.casework.models import Scan
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.review.signs import sign_title

CHECKED, PARTLY, NOT_CHECKED = STATES = ("checked", "partly", "not_checked")
_NEWEST = Prepared(lambda: Scan.objects.all()[:1])


@dataclass(frozen=True)
class Line:
    """One detector: its sign and itself by their titles, whether it could be checked and why not; `asks` by the table or column that is missing."""

    detector: str
    sign: str
    title: str
    state: str
    reason: str
    asks: dict[str, str]


@dataclass(frozen=True)
class Missing:
    """One thing to ask the force for, and the detectors that look nowhere, or not everywhere, without it."""

    place: str
    ask: str
    not_checked: tuple[Line, ...]
    partly: tuple[Line, ...]


@dataclass(frozen=True)
class Checking:
    """What the newest scan could look at: how many detectors by state, what it lacked, and who was held up by something else."""

    as_of: datetime
    states: dict[str, int]
    missing: tuple[Missing, ...]
    otherwise: tuple[Line, ...]


def lines_of(scan: Scan | None) -> list[Line]:
    """Every detector as a scan told of it; scans of earlier versions told no titles and nothing to ask for."""
    lines = []
    for sign, detector, state, reason, *more in json.loads(scan.coverage) if scan else ():
        title, asks = more or ("", {})
        lines.append(Line(detector, sign_title(sign), title or detector.replace("_", " "), state, reason, asks))
    return lines


def not_checked(scan: Scan | None) -> list[Line]:
    """The detectors that could not look, or only partly."""
    return [one for one in lines_of(scan) if one.state != CHECKED]


def titles_of(scan: Scan | None) -> dict[str, str]:
    """The titles of detectors by their ids, as a scan told them."""
    return {one.detector: one.title for one in lines_of(scan)}


def newest_scan() -> Scan | None:
    """The scan of the newest day, where one was sent."""
    return _NEWEST.first()


def newest_checking() -> Checking | None:
    """What the newest scan could look at; None where none was sent."""
    scan = newest_scan()
    if scan is None:
        return None
    lines = lines_of(scan)
    states = Counter(one.state for one in lines)
    otherwise = tuple(one for one in lines if one.state != CHECKED and not one.asks)
    return Checking(scan.as_of, {state: states[state] for state in STATES}, _missing(lines), otherwise)


def _missing(lines: Iterable[Line]) -> tuple[Missing, ...]:
    """What is missing, first that without which most detectors cannot look at all."""
    asks: dict[str, str] = {}
    without: dict[str, dict[str, list[Line]]] = defaultdict(lambda: {NOT_CHECKED: [], PARTLY: []})
    for one in lines:
        if one.state == CHECKED:
            continue
        for place, ask in one.asks.items():
            asks.setdefault(place, ask)
            without[place][one.state].append(one)
    found = (Missing(place, asks[place], tuple(held[NOT_CHECKED]), tuple(held[PARTLY])) for place, held in without.items())
    return tuple(sorted(found, key=lambda one: (-len(one.not_checked), -len(one.partly), one.place)))
