"""`boundaries init`: make the keys of an installation, once, and put the opening keys in escrow."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.handover.durable import write_new
from boundaries.handover.escrow import Custodian, EscrowFile, custodians_of, new_custodians
from boundaries.handover.heartbeat import beat
from boundaries.handover.keys import create_keys, load_heartbeat_key, load_opening_key, load_sealing_key
from boundaries.handover.places import Places

DEMO_WARNING = """This is for trying out only: every key, and the custodians' sheets that open them, lie together in one folder.
Never tell a real concern here. For real use, run `boundaries init --sheets FOLDER` on a fresh BOUNDARIES_HOME."""


def init(
    demo: Annotated[bool, typer.Option("--demo", help="For trying out: the custodians' sheets stay in the home folder.")] = False,
    sheets: Annotated[
        Path | None, typer.Option(help="A folder outside the home folder, best on a removable disk, for the custodians' sheets.")
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option(help="An age recipient (age1...) of a custodian who keeps their own identity; give it three times."),
    ] = None,
) -> None:
    """Make the keys and folders under BOUNDARIES_HOME, never over others, and escrow that two of three custodians open."""
    places = Places(settings.current().home)
    folder = _sheets_folder(places, sheets, recipient, demo=demo)
    custodians = custodians_of(recipient) if recipient else new_custodians()
    files = create_keys(places, custodians, demo=demo)
    written = _write_sheets(places.escrow if demo else folder, custodians, files) if folder else []
    beat(places, load_opening_key(places), load_heartbeat_key(places))
    _tell(places, written, demo=demo)


def _sheets_folder(places: Places, sheets: Path | None, recipient: Sequence[str] | None, *, demo: bool) -> Path | None:
    """Where the custodians' sheets go; None where custodians keep their own identities. Raises before anything is made."""
    if sum((demo, sheets is not None, bool(recipient))) != 1:
        raise BoundariesError(
            "say where the custodians' secrets are to be", "boundaries init",
            "Give --sheets FOLDER (sheets to print and hand out), three times --recipient (custodians with an age identity of "
            "their own), or --demo (for trying out).",
        )  # fmt: skip
    if demo:
        return places.escrow
    if sheets is None:
        return None
    folder = sheets.expanduser().resolve()
    if not folder.is_dir():
        raise BoundariesError("this folder is not there", str(sheets), "Make it first, best on a removable disk.")
    if folder.is_relative_to(places.home.resolve()):
        raise BoundariesError("the sheets must not lie beside the keys they open", str(sheets), "Give a folder elsewhere.")
    taken = [one.name for one in folder.glob("custodian-*.txt")]
    if taken:
        raise BoundariesError(f"sheets are there already: {', '.join(sorted(taken))}", str(sheets), "Give an empty folder.")
    return folder


def _write_sheets(folder: Path, custodians: Sequence[Custodian], files: Sequence[EscrowFile]) -> list[Path]:
    written = []
    for custodian in custodians:
        path = folder / f"custodian-{custodian.number}.txt"
        write_new(path, _sheet(custodian, files, date.today()).encode())
        written.append(path)
    return written


def _sheet(custodian: Custodian, files: Sequence[EscrowFile], made_on: date) -> str:
    """One custodian's sheet. All but the identity is a comment, so that the sheet itself is an identity file for age."""
    number = custodian.number
    lines = [
        f"Boundaries: sheet of custodian {number} of 3, made on {made_on:%d %B %Y}", "",
        "With one other sheet this opens every report. Keep it sealed, on paper, away from the other two.",
        "Use it only when the unit's own keys are lost, with two people present, and write down that it was used.", "",
        "How: type or scan the last line into a file on a machine without a network, with age (age-encryption.org) on it.",
    ]  # fmt: skip
    for file in files:
        if number in (file.outer, file.inner):
            lines += ["", f"With custodian {file.inner if number == file.outer else file.outer}, from {file.name}:"]
            lines += [f"  age -d -i custodian-{file.outer}.txt {file.name} > half.age"]
            lines += [f"  age -d -i custodian-{file.inner}.txt half.age > opening-keys.txt"]
    lines += ["", "Then see docs/how-to/keys-and-escrow.md.", "", f"recipient: {custodian.recipient}"]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + custodian.identity + "\n"


def _tell(places: Places, sheets: Sequence[Path], *, demo: bool) -> None:
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    console.print(f"The keys are made, under {places.home}.")
    console.print(f"The unit's key has the fingerprint {load_sealing_key(places).fingerprint}. Note it down.")
    for side, told in (
        (places.public, "for the machine that the public reaches. It seals and cannot open."),
        (places.unit, "for the unit's own machine, and nowhere else. It opens everything."),
        (places.drop, "for both: the one folder that joins them."),
        (places.escrow, "to copy with every backup. Two of three custodians open it, nobody alone."),
    ):
        console.print(f"  {side.name + '/':9}{told}")
    for sheet in sheets:
        console.print(f"  {sheet}")
    if demo:
        console.print(DEMO_WARNING, style="bold")
    elif sheets:
        console.print(
            "Print each sheet, hand the three to three people who do not work together, and destroy the files: whoever has two "
            "of them and escrow/ reads everything."
        )
    console.print("Next: `boundaries doctor`, then `boundaries serve public`.")
