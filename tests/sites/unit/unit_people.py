"""People of a unit for tests: accounts made by the invitation ceremony's own functions, and browsers that have signed in."""

import time
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
from django.test import Client

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.accounts.boxes import opening_of
from boundaries.casework.models import Account
from boundaries.casework.roles import KEY_HOLDERS, Role
from boundaries.casework.staffing import inviting
from boundaries.handover.sealing import OpeningKey

PASSWORD = "correct horse battery"
PASSPHRASE = "staple apple river orbit candle"


@dataclass
class Person:
    """Someone of the unit: their account, the secret of their codes, and a browser."""

    account: Account
    secret: str
    browser: Client = field(default_factory=Client)
    opening: OpeningKey | None = None

    @property
    def holder(self) -> Holder:
        """The account with its key unlocked."""
        if self.opening is None:
            self.opening = opening_of(self.account, PASSPHRASE)
        assert self.opening is not None
        return Holder(self.account, self.opening)

    def code(self) -> str:
        """A code that has not been used: codes are good once, so the used one is forgotten."""
        Account.objects.filter(pk=self.account.pk).update(last_code_step=0)
        return pyotp.TOTP(self.secret).at(int(time.time()))

    def wrong_code(self) -> str:
        """A code that the app shows at no moment near this one, as 000000 may."""
        near = {pyotp.TOTP(self.secret).at(int(time.time()) + gap) for gap in range(-90, 120, 30)}
        return next(code for code in ("000000", "111111", *map(str, range(222222, 222230))) if code not in near)

    def sign_in(self, *, unlock: bool = True) -> Client:
        """Sign in as a person does, and unlock the key where there is one."""
        said = {"name": self.account.name, "password": PASSWORD, "code": self.code()}
        assert self.browser.post("/sign-in/", said).status_code == 302
        if unlock and self.account.as_role in KEY_HOLDERS:
            assert self.browser.post("/unlock/", {"passphrase": PASSPHRASE}).status_code == 302
        return self.browser


def person(role: Role, name: str = "", *, member_id: str = "", admitted: bool = True) -> Person:
    """A person with an account of a role, as the invitation leaves it."""
    name = name or f"{role.value} one"
    account, address = inviting.invite(name.replace(" ", "."), name.title(), role, member_id, None)
    invitation = inviting.invitation_of(address.rstrip("/").rpartition("/")[2], datetime.now())
    assert invitation is not None
    prepared = inviting.prepare(invitation, PASSWORD, PASSPHRASE)
    account = inviting.accept(invitation, prepared, 0)
    if admitted and role in KEY_HOLDERS:
        account.is_admitted = True
        account.save()
    return Person(account, prepared.secret)
