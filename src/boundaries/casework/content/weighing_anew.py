"""Weighs anew what accounts hold of whom something changed, and takes what they may not open any more, in parts that keep nobody waiting.

From the moment of the change until all is weighed their pages show nothing. Killed at any moment, the timer, the account's own next page or
whoever changes it again goes on.
"""

import time
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.content.rosters import hold_rosters, in_doubt, take_from_those
from boundaries.casework.content.wraps import opening_wraps, take_back
from boundaries.casework.models import Account, Exclusion, Given, Safe, SubjectMark, Wrap

PART, MOST_TAKEN = 400, 100
"""How many safes are weighed in one transaction, and how many of them are taken away at most."""
REST = 0.1
"""How long others are let in between two parts."""


def begin_weighing(account_ids: Collection[str]) -> None:
    """Show these accounts nothing until what they hold is weighed; in the transaction of the change, with `weigh` once that is committed.

    What is being given to one of them is looked at anew.
    """
    take_back(Given.objects.filter(giving__in=account_ids))
    held = Exists(Wrap.objects.filter(account=OuterRef("pk")))
    Account.objects.filter(held, pk__in=account_ids).update(weighed_to="", weighed_out=0)


def weigh(account_ids: Iterable[str], seconds: float | None = None) -> int | None:
    """Weigh what accounts hold, for about so long at most; how many keys went, None where it goes on."""
    until, taken = None if seconds is None else time.monotonic() + seconds, 0
    for account_id in sorted(account_ids):
        while (more := weigh_part(account_id)) is None:
            if until is not None and time.monotonic() > until:
                return None
            time.sleep(REST)
        taken += more
    return taken


def weigh_rest() -> None:
    """Go on with every account that was left in the middle."""
    weigh(list(Account.objects.filter(weighed_to__isnull=False).values_list("pk", flat=True)))


def weigh_part(account_id: str) -> int | None:
    """Weigh some of what an account holds; how many keys went of all once that was the last, which the trail tells, None before."""
    with transaction.atomic():
        hold_rosters()
        account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        if account.weighed_to is None:
            return 0
        some = list(_to_weigh(account)[:PART])
        wrong = in_doubt(Safe.objects.filter(pk__in=some))
        first = list(wrong)[:MOST_TAKEN]
        taken = take_from_those({safe_id: wrong[safe_id] for safe_id in first})
        if some:
            last = first[-1] if len(wrong) > MOST_TAKEN else some[-1]
            Account.objects.filter(pk=account_id).update(weighed_to=last, weighed_out=F("weighed_out") + taken)
        if len(some) == PART or len(wrong) > MOST_TAKEN:
            return None
        Account.objects.filter(pk=account_id).update(weighed_to=None)
        record(None, Act.WEIGHED, account_id, {"count": str(account.weighed_out + taken)})
        return account.weighed_out + taken


def _to_weigh(account: Account) -> QuerySet[Wrap, str]:
    """The ids of the safes that an account holds and that are still to be weighed: those that name or exclude anyone, and alternates'."""
    about = {"safe": OuterRef("safe")}
    names, excludes = Exists(SubjectMark.objects.filter(**about)), Exists(Exclusion.objects.filter(**about))
    held = opening_wraps().filter(Q(names) | Q(excludes) | Q(safe__is_alternate=True), account=account)
    return held.filter(safe__gt=account.weighed_to).order_by("safe").values_list("safe", flat=True)
