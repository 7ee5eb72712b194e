"""The yearly return: what came in, what was referred and how soon, and how it ended, with small numbers withheld."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.kinds import Kind, record_kinds
from boundaries.casework.cases.workflow import State
from boundaries.casework.figures.counting import Told, told
from boundaries.casework.figures.suppressing import SMALL, Table, suppressed
from boundaries.casework.models import Account, CaseMove

WITHHELD = "withheld"
ANOTHER = "Another"
"""The row of what has no title of its own."""


@dataclass(frozen=True)
class YearlyReturn:
    """The tables of a year, and the middle number of days from first clear to referred; None where it is withheld or none is."""

    year: int
    tables: tuple[Table, ...]
    days_to_referral: float | None


def yearly_return(holder: Holder, year: int, routes: Mapping[str, str]) -> YearlyReturn:
    """Count a year from what a holder's index holds; `routes` gives every route its title. Called in a transaction."""
    in_time, days = _referrals(holder.account, year)
    counts = told(holder, [year])
    tables = (
        suppressed("Entries by route", by_route(counts, year, routes)),
        suppressed("Referrals", {"In time": in_time[True], "Late": in_time[False]}),
        suppressed("Outcomes", outcomes(counts, year)),
    )
    return YearlyReturn(year, tables, median(days) if len(days) >= SMALL else None)


def as_csv(made: YearlyReturn) -> str:
    """The return as rows of year, table, row and count."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("year", "table", "row", "count"))
    writer.writerows((made.year, *row) for row in _rows(made))
    return text.getvalue()


def _rows(made: YearlyReturn) -> Iterator[tuple[str, str, object]]:
    for table in made.tables:
        for row, count in (*table.rows.items(), ("Total", table.total)):
            yield table.title, row, WITHHELD if count is None else count
    yield "Referrals", "Days to referral, median", WITHHELD if made.days_to_referral is None else made.days_to_referral


def _referrals(account: Account, year: int) -> tuple[Counter[bool], list[float]]:
    """How many referrals were made in time and late, and after how many days; each on its own clock, also of one case."""
    in_time: Counter[bool] = Counter()
    days = []
    made = CaseMove.objects.filter(visibility.seen(account, "case_id"), to_state=State.REFERRED, moved_at__year=year)
    for moved_at, clear_at, due_at in made.values_list("moved_at", "clear_at", "due_at"):
        in_time[due_at is None or moved_at <= due_at] += 1
        if clear_at is not None:
            days.append(max((moved_at - clear_at).total_seconds() / 86400, 0.0))
    return in_time, days


def by_route(counts: Told, year: int, routes: Mapping[str, str]) -> dict[str, int]:
    """How many entries of a year came by each route, every route by its title; the rows are the same every year.

    An entry merged into another counts as part of it, where the account can open both.
    """
    found = counts.years[year]["route"]
    rows = {title: found[route] for route, title in routes.items()}
    return {**rows, ANOTHER: found.total() - sum(rows.values())}


def outcomes(counts: Told, year: int) -> dict[str, int]:
    """The newest outcome of each case, where it was decided in the year."""
    choices = dict(record_kinds()[Kind.OUTCOME].questions[0].choices)
    return {title: counts.years[year]["outcome"][value] for value, title in choices.items()}
