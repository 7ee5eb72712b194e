"""Giving access to a colleague who joined, or whose key is new: by someone who can open what they are given.

The keys are made a part at a time and lie apart until all are there; then they go over at once, so that nobody sees half of a list.
Until then the account sees what it saw before: nothing, where nobody had vouched for its key.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.collecting.naming import keeps_out
from boundaries.casework.content.closeness import Weighing
from boundaries.casework.content.compartments import Compartment, SafeKeys
from boundaries.casework.content.eligibility import holders_now
from boundaries.casework.content.pieces import Piece, opened
from boundaries.casework.content.rosters import hold_rosters
from boundaries.casework.content.safes import open_safe
from boundaries.casework.content.wraps import open_wrap, wrap_for
from boundaries.casework.models import Account, Exclusion, Form, Given, Giving, Safe, Sealed, Wrap
from boundaries.casework.roles import KEY_HOLDERS
from boundaries.casework.visibility import safes
from boundaries.errors import BoundariesError

BATCH = 400
"""How many safes are looked at in one transaction."""
_HAND_OVER = """INSERT INTO casework_wrap (safe_id, account_id, form, held, is_indexed)
SELECT safe_id, giving_id, %s, held, %s FROM casework_given WHERE giving_id = %s AND length(held) > 0 AND NOT EXISTS (
    SELECT 1 FROM casework_wrap WHERE casework_wrap.safe_id = casework_given.safe_id AND casework_wrap.account_id = giving_id)"""


@dataclass(frozen=True)
class Progress:
    """How far a giving is: how many safes were looked at, of how many there were when it began."""

    done: int
    most: int


def give_access(account: Account, by: Holder) -> int:
    """Vouch for an account's key, and give it the keys of every safe that `by` can open and it is eligible for; gives how many."""
    begin_giving(account, by)
    given = go_on_giving(account.pk, by)
    assert given is not None
    return given


def progress_of(account: Account) -> Progress | None:
    """How far the giving of access to an account is; None where nobody gives it any."""
    found = Giving.objects.filter(account=account).first()
    if found is None or not _is_for(found, account):
        return None
    done = Given.objects.filter(giving=found).count()
    return Progress(done, max(done, found.most))


def begin_giving(account: Account, by: Holder) -> Giving:
    """Vouch for an account's key as it was compared; what was being given to it as it stands now goes on."""
    with transaction.atomic():
        now = Account.objects.select_for_update().get(pk=account.pk)
        if not account.sealing_key or now.sealing_key != account.sealing_key or not _is_fit(now):
            raise BoundariesError("this key was changed in the meantime", to_do="Open the page again, and compare it once more.")
        found = Giving.objects.filter(account=now).first()
        if found is not None and not _is_for(found, now):
            found.delete()
            found = None
        if found is None:
            most = _missing(now, by).count()
            told = {"sealing_key": now.sealing_key, "role": now.role, "member_id": now.member_id}
            found = Giving.objects.create(account=now, most=most, begun_at=datetime.now(), **told)
        record(by.account, Act.VOUCHED, now.pk)
    return found


def go_on_giving(account_id: str, by: Holder, seconds: float | None = None) -> int | None:
    """Make keys for about so long at most, and hand them over once all are there; how many these were, None where it goes on.

    Killed at any moment, it goes on where it was. Raises BoundariesError where the account is no longer what was vouched for.
    """
    until = None if seconds is None else time.monotonic() + seconds
    while True:
        while batch := list(_missing(_being_given(account_id), by)[:BATCH]):
            with transaction.atomic():
                _make(account_id, batch, by)
            if until is not None and time.monotonic() > until:
                return None
        given = _hand_over(account_id, by)
        if given is not None:
            return given


def _being_given(account_id: str) -> Account:
    """The account, as long as it is what was vouched for."""
    found = Giving.objects.select_related("account").filter(pk=account_id).first()
    if found is None or not _is_fit(found.account) or not _is_for(found, found.account):
        raise BoundariesError("nobody is giving access to this account any more", to_do="Compare its key once more.")
    return found.account


