"""Which decisions wait for a second person: for whoever could be one, since nobody would look into each case for them."""

from boundaries.casework import visibility
from boundaries.casework.accounts.persons import EVER, accounts_of_person
from boundaries.casework.models import Account, Case

MOST = 10


def waiting_for(account: Account) -> list[Case]:
    """The cases in which a colleague's decision has waited longest; never one of this person's own."""
    waiting = visibility.cases(account).select_related(None).filter(decision_at__isnull=False)
    others = waiting.exclude(decision_by__in=accounts_of_person(account, EVER))
    return list(others.order_by("decision_at", "safe_id")[:MOST])
