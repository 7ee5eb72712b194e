"""Whose a case is: nobody's once they may not see it or have left, until someone takes it or is given it."""

from django.db.models import QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.keeping import hold_case
from boundaries.casework.models import Account, Case
from boundaries.casework.policies import may_allocate
from boundaries.errors import BoundariesError


def holders_of(case: Case) -> QuerySet[Account]:
    """Those who hold the case's keys, and so can be given it."""
    return Account.objects.filter(wraps__safe=case.pk, losing=None)


def allocate(case: Case, to: Account, by: Holder) -> None:
    """Give a case to someone who holds its keys; raises BoundariesError where `by` may not. Called in a transaction."""
    held = hold_case(case)
    if not holders_of(held).filter(pk=to.pk).exists() or not may_allocate(held, to, by.account):
        raise BoundariesError("the case cannot be given to them", to_do="Choose someone who holds its keys, or ask a supervisor.")
    held.allocated_to = to
    held.save(update_fields=["allocated_to"])
    record(by.account, Act.ALLOCATED, held.pk, {"account": to.pk})
