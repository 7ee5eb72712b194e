"""The tables of the strategic threat assessment: a year beside the one before, counted from what an account can open."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.kinds import HOW_MET, ROLES
from boundaries.casework.cases.workflow import State
from boundaries.casework.content import index
from boundaries.casework.figures.comparing import Compared, compared
from boundaries.casework.figures.counting import ROOMS as OF_COUNTS
from boundaries.casework.figures.counting import Also, Told, told
from boundaries.casework.figures.recounting import kept_counts
from boundaries.casework.figures.scanning import Precise, coverage, precision
from boundaries.casework.figures.yearly import ANOTHER, by_route, outcomes
from boundaries.casework.models import Account, CaseMove, Entry
from boundaries.casework.register.grading import grading
from boundaries.casework.review.signs import catalogue

BANDS = (("On the same day", 0), ("Within a week", 7), ("Within four weeks", 28), ("Within three months", 91), ("Later", None))
"""How long after the first record of its case a referral was made, in days; the last has no end."""
STRATEGIC = "strategic"
ROOMS = (*OF_COUNTS, Also.FIRST, STRATEGIC)
"""What is kept for it."""
_FORM = 3
"""Another one with each change of what is kept."""
Referral = tuple[str, date, date]
_NOT_GRADED, _NO_FACTS, _NOT_ASSESSED = "Not graded", "No facts yet", "Not assessed"


@dataclass(frozen=True)
class Assessment:
    """The tables of a year, and what scans could check and how often they were right."""

    year: int
    tables: tuple[Compared, ...]
    coverage: Compared
    precision: tuple[Precise, ...]


OF_ENTRIES = frozenset({"Entries by route", "Entries by corruption category", "Entries by sign seen"})
"""The tables that count entries, each merged one once with what it is part of."""
_WITHOUT_TOTAL = frozenset(
    {"Entries by corruption category", "Entries by sign seen", "Cases by what makes the person affected vulnerable"}
)
"""The tables in which one entry or case can stand in several rows."""


def assessment(holder: Holder, year: int, routes: Mapping[str, str]) -> Assessment:
    """Count a year and the one before; `routes` gives every route its title. Called in a transaction."""
    years, state = (year, year - 1), index.state(holder.account)
    counts = told(holder, years, {Also.FIRST}, state=state)
    referrals, precise = _kept(holder, year, state)
    days = days_to_referral(referrals, years, counts)
    now, before = (
        {
            "Entries by route": by_route(counts, one, routes),
            **_tables(counts.years[one]),
            "Referrals by days from the first record": days[one],
            "Cases by outcome": outcomes(counts, one),
        }
        for one in years
    )
    tables = (compared(title, now[title], before[title], has_total=title not in _WITHOUT_TOTAL) for title in now)
    return Assessment(year, tuple(tables), coverage(year), precise)


def _tables(found: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    """The tables of one year that rest on what is sealed, each with all its rows, in an order that hangs on no count."""
    known = catalogue()
    categories = dict(next(one for one in grading().questions if one.name == "categories").choices)
    vulnerable = {word: one.title for word, one in known.vulnerabilities.by_word.items()}
    return {
        "Entries by corruption category": _rows({**categories, "": _NOT_GRADED}, found["category"]),
        "Entries by sign seen": {one.title: found["sign"][word] for word, one in known.signs.items()},
        "Cases by role and kind of subject": _rows({**dict(ROLES), "": _NO_FACTS}, found["role"]),
        "Cases by how the two met": _rows({**dict(HOW_MET), "": _NO_FACTS}, found["how_met"]),
        "Cases by what makes the person affected vulnerable": _rows({**vulnerable, "": _NOT_ASSESSED}, found["vulnerable"]),
    }


def _kept(holder: Holder, year: int, state: index.State) -> tuple[list[Referral], tuple[Precise, ...]]:
    """The referrals and how often scans were right, of a year and the one before, kept until anything is said that the account can open."""
    account = holder.account

    def moves() -> str:
        return json.dumps(referrals_in(account, (year, year - 1)), default=str)

    def verdicts() -> str:
        return json.dumps(precision(account, year))

    def are_referred(ids: Collection[str]) -> bool:
        return CaseMove.objects.filter(case__in=ids, to_state=State.REFERRED).exists()

    counted = kept_counts(holder, STRATEGIC, state, [_FORM, year], moves, are_referred, verdicts)
    held, given = (json.loads(one) for one in counted)
    days = [(case_id, date.fromisoformat(moved_on), date.fromisoformat(came_on)) for case_id, moved_on, came_on in held]
    return days, tuple(Precise(*one) for one in given)


def referrals_in(account: Account, years: Collection[int]) -> list[Referral]:
    """Each referral made in one of the years, also another of the same case, with the days on which it was and on which the case came in.

    The yearly return counts the same ones: set against each other, the two tell nothing that both withhold.
    """
    moves = CaseMove.objects.filter(visibility.seen(account, "case_id"), to_state=State.REFERRED)
    made = moves.filter(moved_at__gte=datetime(min(years), 1, 1), moved_at__lt=datetime(max(years) + 1, 1, 1)).order_by()
    # By themselves the moves are counted off their index; joined with the days on which their cases came in they would be sorted.
    referred = list(made.values_list("case_id", "moved_at"))
    cases = ["", *{case_id for case_id, _ in referred}]  # asked also where there are none
    came = dict(Entry.objects.filter(pk__in=cases).values_list("pk", "received_on"))
    # What is disposed of between the two questions is not there any more.
    return [(case_id, moved_at.date(), came[case_id]) for case_id, moved_at in referred if case_id in came]


def days_to_referral(referrals: Iterable[Referral], years: Collection[int], counts: Told) -> dict[int, dict[str, int]]:
    """How long after the first record of its case each referral was made.

    The first record is the earliest of a finding, where a scan found it, else the day on which it came in.
    """
    bands: dict[int, Counter[str]] = {year: Counter() for year in years}
    for case_id, moved_on, came_on in referrals:
        began_on = min(came_on, date.fromisoformat(counts.first.get(case_id, date.max.isoformat())))
        days = (moved_on - began_on).days
        bands[moved_on.year][next(title for title, most in BANDS if most is None or days <= most)] += 1
    return {year: {title: found[title] for title, _ in BANDS} for year, found in bands.items()}


def _rows(titles: Mapping[str, str], found: Mapping[str, int]) -> dict[str, int]:
    """A count for every title, in their order; what has no title any more is told together, so that the rows are always the same."""
    counts = {title: found.get(word, 0) for word, title in titles.items()}
    return {**counts, ANOTHER: sum(found.values()) - sum(counts.values())}
