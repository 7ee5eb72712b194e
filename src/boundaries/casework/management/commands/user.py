"""Accounts from the command line: what `boundaries user` runs."""

from typing import Any

from django.core.management.base import BaseCommand

from boundaries.casework.accounts.persons import ANOTHER, accounts_of_person
from boundaries.casework.accounts.reasons import Reason
from boundaries.casework.models import Account
from boundaries.casework.roles import TITLES, Role
from boundaries.casework.staffing import inviting, leaving
from boundaries.casework.staffing.parting import give_member_id, join, part
from boundaries.errors import BoundariesError


class Command(BaseCommand):
    """Add, list, disable, reset, let through, or say whose an account is."""

    stealth_options = ("act", "name", "display_name", "role", "member_id", "with_key", "same_as", "is_another", "reason")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one act and say what came of it."""
        act = options["act"]
        if act == "list":
            self._list()
        elif act == "add":
            role = Role(options["role"])
            _, address = inviting.invite(
                options["name"], options["display_name"], role, options["member_id"], None, _same_as(options)
            )
            self._link(address, "3 days")
        elif act == "disable":
            leaving.disable(_account(options["name"]), None)
            self.stdout.write("Done. Their sessions and keys are gone; what they could open is renewed when it is next opened.")
        elif act == "member":
            taken = give_member_id(_account(options["name"]), options["member_id"], None)
            self.stdout.write(f"Done. They were kept out of {taken} that they or a colleague could open.")
        elif act == "person":
            self._whose(_account(options["name"]), options)
        elif act == "reset":
            self._link(leaving.reset(_account(options["name"]), with_key=options["with_key"], by=None), "3 days")
        else:
            self._link(leaving.let_through(_account(options["name"]), None), "15 minutes")

    def _whose(self, account: Account, options: dict[str, Any]) -> None:
        why, same_as = Reason(options["reason"]), _same_as(options)
        if bool(options["same_as"]) == bool(options["is_another"]):
            raise BoundariesError("say one of the two", account.name, "Give --same-as NAME, or --another.")
        if same_as == ANOTHER:
            taken = part(account, options["member_id"], None, why)
        else:
            taken = join(account, Account.objects.get(pk=same_as), None, why)
        theirs = Account.objects.filter(pk__in=accounts_of_person(Account.objects.get(pk=account.pk)))
        names = ", ".join(theirs.order_by("name").values_list("name", flat=True))
        self.stdout.write(f"Done. Of one person: {names}. They were kept out of {taken} that they or a colleague could open.")

    def _list(self) -> None:
        rows = [(one.name, one.display_name, TITLES[one.as_role], _state(one)) for one in Account.objects.all()]
        widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
        for row in rows:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(row, (*widths, 0), strict=True)).rstrip())
        if not rows:
            self.stdout.write("Nobody has an account yet.")

    def _link(self, address: str, lasts: str) -> None:
        self.stdout.write(f"Hand this one-time link over in person or by phone; it lasts {lasts}:\n{address}")


def _account(name: str) -> Account:
    found = Account.objects.filter(name=name.strip().casefold()).first()
    if found is None:
        raise BoundariesError("nobody signs in with this name", name, "See `boundaries user list`.")
    return found


def _same_as(options: dict[str, Any]) -> str:
    if options.get("is_another"):
        return ANOTHER
    return _account(options["same_as"]).pk if options.get("same_as") else ""


def _state(account: Account) -> str:
    return f"{account.state}, key not vouched for" if account.sealing_key and not account.is_admitted else account.state
