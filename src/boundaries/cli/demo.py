"""`boundaries demo`: people, reports and a key ring to try both sites with, and the sites themselves."""

import io
import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import pyotp
import typer
from rich.table import Table

from boundaries import settings
from boundaries.cli.listing import console
from boundaries.cli.unit_site import run_on_unit
from boundaries.errors import BoundariesError
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sealing_key, load_site
from boundaries.handover.people import NamedMember, NamedPerson, SafeContact
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, derive
from boundaries.handover.report import Report, Route, Teller
from boundaries.handover.sealing import seal

_PEOPLE = "demo-people.json"
_TOLD = (
    Report(
        report_id="", route=Route.WEB, received_on=date.min, teller=Teller.ABOUT_ME, when="Since the spring",
        signs=("unnecessary_communication", "contact_after_close"),
        story="He dealt with my burglary. The case was closed in April and he still messages me most evenings.",
        members=(NamedMember(name="PC Dale Winter", station="Harbour Street"),),
        contact=SafeContact(how="here", never="Do not telephone"),
    ),
    Report(
        report_id="", route=Route.PHONE, received_on=date.min, teller=Teller.ABOUT_SOMEONE, when="Two weeks ago",
        signs=("unexpected_visits",), story="My neighbour says an officer keeps coming by late to see if she is all right.",
        people=(NamedPerson(name="A neighbour", circumstances="Lives alone since her husband died"),),
    ),
    Report(
        report_id="", route=Route.PARTNER, received_on=date.min, teller=Teller.PARTNER, organisation="A refuge",
        signs=("flirtation", "gifts"), story="A resident showed us flowers with a card from the officer in her case.",
    ),
)  # fmt: skip
"""Invented reports: nobody in them is real."""


def demo(
    codes: Annotated[bool, typer.Option("--codes", help="Only tell the codes of this half minute, to sign in with.")] = False,
) -> None:
    """Fill an installation made by `init --demo`, tell how to sign in, and serve both sites when run from a terminal."""
    places = Places(settings.current().home)
    if not (places.escrow / "custodian-1.txt").is_file():
        raise BoundariesError(
            "these keys were not made for trying out",
            str(places.home),
            "Run `boundaries init --demo` on a fresh BOUNDARIES_HOME.",
        )
    if codes:
        return _tell_people(json.loads((places.unit / _PEOPLE).read_text(encoding="utf-8")))
    people = _make_people(places)
    receipts = [_deliver(places, told, days) for days, told in enumerate(_TOLD, 1)]
    run_on_unit("collect")
    _tell_people(people)
    screen = console()
    screen.print(f"Three invented reports are in the inbox. Come back to the first with: {receipts[0]}", soft_wrap=True)
    return _serve()


def _make_people(places: Places) -> list[dict[str, str]]:
    told = io.StringIO()
    run_on_unit("demo_people", stdout=told)
    path = places.unit / _PEOPLE
    path.touch(mode=0o600)
    path.write_text(told.getvalue(), encoding="utf-8")
    people: list[dict[str, str]] = json.loads(told.getvalue())
    return people


def _deliver(places: Places, told: Report, days: int) -> Receipt:
    """Leave an invented report in the drop as the public side would; its receipt."""
    receipt = Receipt.new()
    keys = derive(receipt, load_site(places).salt)
    received_on = date.today() - timedelta(days)
    report = replace(
        told, report_id=new_id(), received_on=received_on, lookup_id=keys.lookup_id, reporter_key=keys.sealing.to_text()
    )
    sealed = seal(report.to_bytes(), load_sealing_key(places), Kind.REPORT.bound_to(report.report_id))
    Inbound(places.drop_in).deliver(report.report_id, Kind.REPORT, sealed)
    return receipt


def _tell_people(people: list[dict[str, str]]) -> None:
    table = Table("role", "name", "password", "code now", "passphrase of the key", title="To sign in at the unit's site")
    for one in people:
        code = pyotp.TOTP(one["secret"]).now()
        table.add_row(one["role"], one["name"], one["password"], code, one.get("passphrase", ""))
    screen = console()
    screen.print(table)
    screen.print("A code is good for half a minute: `boundaries demo --codes` tells the next. Never tell a real concern here.")


def _serve() -> None:
    """Serve both sites until Ctrl-C, or say how, where nobody sits at a terminal."""
    screen = console()
    command = Path(sys.executable).with_name("boundaries")
    if not sys.stdout.isatty():
        home = f"BOUNDARIES_HOME={settings.current().home}"
        screen.print(f"To serve them: {home} {command} serve public, and {home} {command} serve unit.", soft_wrap=True)
        return
    sites = [subprocess.Popen([sys.executable, "-m", "boundaries", "serve", site]) for site in ("public", "unit")]
    with suppress(KeyboardInterrupt):
        for one in sites:
            one.wait()
    for one in sites:
        one.terminate()
        one.wait()
