"""What waits in cases, since nobody would look into each for it: decisions for a second person or to be taken anew, and new cases for an
assessment.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from boundaries.casework import visibility
from boundaries.casework.accounts.persons import EVER, accounts_of_person
from boundaries.casework.cases.workflow import State
from boundaries.casework.models import Account, Case
from boundaries.casework.models.prepared import Given, Prepared
from boundaries.casework.referral.criteria import CLOCKS, Clocks

MOST = 10
_WAITING = Prepared(
    lambda account, own: (
        visibility.cases(account)
        .select_related(None)
        .filter(decision_at__isnull=False)
        .exclude(decision_by__one_of=own)
        .order_by("decision_at", "safe_id")[:MOST]
    )
)

_CONTRADICTORY = Prepared(
    lambda account: (
        visibility.cases(account).select_related(None).filter(is_contradictory=True).order_by("opened_at", "safe_id")[:MOST]
    )
)


def contradictory(account: Account) -> list[Case]:
    """The cases, closed ones too, whose decision not to refer says that a criterion is met which must be referred; the oldest first."""
    return _CONTRADICTORY(account=account.pk)


def unassessed(account: Account) -> QuerySet[Case]:
    """The cases of which nobody has called it assessed and no referral is owed, the oldest first: no clock runs before that."""
    seen = visibility.cases(account).select_related(None)
    return seen.filter(state=State.RECEIVED, is_referral_owed=False).order_by("opened_at", "safe_id")


_LONG = Prepared(lambda account, moment: unassessed(account).filter(opened_at__lte=Given(moment))[:MOST])


def long_unassessed(account: Account, today: date, clocks: Clocks = CLOCKS) -> list[Case]:
    """Those of them that were opened so many days ago that they are pointed out."""
    until = datetime.combine(today - timedelta(clocks.assess_days), time.max)
    return _LONG(account=account.pk, moment=str(until))


def waiting_for(account: Account) -> list[Case]:
    """The cases in which a colleague's decision has waited longest; never one of this person's own."""
    return _WAITING(account=account.pk, own=sorted(accounts_of_person(account, EVER)))
