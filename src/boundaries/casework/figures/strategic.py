"""The tables of the strategic threat assessment: a year beside the one before, counted from what an account can open."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.keeping import PREFIX, records_in
from boundaries.casework.cases.kinds import HOW_MET, ROLES, Kind
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.cases.workflow import State
from boundaries.casework.collecting.naming import REPORT
from boundaries.casework.content import Piece
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.figures.comparing import Compared, compared
from boundaries.casework.figures.scanning import Precise, coverage, precision
from boundaries.casework.figures.yearly import ANOTHER, by_route, outcomes
from boundaries.casework.models import CaseMove
from boundaries.casework.register.grading import GRADE, grades_in, grading
from boundaries.casework.review.registering import FINDING
from boundaries.catalogue import Catalogue, load_catalogue
from boundaries.handover.finding import SentFinding
from boundaries.handover.report import Report

BANDS = (("On the same day", 0), ("Within a week", 7), ("Within four weeks", 28), ("Within three months", 91), ("Later", None))
"""How long after the first record a case was referred, in days; the last has no end."""
_NOT_GRADED, _NO_FACTS, _NOT_ASSESSED = "Not graded", "No facts yet", "Not assessed"


@dataclass(frozen=True)
class Assessment:
    """The tables of a year, and what scans could check and how often they were right."""

    year: int
    tables: tuple[Compared, ...]
    coverage: Compared
    precision: tuple[Precise, ...]


_WITHOUT_TOTAL = frozenset(
    {"Entries by corruption category", "Entries by sign seen", "Cases by what makes the person affected vulnerable"}
)
"""The tables in which one entry or case can stand in several rows."""


def assessment(holder: Holder, year: int, routes: Mapping[str, str]) -> Assessment:
    """Count a year and the one before; `routes` gives every route its title. Called in a transaction."""
    now, before = (_counted(holder, one, routes) for one in (year, year - 1))
    tables = (compared(title, now[title], before[title], has_total=title not in _WITHOUT_TOTAL) for title in now)
    return Assessment(year, tuple(tables), coverage(year), precision(holder.account, year))


def _counted(holder: Holder, year: int, routes: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Every table of one year, with each of its rows, in an order that hangs on no count."""
    account = holder.account
    seen = visibility.safes(account)
    entries = pieces_in(holder, seen.filter(entry__received_on__year=year), (REPORT, FINDING, GRADE))
    opened = pieces_in(holder, seen.filter(case__opened_at__year=year), (PREFIX + Kind.YEARLY_FACTS, PREFIX + Kind.ASSESSMENT))
    cases = [records_in(held) for held in opened.values()]
    catalogue = _catalogue()
    return {
        "Entries by route": by_route(account, year, routes),
        "Entries by corruption category": _categories(entries.values()),
        "Entries by sign seen": _signs(entries.values(), catalogue),
        "Cases by role and kind of subject": _facts(cases, "role", ROLES),
        "Cases by how the two met": _facts(cases, "how_met", HOW_MET),
        "Cases by what makes the person affected vulnerable": _vulnerabilities(cases, catalogue),
        "Cases by days from the first record to the referral": days_to_referral(holder, year),
        "Cases by outcome": outcomes(holder, year),
    }


@cache
def _catalogue() -> Catalogue:
    """The catalogue, read once a process."""
    return load_catalogue()


def _categories(entries: Iterable[Sequence[Piece]]) -> dict[str, int]:
    """The categories of each entry's newest grading."""
    titles = dict(next(one for one in grading().questions if one.name == "categories").choices)
    found: Counter[str] = Counter()
    for held in entries:
        graded = next(iter(grades_in(held)), None)
        found.update(titles.get(word, word) for word in graded.values["categories"].split()) if graded else found.update(
            [_NOT_GRADED]
        )
    return _rows((*titles.values(), _NOT_GRADED), found)


def _signs(entries: Iterable[Sequence[Piece]], catalogue: Catalogue) -> dict[str, int]:
    """The signs that a report tells of or a finding shows; each entry counts once for each."""
    found = Counter(sign for held in entries for sign in {sign for piece in held for sign in _signs_in(piece)})
    return {one.title: found[word] for word, one in catalogue.signs.items()}


def _signs_in(piece: Piece) -> tuple[str, ...]:
    if piece.kind == REPORT:
        return Report.from_bytes(piece.plain).signs
    return SentFinding.from_bytes(piece.plain).signs if piece.kind == FINDING else ()


def _facts(cases: Iterable[list[CaseRecord]], name: str, choices: tuple[tuple[str, str], ...]) -> dict[str, int]:
    titles = dict(choices)
    told = (newest(records, Kind.YEARLY_FACTS) for records in cases)
    found = Counter(titles[one.values[name]] if one else _NO_FACTS for one in told)
    return _rows((*titles.values(), _NO_FACTS), found)


def _vulnerabilities(cases: Iterable[list[CaseRecord]], catalogue: Catalogue) -> dict[str, int]:
    titles = {word: one.title for word, one in catalogue.vulnerabilities.by_word.items()}
    found: Counter[str] = Counter()
    for records in cases:
        assessed = newest(records, Kind.ASSESSMENT)
        words = assessed.values.get("vulnerabilities", "").split() if assessed else []
        found.update(titles.get(word, word) for word in words)
        found[_NOT_ASSESSED] += assessed is None
    return _rows((*titles.values(), _NOT_ASSESSED), found)


def days_to_referral(holder: Holder, year: int) -> dict[str, int]:
    """How long after its first record each case was referred for the first time, where that was in the year.

    The first record is the earliest of a finding, where a scan found it, else the day on which it came in.
    """
    first: dict[str, CaseMove] = {}
    moves = CaseMove.objects.filter(case__in=visibility.cases(holder.account), to_state=State.REFERRED)
    for move in moves.select_related("case__safe__entry"):
        first.setdefault(move.case_id, move)
    wanted = {case_id: move for case_id, move in first.items() if move.moved_at.year == year}
    seen = visibility.safes(holder.account).filter(case__moves__to_state=State.REFERRED, pair__isnull=False).distinct()
    findings = pieces_in(holder, seen, (FINDING,))
    bands: Counter[str] = Counter()
    for case_id, move in wanted.items():
        began_on = min((move.case.safe.entry.received_on, *_first_days(findings.get(case_id, ()))))
        days = (move.moved_at.date() - began_on).days
        bands[next(title for title, most in BANDS if most is None or days <= most)] += 1
    return {title: bands[title] for title, _ in BANDS}


def _first_days(held: Iterable[Piece]) -> Iterator[date]:
    found = (SentFinding.from_bytes(piece.plain).first_at for piece in held)
    return (moment.date() for moment in found if moment)


def _rows(titles: Iterable[str], found: Mapping[str, int]) -> dict[str, int]:
    """A count for every title, in their order; what has no title any more is told together, so that the rows are always the same."""
    counts = {title: found.get(title, 0) for title in titles}
    return {**counts, ANOTHER: sum(found.values()) - sum(counts.values())}
