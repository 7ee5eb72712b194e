"""`boundaries operator`: who may take calls."""

from argparse import ArgumentParser
from getpass import getpass
from io import StringIO
from typing import Any

import segno
from django.core.management.base import BaseCommand

from boundaries.errors import BoundariesError
from boundaries.intake.counter.models import Operator
from boundaries.intake.counter.operators import add, remove


class Command(BaseCommand):
    """Adds, lists and removes operators."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and to whom."""
        parser.add_argument("act", choices=("add", "list", "remove"))
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--password", default=None)

    def handle(self, *words: Any, **options: Any) -> None:
        """Do it, and say so."""
        name = options["name"]
        if options["act"] == "list":
            for operator in Operator.objects.all():
                self.stdout.write(f"{operator.added_on:%d %B %Y}  {operator.name}")
            return
        if options["act"] == "remove":
            remove(name)
            self.stdout.write("Removed. Open sessions end with the next page.")
            return
        address = add(name, options["password"] or _asked())
        drawn = StringIO()
        segno.make(address, error="l").terminal(drawn, compact=True)
        self.stdout.write(f"{drawn.getvalue()}\n{address}\n")
        self.stdout.write("Read the code with an authenticator app now: it is never shown again. Then clear this screen.")


def _asked() -> str:
    """The password, typed twice by the operator themselves."""
    password = getpass("The operator's password (12 letters or more): ")
    if getpass("The same again: ") != password:
        raise BoundariesError("the two do not match", "operator", "Try again.")
    return password
