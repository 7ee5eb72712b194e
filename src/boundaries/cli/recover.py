"""`boundaries recover`: the escrow, with two custodians present."""

from pathlib import Path
from typing import Annotated

import typer

from boundaries.cli.unit_site import run_on_unit
from boundaries.errors import BoundariesError

_BEGINS = "AGE-SECRET-KEY-"


def recover(
    name: Annotated[str, typer.Argument(help="Who is given access: the name they sign in with. They need a key of their own.")],
    identity: Annotated[list[Path], typer.Option(help="A custodian's sheet or age identity file; give it twice.")],
    reason: Annotated[str, typer.Option(help="Why nobody else can give it. It is sealed in everything that is recovered.")],
    case: Annotated[str, typer.Option(help="Only this case or entry, as its page shows it, with what is merged into it.")] = "",
    leaver: Annotated[
        str, typer.Option(help="Only what somebody could open who has left or lost their key: the name they signed in with.")
    ] = "",
) -> None:
    """Give someone access to everything they may see, or a part, by the identities of two custodians; it stands in the audit trail."""
    if len(identity) != 2:
        raise BoundariesError("it takes two custodians", "--identity", "Give it twice, with two different files.")
    run_on_unit("recover", name=name, identities=[_identity(path) for path in identity], reason=reason, case=case, leaver=leaver)


def _identity(path: Path) -> str:
    lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    found = [line for line in lines if line.startswith(_BEGINS)]
    if len(found) != 1:
        raise BoundariesError(f"one line of this should begin with {_BEGINS}", str(path), "Give a custodian's sheet.")
    return found[0]
