"""What falls due first of all that someone can open: the clocks of cases, first answers and entries to act on together, for the first page."""

from dataclasses import dataclass
from datetime import datetime

from boundaries.casework import visibility
from boundaries.casework.cases.acting import to_act_on
from boundaries.casework.figures.dashboard import FIRST_ANSWER
from boundaries.casework.models import Account
from boundaries.casework.models.cases import NEVER, URGENT_ACTION, end_of
from boundaries.casework.models.prepared import Prepared

MOST = 10
_CASES = Prepared(
    lambda account: (
        visibility.cases(account).select_related(None).filter(due_at__lt=NEVER).order_by("due_at", "opened_at", "safe_id")[:MOST]
    )
)
_OWED = Prepared(
    lambda account: (
        visibility.entries(account)
        .select_related(None)
        .filter(answer_by_on__isnull=False)
        .order_by("answer_by_on", "safe_id")
        .values_list("pk", "answer_by_on")[:MOST]
    )
)
_URGENT = Prepared(lambda account: to_act_on(account).values_list("pk", "act_by_on")[:MOST])


@dataclass(frozen=True)
class Coming:
    """One thing that falls due: what, the page to see to it on, the id of its entry or case, and when."""

    what: str
    page: str
    about: str
    due_at: datetime


def coming_due(account: Account) -> list[Coming]:
    """The first so many, the most urgent first; of a case, closed or not, only its own first clock."""
    cases = _CASES(account=account.pk)
    found = [Coming(min(one.clocks, key=lambda clock: clock.due_at).what, "case", one.pk, one.due_at) for one in cases]
    found += [Coming(FIRST_ANSWER, "entry", pk, end_of(day)) for pk, day in _OWED(account=account.pk) if day]
    found += [Coming(URGENT_ACTION, "entry", pk, end_of(day)) for pk, day in _URGENT(account=account.pk) if day]
    return sorted(found, key=lambda one: (one.due_at, one.about))[:MOST]
