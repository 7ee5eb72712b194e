"""Which pairs are worth a look this week: as many as the unit can review, the most urgent and the strongest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from boundaries.casework import visibility
from boundaries.casework.models import Account, Pair, Scan, Verdict

WEEKS_A_MONTH = 52 / 12
_WEEK = timedelta(days=7)


_LATELY = timedelta(days=28)
_SHOWN = 20
_MOST_URGENT = 50


@dataclass(frozen=True)
class Queue:
    """The pairs for this week, how many more wait, how many were decided in the last seven days, and the newest scan.

    What is urgent does not wait for another week: of that there may be more than the budget.
    """

    pairs: tuple[Pair, ...]
    more: int
    decided: int
    budget: int
    scan: Scan | None


def queue(account: Account, now: datetime) -> Queue:
    """The queue of one account: the budget of a month, a week's share of it, less what was decided this week."""
    scan = Scan.objects.first()
    budget = ceil(scan.budget / WEEKS_A_MONTH) if scan else 0
    seen = visibility.pairs(account)
    lately = Verdict.objects.filter(visibility.seen(account, "pair_id"), decided_at__gt=now - _WEEK)
    decided = lately.values("pair").distinct().count()
    waiting = seen.filter(is_waiting=True).select_related(None)
    urgent = waiting.filter(urgency_order=0).count()
    kept = tuple(waiting[: max(budget - decided, min(urgent, _MOST_URGENT))])
    return Queue(kept, waiting.count() - len(kept), decided, budget, scan)


def decided_lately(account: Account, now: datetime) -> list[Verdict]:
    """The newest verdicts on pairs that an account sees, so that what was decided can be looked at again."""
    found = Verdict.objects.filter(visibility.seen(account, "pair_id"), decided_at__gt=now - _LATELY)
    return list(found.defer("sealed").order_by("-decided_at", "-verdict_id")[:_SHOWN])
