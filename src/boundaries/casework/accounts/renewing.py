"""Someone changes their own passphrase or password; everywhere else they are signed out, since the old one may have been seen."""

from django.db import transaction
from django.db.models import F

from boundaries.casework.accounts.boxes import opening_box, opening_of, secret_of, sign_in_box
from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account
from boundaries.errors import BoundariesError
from boundaries.handover.sealing import OpeningKey


def change_passphrase(account: Account, passphrase: str, opening: OpeningKey) -> int:
    """Lock the private key under another passphrase: it stays the same key, so nothing that it opens is lost. Gives the new epoch."""
    box = opening_box(account.pk, passphrase, opening)
    return _save(account, "passphrase", {"opening_salt": box.salt, "opening_box": box.held})


def change_password(account: Account, old: str, new: str) -> int:
    """Lock the secret of the codes under another password; the app that shows them stays as it is. Gives the new epoch."""
    secret = secret_of(account, old)
    assert secret is not None  # it has just signed them in
    box = sign_in_box(account.pk, new, secret)
    return _save(account, "password", {"sign_in_salt": box.salt, "sign_in_box": box.held})


def is_the_other(account: Account, chosen: str, *, passphrase: bool) -> bool:
    """Whether what is chosen as one of the two is the other one already."""
    return (
        secret_of(account, chosen) is not None
        if passphrase
        else bool(account.opening_box) and opening_of(account, chosen) is not None
    )


def _save(account: Account, what: str, boxes: dict[str, bytes]) -> int:
    with transaction.atomic():
        # Where the account was given another key, or left, in between, nothing of the old one is put back.
        same = Account.objects.filter(pk=account.pk, epoch=account.epoch, sealing_key=account.sealing_key)
        if not same.update(**boxes, epoch=F("epoch") + 1):
            raise BoundariesError("your account was changed in the meantime", to_do="Sign in again, then try once more.")
        record(account, Act.SECRET_CHANGED, account.pk, {"what": what})
    return account.epoch + 1
