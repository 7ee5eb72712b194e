"""Accounts to try the unit's site with: one a role, each with its own password and code, told once as JSON."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account
from boundaries.casework.roles import KEY_HOLDERS, TITLES, Role
from boundaries.casework.staffing import inviting
from boundaries.errors import BoundariesError

PEOPLE = {
    Role.HEAD: "Hanna Brook",
    Role.SUPERVISOR: "Sanjay Field",
    Role.INVESTIGATOR: "Ines Marsh",
    Role.ANALYST: "Amir Stone",
    Role.AUDITOR: "Aud Hill",
    Role.TRAINER: "Tom Reed",
}


class Command(BaseCommand):
    """Run by `boundaries demo`, on an installation whose keys were made for trying out."""

    help = "Make one account a role and write how each signs in, as JSON."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make the accounts; refused where there is any."""
        if Account.objects.exists():
            raise BoundariesError("there are accounts here already", to_do="Run the demo on a fresh BOUNDARIES_HOME.")
        with transaction.atomic():
            made = [_account(role, name) for role, name in PEOPLE.items()]
        self.stdout.write(json.dumps(made))


def _account(role: Role, display_name: str) -> dict[str, str]:
    """One person's account, as the invitation makes it; the head's key vouches for the others'."""
    name = display_name.casefold().replace(" ", ".")
    account, address = inviting.invite(name, display_name, role, "", None)
    invitation = inviting.invitation_of(address.rstrip("/").rpartition("/")[2], datetime.now())
    assert invitation is not None
    password, passphrase = secrets.token_urlsafe(12), " ".join(secrets.token_hex(3) for _ in range(4))
    prepared = inviting.prepare(invitation, password, passphrase)
    account = inviting.accept(invitation, prepared, 0)
    if role in KEY_HOLDERS and not account.is_admitted:
        Account.objects.filter(pk=account.pk).update(is_admitted=True)
        record(None, Act.SEALED, account.pk, {"count": "0"})
    key = {"passphrase": passphrase} if role in KEY_HOLDERS else {}
    return {"role": TITLES[role], "name": name, "password": password, "secret": prepared.secret, **key}
