"""Changes to an account from outside: a new role, a reset, leaving. Whose it is, see `parting`."""

from datetime import datetime

from django.db import transaction

from boundaries.casework.accounts import delays
from boundaries.casework.accounts.persons import check_role
from boundaries.casework.audit import Act, record
from boundaries.casework.content.taking_away import lose_key, take_away
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.content.weighing_anew import begin_weighing, weigh
from boundaries.casework.models import Account, Case, Device, Grant, Invitation, Reminder
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.roles import ALTERNATES, KEY_HOLDERS, Role
from boundaries.casework.staffing.inviting import Renews, link
from boundaries.errors import BoundariesError


def disable(account: Account, by: Account | None, seconds: float | None = None) -> None:
    """Someone leaves: sessions and ways in are gone at once, then their keys; what they could open is renewed at its next opening.

    Where that takes longer than so many seconds, or is killed in the middle, the same again or the timer goes on.
    """
    begin_disabling(account, by)
    take_away(account.pk, seconds)


def begin_disabling(account: Account, by: Account | None) -> None:
    """Let an account open nothing and nobody sign in with it any more; its keys wait to be taken. What left before stays as it is."""
    with transaction.atomic():
        hold_turn(Turn.ENTERING, alone=True)
        held = Account.objects.select_for_update().get(pk=account.pk)
        if held.state == AccountState.DISABLED:
            return
        held.state, held.disabled_at = AccountState.DISABLED, datetime.now()
        _forget_key(held)
        held.sign_in_box, held.sign_in_salt = b"", b""
        held.epoch += 1
        held.save()
        Device.objects.filter(account=held).delete()
        Reminder.objects.filter(account=held).delete()
        Invitation.objects.filter(account=held).delete()
        record(by, Act.LEFT, held.pk)


def give_role(account: Account, role: Role, by: Account | None, seconds: float | None = None) -> None:
    """Give another role; who may hold keys no longer loses them as a leaver does, who may now must make a key by a new link.

    A head who is one no longer loses what went to the alternates because too few handlers remained. Where taking takes longer than so
    many seconds, or is killed in the middle, the timer goes on; meanwhile their pages show nothing.
    """
    with transaction.atomic():
        hold_turn(Turn.ENTERING, alone=True)
        held = Account.objects.select_for_update().get(pk=account.pk)
        if held.as_role is not role:
            _change_role(held, role, by)
    take_away(account.pk, seconds)
    weigh([account.pk], seconds)


def _change_role(held: Account, role: Role, by: Account | None) -> None:
    """Another role for an account that is held; in a transaction."""
    check_role(held, role)
    before = held.as_role
    held.role = role
    has_no_key = before in KEY_HOLDERS and (role not in KEY_HOLDERS or Role.ALTERNATE in (before, role))
    if has_no_key:
        _forget_key(held)
    held.epoch += 1
    held.save()
    if before in ALTERNATES and role not in ALTERNATES and not has_no_key:
        begin_weighing([held.pk])
    record(by, Act.ROLE_GIVEN, held.pk, {"before": before.value, "after": role.value})


def reset(account: Account, *, with_key: bool, by: Account | None) -> str:
    """The address of a link to a new password and code, and with a new key pair where the passphrase is lost as well."""
    if account.state == AccountState.DISABLED:
        raise BoundariesError("this account is disabled", account.name, "Who comes back gets a new account.")
    with transaction.atomic():
        renews = Renews.KEY if with_key else Renews.SIGN_IN
        address = link(account, renews if account.is_active else Renews.ALL)
        record(by, Act.CREDENTIAL_REMOVED, account.account_id, {"with_key": str(with_key).lower()})
    return address


def let_through(account: Account, by: Account | None) -> str:
    """Lift the waiting for a name, and give a link that makes the browser it is opened in a known device: it always gets through."""
    with transaction.atomic():
        delays.forget([delays.bucket("name", account.name)])
        address = link(account, Renews.DEVICE)
        record(by, Act.LOCK_LIFTED, account.account_id)
    return address


def _forget_key(account: Account) -> None:
    """Take the key from an account, and let every wrap go; the safes are renewed at their next opening."""
    account.sealing_key, account.opening_box, account.opening_salt = "", b"", b""
    lose_key(account)
    Grant.objects.filter(asked_by=account).delete()
    Case.objects.filter(allocated_to=account).update(allocated_to=None)
