"""Making a safe, rotating its keys, and opening it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.attachments import ATTACHMENT, sealed_anew
from boundaries.casework.content.compartments import Compartment, SafeKeys, wrap_bound
from boundaries.casework.content.eligibility import Eligible, eligible, eligible_for
from boundaries.casework.content.pieces import Piece, locked, opened, opened_with, source_key
from boundaries.casework.content.places import escrow_key
from boundaries.casework.content.shares import SourceLine, share_all, shares_of, unit_share
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.content.wraps import held_wrap, keys_in, opening_wraps, take_back, wrap_all, wrap_for
from boundaries.casework.models import Account, Exclusion, Form, Given, Safe, Sealed, Share, SubjectMark
from boundaries.handover.durable import DiskFull
from boundaries.handover.ids import new_id
from boundaries.handover.sealing import seal

ESCROW = "escrow"
"""Whose wrap it is where it is nobody's account."""


@dataclass(frozen=True)
class NewSafe:
    """A safe that is not saved yet, and the rows that belong to it, by table."""

    safe: Safe
    rows: tuple[Sequence[Model], ...]


def make_safe(
    pieces: Sequence[Piece], marks: Mapping[str, bool], recused: Iterable[str] = (), *, has_letterbox: bool = True
) -> tuple[Safe, Eligible]:
    """A new safe with this content, its keys given to whoever is eligible and to escrow; called in a transaction.

    `marks` say whom the content names (see `eligibility`), `recused` are ids of accounts that must not see it.
    """
    hold_turn(Turn.ENTERING, alone=False)
    out = sorted(set(recused))
    to = eligible_for(marks, out)
    made = new_safe(pieces, marks, out, to, has_letterbox=has_letterbox)
    made.safe.save(force_insert=True)
    for rows in made.rows:
        for first in rows[:1]:
            type(first)._default_manager.bulk_create(rows)
    return made.safe, to


def new_safe(
    pieces: Sequence[Piece], marks: Mapping[str, bool], recused: Sequence[str], to: Eligible, *, has_letterbox: bool = True
) -> NewSafe:
    """Everything of a new safe; nothing is saved yet."""
    keys = SafeKeys.new(new_id(), 1)
    safe = Safe(
        safe_id=keys.safe_id, is_alternate=to.is_alternate, escrow_wrap=_for_escrow(keys.to_bytes(), keys.safe_id, "keys", 1)
    )
    safe.letterbox = keys.letterbox.public.to_text() if has_letterbox else ""
    line = SourceLine.new() if any(piece.compartment is Compartment.SOURCE for piece in pieces) else None
    if line:
        safe.escrow_source, safe.unit_share = _for_escrow(line.seed, safe.pk, "source"), unit_share(line, safe.pk)
    rows: tuple[Sequence[Model], ...] = (
        [SubjectMark(safe=safe, mark=mark, spares_line=spared) for mark, spared in marks.items()],
        [Exclusion(safe=safe, account_id=account_id) for account_id in recused],
        [wrap_for(keys, account) for account in to.accounts],
        shares_of(line, safe.pk, to.accounts) if line else [],
        [locked(piece, safe.pk, _key(piece, keys, line)) for piece in pieces],
    )
    return NewSafe(safe, rows)


def open_safe(safe: Safe, holder: Holder) -> SafeKeys:
    """The keys of a safe, rotated first where someone lost their access unattended; raises NoKey for who holds none."""
    wrap = held_wrap(safe.pk, holder)
    if wrap.form == Form.LOCKED and not wrap.safe.is_stale:  # nothing is written then, as a rule
        return keys_in(wrap, holder)
    with transaction.atomic():
        wrap = held_wrap(safe.pk, holder)
        if not wrap.safe.is_stale:
            return keys_in(wrap, holder)
        now = Safe.objects.select_for_update().get(pk=safe.pk)
        keys = keys_in(held_wrap(safe.pk, holder), holder)
        return rotate(now, keys) if now.is_stale else keys


def rotate(safe: Safe, keys: SafeKeys) -> SafeKeys:
    """Lock everything but the source's identity under fresh keys, files too, and give them to whoever is eligible now.

    Called in a transaction with the safe's row held. The source's key takes two people; it is renewed at the next grant.
    """
    hold_turn(Turn.RENEWING, alone=False)
    to = eligible(safe)
    fresh = SafeKeys.new(safe.pk, keys.generation + 1)
    rows = list(Sealed.objects.filter(safe=safe).exclude(compartment=Compartment.SOURCE))
    has_room = True
    for row in rows:
        piece = opened(row, keys)
        if has_room and piece.kind == ATTACHMENT:
            try:
                piece = sealed_anew(piece)
            except DiskFull:
                has_room = False  # the keys are renewed all the same; whoever opens the safe next tries again
        again = locked(piece, safe.pk, fresh.key(piece.compartment))
        row.form, row.held = again.form, again.held
    Sealed.objects.bulk_update(rows, ["form", "held"], batch_size=200)
    safe.generation, safe.is_stale, safe.is_alternate = fresh.generation, not has_room, to.is_alternate
    safe.letterbox = fresh.letterbox.public.to_text() if safe.letterbox else ""
    safe.escrow_wrap = _for_escrow(fresh.to_bytes(), safe.pk, "keys", fresh.generation)
    safe.save()
    wrap_all(fresh, to.accounts)
    take_back(Given.objects.filter(safe=safe))
    Share.objects.filter(safe=safe).exclude(account__in=to.accounts).delete()
    return fresh


def renew_source(safe: Safe, seed: bytes, joining: Account | None = None) -> SourceLine:
    """Lock the source's identity under a fresh line and share it among all who hold the safe's keys; in a transaction.

    `joining` is one for whom these are being made.
    """
    line = SourceLine.new()
    rows = list(Sealed.objects.filter(safe=safe, compartment=Compartment.SOURCE))
    for row in rows:
        row.held = locked(opened_with(row, source_key(seed)), safe.pk, source_key(line.seed)).held
    Sealed.objects.bulk_update(rows, ["held"])
    safe.escrow_source, safe.unit_share = _for_escrow(line.seed, safe.pk, "source"), unit_share(line, safe.pk)
    safe.is_source_stale = False
    safe.save(update_fields=["escrow_source", "unit_share", "is_source_stale"])
    holding = {wrap.account for wrap in opening_wraps().filter(safe=safe).select_related("account")}
    share_all(line, safe.pk, holding | {joining} if joining else holding)
    return line


def _key(piece: Piece, keys: SafeKeys, line: SourceLine | None) -> bytes:
    if piece.compartment is Compartment.SOURCE:
        assert line is not None
        return source_key(line.seed)
    return keys.key(piece.compartment)


def _for_escrow(plain: bytes, safe_id: str, of: str, generation: int = 0) -> bytes:
    return seal(plain, escrow_key(), wrap_bound(safe_id, ESCROW, generation, of))
