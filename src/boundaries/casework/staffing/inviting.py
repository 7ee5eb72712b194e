"""Invitations: a one-time link by which a person makes their own password, code and key. Nobody else ever knows them."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from boundaries.casework.accounts.boxes import Box, opening_box, sign_in_box
from boundaries.casework.accounts.devices import hash_of
from boundaries.casework.accounts.persons import check_role, tell_apart
from boundaries.casework.audit import Act, record
from boundaries.casework.content.taking_away import lose_key, take_away
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.models import Account, Invitation, Safe
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.roles import KEY_HOLDERS, Role
from boundaries.credentials.codes import new_secret
from boundaries.errors import BoundariesError
from boundaries.handover.sealing import OpeningKey

_LASTS = timedelta(days=3)
_AT_ONCE = 1.0
"""For so many seconds whoever makes another key takes away themselves what the old one opened; the timer goes on."""
_DEVICE_LASTS = timedelta(minutes=15)
Renews = Invitation.Renews


@dataclass(frozen=True)
class Prepared:
    """What a person chose, before the first code shows that their app has the secret; no password or passphrase is in it."""

    sign_in: Box | None
    opening: Box | None
    sealing_key: str
    secret: str = field(repr=False)

    def to_bytes(self) -> bytes:
        """As it is kept between two pages, locked."""
        boxes = [[box.salt.hex(), box.held.hex()] if box else None for box in (self.sign_in, self.opening)]
        return json.dumps([boxes, self.sealing_key, self.secret]).encode()

    @classmethod
    def from_bytes(cls, held: bytes) -> "Prepared":
        """Read what `to_bytes` wrote."""
        boxes, sealing_key, secret = json.loads(held)
        made = [Box(bytes.fromhex(box[0]), bytes.fromhex(box[1])) if box else None for box in boxes]
        return cls(made[0], made[1], sealing_key, secret)


def invite(
    name: str, display_name: str, role: Role, member_id: str, by: Account | None, same_as: str = ""
) -> tuple[Account, str]:
    """Make an account and give the address of its one-time link; raises where the name is taken, or the role does not go with another."""
    for told, where, longest in ((name, "sign-in name", 60), (display_name, "full name", 120)):
        if not told.strip() or not told.strip().isprintable() or len(told.strip()) > longest:
            raise BoundariesError(f"this is no {where}", where, f"Write it in at most {longest} characters, on one line.")
    if len(member_id) > 64:
        raise BoundariesError("this is no member's id", "member id", "Use at most 64 characters.")
    try:
        with transaction.atomic():
            account = Account(
                name=name.strip().casefold(),
                display_name=display_name.strip(),
                role=role,
                member_id=member_id.strip(),
                created_at=datetime.now(),
            )
            tell_apart(account, same_as)
            check_role(account, role)
            account.save(force_insert=True)
            address = link(account, Renews.ALL)
            record(by, Act.INVITED, account.account_id, {"role": role.value})
    except IntegrityError as error:
        raise BoundariesError("an account of this name is there already", name, "Choose another name to sign in with.") from error
    return account, address


def link(account: Account, renews: "Renews") -> str:
    """The address of a fresh one-time link; earlier ones of the account are void."""
    token = secrets.token_urlsafe(32)
    lasts = _DEVICE_LASTS if renews == Renews.DEVICE else _LASTS
    with transaction.atomic():
        Invitation.objects.filter(account=account).delete()
        Invitation.objects.create(token_hash=hash_of(token), account=account, renews=renews, expires_at=datetime.now() + lasts)
    address: str = settings.ADDRESS
    return address + reverse("invitation", kwargs={"token": token})


def invitation_of(token: str, now: datetime) -> Invitation | None:
    """The invitation of a link, while it is good."""
    found = Invitation.objects.select_related("account").filter(token_hash=hash_of(token), expires_at__gt=now).first()
    return found if found and found.account.state != AccountState.DISABLED else None


def needs_key(invitation: Invitation) -> bool:
    """Whether the person makes a key pair too."""
    return invitation.account.as_role in KEY_HOLDERS and invitation.renews in (Renews.ALL, Renews.KEY)


def prepare(invitation: Invitation, password: str, passphrase: str) -> Prepared:
    """Make everything that the choices lead to; nothing is saved yet."""
    account_id, secret = invitation.account.account_id, new_secret()
    sign_in = sign_in_box(account_id, password, secret)
    if not needs_key(invitation):
        return Prepared(sign_in, None, "", secret)
    opening = OpeningKey.new()
    return Prepared(sign_in, opening_box(account_id, passphrase, opening), opening.public.to_text(), secret)


def accept(invitation: Invitation, prepared: Prepared, step: int) -> Account:
    """Use the link up and make the account what was prepared; raises where it was used in between.

    A new key pair opens nothing that the old one could: those wraps are gone until a leader of the unit gives access again. Only the
    first key of all needs nobody's word.
    """
    take_away(invitation.account_id)
    with transaction.atomic():
        hold_turn(Turn.ENTERING, alone=True)
        used, _ = Invitation.objects.filter(pk=invitation.pk).delete()
        if not used:
            raise BoundariesError("this link has been used", to_do="Ask for another.")
        account = Account.objects.select_for_update().get(pk=invitation.account_id)
        if prepared.sign_in:
            account.sign_in_salt, account.sign_in_box = prepared.sign_in.salt, prepared.sign_in.held
            account.last_code_step = step
        if prepared.opening:
            account.opening_salt, account.opening_box = prepared.opening.salt, prepared.opening.held
            account.sealing_key = prepared.sealing_key
            lose_key(account)
            account.is_admitted = _is_first(account)
        account.state = AccountState.ACTIVE
        account.epoch += 1
        account.save()
        record(account, Act.JOINED if invitation.renews == Renews.ALL else Act.CREDENTIAL_ADDED, account.account_id)
    take_away(account.pk, _AT_ONCE)
    return account


def _is_first(account: Account) -> bool:
    """Whether nobody could vouch for this key: it is the head's, and no other key has ever been admitted."""
    return account.as_role is Role.HEAD and not Account.objects.filter(is_admitted=True).exists() and not Safe.objects.exists()
