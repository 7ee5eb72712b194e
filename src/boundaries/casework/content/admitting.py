"""Giving access to a colleague who joined, or whose key is new: by someone who can open what they are given.

The keys are made a part at a time and lie apart until all are there; then they go over, and meanwhile the account's pages wait, so that
nobody sees half of a list. Until then the account sees what it saw before: nothing, where nobody had vouched for its key.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content.closeness import Weighing
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.eligibility import holders_now
from boundaries.casework.content.givers import Colleague, Giver
from boundaries.casework.content.handing_over import (
    begin_handing_over,
    being_given,
    end_handing_over,
    hand_over_part,
    is_fit,
    is_for,
    to_come,
)
from boundaries.casework.content.pieces import Piece, opened
from boundaries.casework.content.reported import keeps_out
from boundaries.casework.content.rosters import hold_rosters
from boundaries.casework.content.taking_away import take_away
from boundaries.casework.content.wraps import wrap_for
from boundaries.casework.models import Account, Exclusion, Given, Giving, Safe, Sealed, Wrap
from boundaries.errors import BoundariesError

BATCH = 100
"""How many safes are looked at in one transaction."""
REST = 0.1
"""How long others are let in between two parts that go over."""


@dataclass(frozen=True)
class Progress:
    """How far a giving is: how many safes were looked at, of how many there were when it began; then how many keys went over."""

    done: int
    most: int
    is_handing_over: bool


def give_access(account: Account, by: Holder) -> int:
    """Vouch for an account's key, and give it the keys of every safe that `by` can open and it is eligible for; gives how many."""
    begin_giving(account, by)
    given = go_on_giving(account.pk, by)
    assert given is not None
    return given


def progress_of(account: Account) -> Progress | None:
    """How far the giving of access to an account is; None where nobody gives it any."""
    found = Giving.objects.filter(account=account).first()
    if found is None or not is_for(found, account):
        return None
    if found.handed is not None:
        return Progress(found.handed, found.handed + to_come(account.pk).count(), True)
    made = Given.objects.filter(giving=found, is_stale=False).count()
    return Progress(made, max(made, found.most), False)


def begin_giving(account: Account, by: Holder, is_done: Callable[[], bool] = lambda: False) -> bool:
    """Vouch for an account's key as it was compared; what was being given to it as it stands now goes on.

    `is_done` is asked in the same transaction: whether this very word was given already, and then False is the answer.
    """
    take_away(account.pk)
    with transaction.atomic():
        if is_done():
            return False
        begin(account, Colleague(by))
        record(by.account, Act.VOUCHED, account.pk)
    return True


def begin(account: Account, by: Giver) -> None:
    """Begin to make an account keys, or go on with that; called in a transaction."""
    now = Account.objects.select_for_update().get(pk=account.pk)
    if not account.sealing_key or now.sealing_key != account.sealing_key or not is_fit(now) or now.losing is not None:
        raise BoundariesError("this key was changed in the meantime", to_do="Open the page again, and compare it once more.")
    found = Giving.objects.filter(account=now).first()
    if found is not None and not is_for(found, now):
        found.delete()
        found = None
    if found is None:
        told = {"sealing_key": now.sealing_key, "role": now.role, "member_id": now.member_id}
        Giving.objects.create(account=now, most=_missing(now, by).count(), begun_at=datetime.now(), **told)


def go_on_giving(account_id: str, by: Holder, seconds: float | None = None) -> int | None:
    """As `go_on`, by what a colleague can open."""
    return go_on(account_id, Colleague(by), seconds)


def go_on(account_id: str, by: Giver, seconds: float | None = None) -> int | None:
    """Make keys for about so long at most, and hand them over once all are there; how many these were, None where it goes on.

    Killed at any moment, it goes on where it was. Raises BoundariesError where the account is no longer what was vouched for.
    """
    until = None if seconds is None else time.monotonic() + seconds

    def is_over() -> bool:
        return until is not None and time.monotonic() > until

    while True:
        while batch := list(_missing(being_given(account_id), by)[:BATCH]):
            with transaction.atomic():
                _make(account_id, batch, by)
            if is_over():
                return None
        given = end_handing_over(account_id, by.account)
        if given is not None:
            return given
        if not begin_handing_over(account_id, lambda account: _missing(account, by).exists()):
            continue
        handed = 0
        while some := _hand_over_part(account_id):
            handed += some
            if is_over():
                return None
            time.sleep(REST)
        if some is None:
            return handed


def _hand_over_part(account_id: str) -> int | None:
    """Let some of the keys go over; None where the account has taken the last ones over itself, at a page of its own."""
    try:
        return hand_over_part(account_id)
    except BoundariesError:
        if Giving.objects.filter(pk=account_id).exists():
            raise
        return None


def _missing(account: Account, by: Giver) -> QuerySet[Safe]:
    """The safes that are given and the account cannot open, but for those that were looked at or that it is kept out of."""
    about = {"safe": OuterRef("pk")}
    held, kept_out = Wrap.objects.filter(account=account, **about), Exclusion.objects.filter(account=account, **about)
    given = Given.objects.filter(giving=account.pk, is_stale=False, **about)
    return by.safes().filter(~Exists(held), ~Exists(given), ~Exists(kept_out)).order_by("pk")


def _make(account_id: str, batch: list[Safe], by: Giver) -> None:
    """Make the keys of some safes; called in a transaction, until whose end they stay held."""
    hold_rosters(alone=False)
    list(Giving.objects.select_for_update().filter(pk=account_id))
    account = being_given(account_id)
    list(Safe.objects.select_for_update().filter(pk__in=[safe.pk for safe in batch]).order_by("pk").only("pk"))
    held = {safe.pk: safe for safe in _missing(account, by).filter(pk__in=[safe.pk for safe in batch])}
    keys = by.keys(held)
    allowed = Weighing(holders_now(account.pk)).allowed(held.values())
    may_have = {pk for pk, some in allowed.items() if account.pk in some}
    threads: dict[str, list[Piece]] = {pk: [] for pk in keys}
    for row in Sealed.objects.filter(safe__in=list(keys), compartment=Compartment.THREAD).order_by("made_at", "sealed_id"):
        threads[row.safe_id].append(opened(row, keys[row.safe_id]))
    out = {pk for pk in may_have & keys.keys() if keeps_out(threads[pk], account)}
    Exclusion.objects.bulk_create([Exclusion(safe=held[pk], account=account) for pk in sorted(out)], ignore_conflicts=True)
    wraps = {pk: wrap_for(keys[pk], account).held for pk in (may_have & keys.keys()) - out}
    made = [Given(giving_id=account.pk, safe=safe, held=wraps.get(pk, b"")) for pk, safe in held.items()]
    Given.objects.bulk_create(made, update_conflicts=True, unique_fields=["giving", "safe"], update_fields=["held", "is_stale"])
    by.gave(account, [held[pk] for pk in sorted(wraps)], keys)