def _is_fit(account: Account) -> bool:
    return account.is_active and account.as_role in KEY_HOLDERS


def _is_for(giving: Giving, account: Account) -> bool:
    told = (giving.sealing_key, giving.role, giving.member_id)
    return told == (account.sealing_key, account.role, account.member_id)


def _missing(account: Account, by: Holder) -> QuerySet[Safe]:
    """The safes that `by` can open and the account cannot, but for those that were looked at or that it is kept out of."""
    about = {"safe": OuterRef("pk")}
    held, kept_out = Wrap.objects.filter(account=account, **about), Exclusion.objects.filter(account=account, **about)
    given = Given.objects.filter(giving=account.pk, **about)
    return safes(by.account).filter(~Exists(held), ~Exists(given), ~Exists(kept_out)).order_by("pk")


def _make(account_id: str, batch: list[Safe], by: Holder) -> None:
    """Make the keys of some safes; called in a transaction, until whose end they stay held."""
    hold_rosters(alone=False)
    list(Giving.objects.select_for_update().filter(pk=account_id))
    account = _being_given(account_id)
    rows = Safe.objects.select_for_update().filter(pk__in=[safe.pk for safe in batch]).order_by("pk")
    held = {safe.pk: safe for safe in rows}
    keys = _keys(held, by)
    allowed = Weighing(holders_now(account.pk)).allowed(held.values())
    may_have = {pk for pk, some in allowed.items() if account.pk in some}
    threads: dict[str, list[Piece]] = {pk: [] for pk in keys}
    for row in Sealed.objects.filter(safe__in=list(keys), compartment=Compartment.THREAD).order_by("made_at", "sealed_id"):
        threads[row.safe_id].append(opened(row, keys[row.safe_id]))
    out = {pk for pk in may_have & keys.keys() if keeps_out(threads[pk], account)}
    Exclusion.objects.bulk_create([Exclusion(safe=held[pk], account=account) for pk in sorted(out)], ignore_conflicts=True)
    wraps = {pk: wrap_for(keys[pk], account).held for pk in (may_have & keys.keys()) - out}
    made = [Given(giving_id=account.pk, safe=safe, held=wraps.get(pk, b"")) for pk, safe in held.items()]
    Given.objects.bulk_create(made, ignore_conflicts=True)


def _keys(held: Mapping[str, Safe], by: Holder) -> dict[str, SafeKeys]:
    """The keys of safes that are held, renewed where they must be; a safe that was taken away in between is not there."""
    keys = {}
    for wrap in Wrap.objects.filter(account=by.account, safe__in=list(held)):
        safe = held[wrap.safe_id]
        if safe.is_stale:
            keys[safe.pk] = open_safe(safe, by)
            safe.refresh_from_db()
        else:
            keys[safe.pk], _ = open_wrap(wrap, safe.generation, by)
    return keys


def _hand_over(account_id: str, by: Holder) -> int | None:
    """Let the account have all that was made, and be admitted; how many keys, None where there is more to make first."""
    with transaction.atomic():
        hold_rosters(alone=False)
        Account.objects.select_for_update().get(pk=account_id)
        list(Giving.objects.select_for_update().filter(pk=account_id))
        account = _being_given(account_id)
        # Whoever renews a safe's keys or takes someone away has done so, or waits and then finds the account admitted.
        list(Safe.objects.select_for_update().filter(given__giving=account_id).order_by("pk").values_list("pk", flat=True))
        if _missing(account, by).exists():
            return None
        with connection.cursor() as cursor:
            cursor.execute(_HAND_OVER, [Form.SEALED.value, False, account_id])
            given: int = cursor.rowcount
        Account.objects.filter(pk=account_id).update(is_admitted=True)
        Giving.objects.filter(pk=account_id).delete()
        record(by.account, Act.SEALED, account.pk, {"count": str(given)})
    return given
