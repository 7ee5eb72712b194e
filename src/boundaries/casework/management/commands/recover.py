"""Gives an account access through escrow: what `boundaries recover` runs."""

from typing import Any

from django.core.management.base import BaseCommand

from boundaries.casework.content.recovery import recover_for, scope_of
from boundaries.casework.models import Account
from boundaries.errors import BoundariesError


class Command(BaseCommand):
    """Open the escrow with two identities and wrap everything to one account."""

    stealth_options = ("identities", "name", "reason", "case", "leaver")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many safes were given."""
        account = Account.objects.filter(name=options["name"].strip().casefold()).first()
        if account is None or not account.is_active or not account.sealing_key:
            raise BoundariesError("nobody with a key of their own signs in with this name", options["name"], "Invite them first.")
        scope = scope_of(options["case"], options["leaver"])
        given = recover_for(account, options["identities"], options["reason"], scope)
        self.stdout.write(f"{account.display_name} can open {given} more. It stands in the audit trail.")
