"""Invitations: the link's token is kept by the partner alone; here lies its hash, and a box that only it opens."""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import ClassVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction

from boundaries.errors import BoundariesError
from boundaries.handover.padding import SealError
from boundaries.handover.symmetric import KEY_LENGTH, lock, unlock
from boundaries.handover.wire import Wire, WireError
from boundaries.intake.clock import steady_now
from boundaries.intake.models import Partner

MOST_SENT, LONGEST_NAME, MOST_DAYS = 500, 200, 1_100


@dataclass(frozen=True)
class SentReport:
    """One report that a partner sent: the day, and the lookup id by which a reply to it is found."""

    sent_on: date
    lookup_id: str


@dataclass(frozen=True, kw_only=True)
class PartnerBox(Wire):
    """What only the link opens: whom to speak to, and what was sent, newest first."""

    KIND: ClassVar[str] = "partner"

    contact: str = field(default="", repr=False)
    sent: tuple[SentReport, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Invited:
    """A partner who came with a link that is good."""

    partner_id: str
    organisation: str
    box: PartnerBox = field(repr=False)


def invite(organisation: str, contact: str, days: int) -> str:
    """Invite an organisation, with someone to speak to there, for so many days; gives the link's token, which is never shown again."""
    name = " ".join(organisation.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or len(contact) > 5 * LONGEST_NAME:
        raise BoundariesError(f"an organisation has a name of 1 to {LONGEST_NAME} letters", "partner")
    if not 1 <= days <= MOST_DAYS:
        raise BoundariesError(f"{days} is not between 1 and {MOST_DAYS}", "--days")
    token, today = secrets.token_urlsafe(24), steady_now().date()
    Partner.objects.create(
        organisation=name,
        token_hash=_hash_of(token),
        locked=_lock(PartnerBox(contact=contact.strip()), token),
        invited_on=today,
        expires_on=today + timedelta(days=days),
    )
    return token


def revoke(partner_id: str) -> None:
    """Let a link open nothing any more. The list that it opened is wiped; what was sent stays with the unit."""
    changed = Partner.objects.filter(partner_id=partner_id, revoked_on=None).update(revoked_on=steady_now().date(), locked=b"")
    if not changed:
        raise BoundariesError("there is no such invitation", partner_id, "`boundaries partner list` shows all.")


def all_partners() -> list[Partner]:
    """Every invitation, the newest first."""
    return list(Partner.objects.order_by("-invited_on", "organisation"))


def invited_by(token: object) -> Invited | None:
    """The partner of a link, or None where it is not, or no longer, good."""
    row = _row(token) if isinstance(token, str) else None
    box = _unlock(row, str(token)) if row else None
    return Invited(row.partner_id, row.organisation, box) if row and box else None


def was_sent(token: object, lookup_id: str) -> None:
    """Add a report to the partner's list; the same one twice stands there once. Nothing where the link is no longer good."""
    with transaction.atomic():
        row = _row(token, for_change=True) if isinstance(token, str) else None
        box = _unlock(row, str(token)) if row else None
        if row is None or box is None or lookup_id in {one.lookup_id for one in box.sent}:
            return
        new = SentReport(steady_now().date(), lookup_id)
        row.locked = _lock(replace(box, sent=(new, *box.sent)[:MOST_SENT]), str(token))
        row.save()


def _row(token: str, *, for_change: bool = False) -> Partner | None:
    rows = Partner.objects.select_for_update() if for_change else Partner.objects
    return rows.filter(token_hash=_hash_of(token), revoked_on=None, expires_on__gte=steady_now().date()).first()


def _hash_of(token: str) -> str:
    """What is kept of a token: it is random, so a plain hash does."""
    return hashlib.sha256(f"partner/{token}".encode()).hexdigest()


def _key_of(token: str) -> bytes:
    return HKDF(SHA256(), KEY_LENGTH, None, b"boundaries/partner/1").derive(token.encode())


def _lock(box: PartnerBox, token: str) -> bytes:
    return lock(box.to_bytes(), _key_of(token), "partner")


def _unlock(row: Partner, token: str) -> PartnerBox | None:
    try:
        return PartnerBox.from_bytes(unlock(bytes(row.locked), _key_of(token), "partner"))
    except (SealError, WireError):
        return None
