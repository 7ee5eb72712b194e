"""The custodians' sheets: one text and one page to print for each, both with the way to open escrow."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from boundaries.handover.escrow import Custodian, EscrowFile

_GUIDE = "docs/how-to/keys-and-escrow.md"


@dataclass(frozen=True)
class Opening:
    """With which other custodian a sheet opens escrow, and the two commands that do it."""

    other: int
    commands: tuple[str, str]


def write_sheets(folder: Path, custodians: Sequence[Custodian], files: Sequence[EscrowFile], made_on: date) -> None:
    """Write `custodian-N.txt` and `custodian-N.html` for each custodian, for the owner only: all of them or none."""
    written: list[Path] = []
    try:
        for custodian in custodians:
            for ending, make in ((".txt", text_sheet), (".html", page_sheet)):
                path = folder / f"custodian-{custodian.number}{ending}"
                # A plain new file: a removable disk may know neither links nor modes.
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                written.append(path)
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(make(custodian, files, made_on))
                    file.flush()
                    os.fsync(file.fileno())
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def text_sheet(custodian: Custodian, files: Sequence[EscrowFile], made_on: date) -> str:
    """The sheet as text: all but the identity is a comment, so that the file itself is an identity file for age."""
    lines = [
        f"Boundaries: sheet of custodian {custodian.number} of {len(files)}, made on {made_on:%d %B %Y}", "",
        "With one other sheet this opens every report. Keep it sealed, on paper, away from the other two.",
        "Use it only when the unit's own keys are lost, with two people present, and write down that it was used.", "",
        "How: type this file again on a machine without a network, with age (age-encryption.org) on it. A letter typed",
        "wrong is noticed. Then, in a folder with both sheets and the escrow files:",
    ]  # fmt: skip
    for opening in openings(custodian, files):
        lines += ["", f"With custodian {opening.other}:", *(f"  {command}" for command in opening.commands)]
    lines += ["", f"What to do with opening-keys.txt stands in {_GUIDE}.", "", f"recipient: {custodian.recipient}"]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + custodian.identity + "\n"


def page_sheet(custodian: Custodian, files: Sequence[EscrowFile], made_on: date) -> str:
    """The sheet as a page to print, with the identity in large letters; it loads nothing."""
    templates = Environment(loader=PackageLoader("boundaries.cli", "templates"), autoescape=True, undefined=StrictUndefined)
    told = {"custodian": custodian, "of": len(files), "made_on": f"{made_on:%d %B %Y}", "guide": _GUIDE}
    return templates.get_template("sheet.html").render(told, openings=openings(custodian, files)) + "\n"


def openings(custodian: Custodian, files: Sequence[EscrowFile]) -> list[Opening]:
    """The two ways in which a custodian opens escrow with another."""
    return [
        Opening(
            file.inner if custodian.number == file.outer else file.outer,
            (
                f"age -d -i custodian-{file.outer}.txt {file.name} > half.age",
                f"age -d -i custodian-{file.inner}.txt half.age > opening-keys.txt",
            ),
        )
        for file in files
        if custodian.number in (file.outer, file.inner)
    ]
