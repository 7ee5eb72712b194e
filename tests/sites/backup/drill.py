"""Run as a program: makes a unit with one report in it, or reads that report again, in the home folder of this process."""

import json
import sys

from django.core.management import call_command

from boundaries.sites.running import prepare

prepare("unit")

from boundaries.casework.accounts.attendance import Holder  # noqa: E402 - once the site is prepared
from boundaries.casework.accounts.boxes import opening_of  # noqa: E402
from boundaries.casework.audit.verifying import verify  # noqa: E402
from boundaries.casework.collecting.collect import collect  # noqa: E402
from boundaries.casework.content.compartments import Compartment  # noqa: E402
from boundaries.casework.content.pieces import read  # noqa: E402
from boundaries.casework.content.safes import open_safe  # noqa: E402
from boundaries.casework.models import Account, Safe, TrailLine  # noqa: E402
from boundaries.casework.roles import Role  # noqa: E402
from tests.sites.unit.unit_people import PASSPHRASE, person  # noqa: E402
from tests.sites.unit.unit_reports import deliver, report  # noqa: E402

STORY = "He kept writing after the case was closed"


def make() -> None:
    """A supervisor, a report with a file that was collected, and one that still waits."""
    call_command("migrate", verbosity=0)
    person(Role.SUPERVISOR, "lead")
    deliver(report(story=STORY))
    assert collect(10)
    deliver(report(story="This one was not collected yet"))


def look() -> dict[str, object]:
    """What can be read: the story with the account's own passphrase, and how the trail stands."""
    account = Account.objects.get()
    opening = opening_of(account, PASSPHRASE)
    assert opening is not None
    pieces = [
        piece.plain
        for safe in Safe.objects.all()
        for piece in read(safe, open_safe(safe, Holder(account, opening)), Compartment.THREAD)
    ]
    found = verify()
    return {
        "opens": any(STORY.encode() in piece for piece in pieces), "safes": Safe.objects.count(), "whole": found.whole,
        "lines": found.lines, "notices": list(found.notices), "last": TrailLine.objects.order_by("-sequence").values_list("act", flat=True)[:1][0],
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make()
    elif sys.argv[1] == "deliver":
        deliver(report(story="This one came after the backup"))
    elif sys.argv[1] == "collect":
        collect(10)
    print(json.dumps(look()))
