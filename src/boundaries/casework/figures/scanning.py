"""What the scans of a year could check, and how often their findings were right: never as a count that could point at a person."""

from collections import Counter
from typing import NamedTuple

from boundaries.casework.figures.comparing import Compared, Row
from boundaries.casework.models import Account, Scan
from boundaries.casework.review.checking import lines_of
from boundaries.casework.review.precision import Precision, precisions

STATES = {"checked": "Checked", "partly": "Partly checked", "not_checked": "Not checked"}
PRECISION = "Verdicts of the year by detector, and how many were a concern"
ROUNDED_TO = 5
ENOUGH = 20
"""The fewest verdicts from which the share of concerns is told, and only as a quarter."""
_QUARTERS = ("Below a quarter", "A quarter to a half", "A half to three quarters", "Three quarters or more")
_NONE, _FEW = "No verdict", f"Fewer than {ENOUGH} verdicts"


class Precise(NamedTuple):
    """One detector in the year and the year before: about how many verdicts, and about how many of them were a concern, in words."""

    detector: str
    now: str
    before: str


def coverage(year: int) -> Compared:
    """How many detectors the last scan of each year could run. That is about records and not about people: nothing is withheld."""
    now, before = (_states(one) for one in (year, year - 1))
    rows = (Row(title, now[state], before[state]) for state, title in STATES.items())
    return Compared("Detectors by what the last scan of the year could look at", tuple(rows))


def precision(account: Account, year: int) -> tuple[Precise, ...]:
    """Every detector with a verdict in either year. Counts are rounded and shares are quarters: exact ones would give small counts away."""
    now, before = ({one.detector: one for one in precisions(account, which)} for which in (year, year - 1))
    return tuple(Precise(name, _words(now.get(name)), _words(before.get(name))) for name in sorted(now.keys() | before.keys()))


def _words(found: Precision | None) -> str:
    if found is None:
        return _NONE
    if found.decided < ENOUGH:
        return _FEW
    rounded = ROUNDED_TO * round(found.decided / ROUNDED_TO)
    return f"{_QUARTERS[min(4 * found.concerns // found.decided, 3)]} of about {rounded}"


def _states(year: int) -> Counter[str]:
    scan = Scan.objects.filter(as_of__year=year).first()
    return Counter(one.state for one in lines_of(scan))
