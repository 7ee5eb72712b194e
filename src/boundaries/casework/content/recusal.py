"""Recusal: someone must not see a safe any more. Key and row go at once, the keys are renewed, and why is sealed in the safe."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.eligibility import eligible
from boundaries.casework.content.pieces import Piece, put
from boundaries.casework.content.safes import rotate
from boundaries.casework.content.wraps import held_wrap, keys_in, let_go, opening_wraps, take_back
from boundaries.casework.models import Account, Case, Exclusion, Given, Grant, Safe, Share, SubjectMark, Wrap
from boundaries.handover.people import NamedMember

REASON, NAMED = "recusal", "member_named"
NAMED_AS = "entry_named_as"


def recuse(safe: Safe, by: Holder, account: Account, reason: str) -> None:
    """Take an account, one's own or a colleague's, away from a safe that `by` can open; raises NoKey where they cannot."""
    with transaction.atomic():
        held = Safe.objects.select_for_update().get(pk=safe.pk)
        keys = keys_in(held_wrap(held.pk, by), by)
        put(held, keys, [Piece(Compartment.NOTES, REASON, reason.encode(), datetime.now())])
        Exclusion.objects.get_or_create(safe=held, account=account)
        _take_away(held, losing(held))
        rotate(held, keys)
        record(by.account, Act.RECUSED, held.pk, {"account": account.account_id})
        if held.is_alternate:
            record(None, Act.ROUTED_ELSEWHERE, held.pk)


def recuse_meanwhile_lost(safe_id: str, by: Account, account: Account) -> None:
    """The same, where `by` lost the safe themself between asking and being heard: nobody seals why, but `account` is kept out all the same.

    Called in a transaction; where the safe was disposed of meanwhile nothing is left to be kept out of.
    """
    held = Safe.objects.select_for_update().filter(pk=safe_id).first()
    if held is not None:
        keep_out(held, {account.pk})
        record(by, Act.RECUSED, held.pk, {"account": account.pk})


def name_members(safe: Safe, marks: frozenset[str], by: Holder, note: str, told: NamedMember | None = None) -> None:
    """Let a safe name further members; whoever that keeps out loses it at once, `by` too. In a transaction of its own.

    `told` is how the member is named, kept beside the note for what looks across safes.
    """
    with transaction.atomic():
        held = Safe.objects.select_for_update().get(pk=safe.pk)
        keys = keys_in(held_wrap(held.pk, by), by)
        now = datetime.now()
        named = [Piece(Compartment.NOTES, NAMED_AS, json.dumps(asdict(told)).encode(), now)] if told else []
        put(held, keys, [Piece(Compartment.NOTES, NAMED, note.encode(), now), *named])
        SubjectMark.objects.filter(safe=held, mark__in=marks).update(spares_line=False)
        known = set(SubjectMark.objects.filter(safe=held).values_list("mark", flat=True))
        SubjectMark.objects.bulk_create([SubjectMark(safe=held, mark=mark) for mark in sorted(marks - known)])
        gone = losing(held)
        if gone:
            _take_away(held, gone)
            rotate(held, keys)
            record(None, Act.RECUSED, held.pk, {"count": str(len(gone))})
        record(by.account, Act.ENTRY_CHANGED, held.pk, {"kind": NAMED})


def keep_out(safe: Safe, account_ids: set[str]) -> None:
    """Keep these accounts out from now on, while nobody is there who could rotate; called in a transaction."""
    known = set(Exclusion.objects.filter(safe=safe).values_list("account_id", flat=True))
    Exclusion.objects.bulk_create([Exclusion(safe=safe, account_id=one) for one in sorted(account_ids - known)])
    gone = losing(safe)
    if gone:
        take_away_unattended(safe, gone)
        record(None, Act.RECUSED, safe.pk, {"count": str(len(gone))})


def take_away_unattended(safe: Safe, account_ids: list[str]) -> None:
    """Take accounts away while nobody is there who could rotate; the next who opens the safe does. In a transaction."""
    held = Safe.objects.select_for_update().get(pk=safe.pk)
    _take_away(held, account_ids)
    Safe.objects.filter(pk=safe.pk).update(is_stale=True)


def hold_safes(safe_ids: Iterable[str]) -> None:
    """Hold safes until the transaction ends, in the one order."""
    list(Safe.objects.select_for_update().filter(pk__in=list(safe_ids)).order_by("pk").only("pk"))


def take_away_at_once(pairs: Iterable[tuple[str, str]]) -> None:
    """Take accounts away from safes, each pair the ids of a safe and an account, as `take_away_unattended`; whoever calls holds the safes.

    As many queries for each account however many safes it loses.
    """
    by_account: dict[str, list[str]] = defaultdict(list)
    for safe_id, account_id in pairs:
        by_account[account_id].append(safe_id)
    for account_id, safe_ids in by_account.items():
        let_go(Wrap.objects.filter(safe__in=safe_ids, account=account_id))
        shares = Share.objects.filter(safe__in=safe_ids, account=account_id)
        Safe.objects.filter(pk__in=shares.values("safe")).update(is_source_stale=True)
        shares.delete()
        Grant.objects.filter(safe__in=safe_ids, asked_by=account_id).delete()
        Case.objects.filter(safe__in=safe_ids, allocated_to=account_id).update(allocated_to=None)
        Safe.objects.filter(pk__in=safe_ids).update(is_stale=True)


def losing(safe: Safe) -> list[str]:
    """The ids of accounts that hold the keys and are no longer eligible; what is being given of it is taken back, to be weighed anew."""
    take_back(Given.objects.filter(safe=safe))
    holding = set(opening_wraps().filter(safe=safe).values_list("account_id", flat=True))
    return sorted(holding - {account.account_id for account in eligible(safe).accounts})


def _take_away(safe: Safe, account_ids: list[str]) -> None:
    let_go(Wrap.objects.filter(safe=safe, account__in=account_ids))
    shares, _ = Share.objects.filter(safe=safe, account__in=account_ids).delete()
    if shares:
        safe.is_source_stale = True
        safe.save(update_fields=["is_source_stale"])
    Grant.objects.filter(safe=safe, asked_by__in=account_ids).delete()
    Case.objects.filter(safe=safe, allocated_to__in=account_ids).update(allocated_to=None)
