"""`boundaries init`: make the keys of an installation, once, and put the opening keys in escrow."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from boundaries import settings
from boundaries.cli.sheets import write_sheets
from boundaries.errors import BoundariesError
from boundaries.handover.escrow import EscrowFile, custodians_of, new_custodians
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

    def hand_out(escrow: Path, files: Sequence[EscrowFile]) -> None:
        if folder:
            write_sheets(escrow if demo else folder, custodians, files, date.today())

    create_keys(places, custodians, demo=demo, hand_out=hand_out)
    beat(places, load_opening_key(places), load_heartbeat_key(places))
    _tell(places, sorted(folder.glob("custodian-[0-9].*")) if folder else [], demo=demo)


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
    taken = [one.name for one in folder.glob("custodian-[0-9].*")]
    if taken:
        raise BoundariesError(f"sheets are there already: {', '.join(sorted(taken))}", str(sheets), "Give an empty folder.")
    return folder


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
            "Print each sheet (.html; .txt is the same for the age program), hand the three to three people who do not work "
            "together, and destroy the files: whoever has two of them and escrow/ reads everything."
        )
    console.print("Next: `boundaries doctor`, then `boundaries serve public`.")
