"""The two boxes of an account: the code's secret under the password, and the private key under the passphrase."""

from dataclasses import dataclass, field

from boundaries.casework.models import Account
from boundaries.credentials.deriving import derive, new_salt
from boundaries.handover.padding import SealError
from boundaries.handover.sealing import OpeningKey
from boundaries.handover.symmetric import lock, new_key, unlock


@dataclass(frozen=True)
class Box:
    """Something locked under what a person remembers, and the salt that goes with it."""

    salt: bytes
    held: bytes = field(repr=False)


_NOBODYS_SALT = new_salt()
_NOBODYS_BOX = lock(b"", new_key(), "nobody")


def sign_in_box(account_id: str, password: str, secret: str) -> Box:
    """The secret of the one-time codes, locked under the password: nothing else tells whether a password is right."""
    salt = new_salt()
    return Box(salt, lock(secret.encode("ascii"), derive(password, salt), f"sign-in:{account_id}"))


def secret_of(account: Account | None, password: str) -> str | None:
    """The secret of the codes, or None where the password is not right; for nobody it takes as long and gives None."""
    known = account is not None and bool(account.sign_in_box)
    salt = bytes(account.sign_in_salt) if known and account else _NOBODYS_SALT
    held = bytes(account.sign_in_box) if known and account else _NOBODYS_BOX
    try:
        return unlock(held, derive(password, salt), f"sign-in:{account.account_id if account else ''}").decode("ascii")
    except SealError:
        return None


def opening_box(account_id: str, passphrase: str, opening: OpeningKey) -> Box:
    """The private key, locked under the passphrase."""
    salt = new_salt()
    return Box(salt, lock(opening.to_bytes(), derive(passphrase, salt), f"opening:{account_id}"))


def opening_of(account: Account, passphrase: str) -> OpeningKey | None:
    """The private key, or None where the passphrase is not right."""
    try:
        key = derive(passphrase, bytes(account.opening_salt))
        return OpeningKey.from_bytes(unlock(bytes(account.opening_box), key, f"opening:{account.account_id}"))
    except SealError:
        return None
