"""Which pairs are worth a look this week: as many as the unit can review, the most urgent and the strongest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Count, Q, QuerySet, Window

from boundaries.casework import visibility
from boundaries.casework.models import Account, Pair, Scan, Verdict
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.review.checking import newest_scan

WEEKS_A_MONTH = 52 / 12
_WEEK = timedelta(days=7)
_LATELY = timedelta(days=28)
_SHOWN = 20
_MOST_URGENT = 50


def _waiting(account: Account) -> QuerySet[Pair]:
    """The pairs that wait for an account, what comes first on top, each with how many there are in all and how many of them are urgent.

    They are counted where they are put in their order: to find which of them the account sees takes most of either.
    """
    seen = visibility.pairs(account).filter(is_waiting=True).select_related(None)
    return seen.annotate(waiting=Window(Count("pk")), urgent=Window(Count("pk", filter=Q(urgency_order=0))))


def _since(account: Account, moment: str) -> QuerySet[Verdict]:
    """The verdicts after a moment on pairs that an account sees."""
    return Verdict.objects.filter(visibility.seen(account, "pair_id"), decided_at__later=moment)


_FIRST = Prepared(lambda account: _waiting(account)[:_MOST_URGENT])
_DECIDED = Prepared(lambda account, moment: _since(account, moment).order_by().values_list("pair_id").distinct())
_LATE = Prepared(lambda account, moment: _since(account, moment).defer("sealed").order_by("-decided_at", "-verdict_id")[:_SHOWN])


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
    scan = newest_scan()
    budget = ceil(scan.budget / WEEKS_A_MONTH) if scan else 0
    decided = len(_DECIDED(account=account.pk, moment=str(now - _WEEK)))
    most = budget - decided
    found = _FIRST(account=account.pk) if most <= _MOST_URGENT else list(_waiting(account)[:most])
    counted = vars(found[0]) if found else {"waiting": 0, "urgent": 0}
    kept = tuple(found[: max(most, min(counted["urgent"], _MOST_URGENT))])
    return Queue(kept, counted["waiting"] - len(kept), decided, budget, scan)


def decided_lately(account: Account, now: datetime) -> list[Verdict]:
    """The newest verdicts on pairs that an account sees, so that what was decided can be looked at again."""
    return _LATE(account=account.pk, moment=str(now - _LATELY))
