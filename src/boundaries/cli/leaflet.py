"""`boundaries leaflet`: the leaflet and its family, as a file to print, to put on a page or to read."""

from pathlib import Path
from typing import Annotated

import typer

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.errors import BoundariesError
from boundaries.training.leaflet import Force, Format, Language, Layout, Order, make

_DRAFT = "The Welsh is a draft: have it read by a professional translator before it is printed."


def leaflet(
    kind: Annotated[Format, typer.Option("--format", help="The kind of file.")] = Format.PDF,
    language: Annotated[Language, typer.Option("--lang", help="en English, cy Welsh.")] = Language.ENGLISH,
    layout: Annotated[
        Layout, typer.Option(help="How it is laid out; HTML and text flow, so that there it only chooses the words.")
    ] = Layout.TRIFOLD,
    out: Annotated[Path | None, typer.Option(help="The file to write; by default leaflet-LAYOUT-LANG.FORMAT here.")] = None,
    without_training: Annotated[
        bool, typer.Option("--without-training", help="Leave out the sentence on how many have been trained.")
    ] = False,
) -> None:
    """Make the leaflet from the catalogue and the force's settings, with the sentence on training that the ledger bears out.

    PDF files are tagged for screen readers (PDF/UA-1). PNG gives one file a page.
    """
    order = Order(force(), layout, kind, language)
    if not without_training:
        raise BoundariesError("the ledger is empty", "training", "Use --without-training to leave the sentence on training out.")
    path = out or Path(f"leaflet-{layout.value}-{language.value}.{kind.value}")
    files = make(load_catalogue(), order)
    for place, content in enumerate(files, 1):
        page = path if len(files) == 1 else path.with_name(f"{path.stem}-{place}{path.suffix}")
        page.write_bytes(content)
        typer.echo(f"wrote {page}")
    if language is Language.WELSH:
        typer.echo(_DRAFT, err=True)


def force() -> Force:
    """The force of the settings."""
    held = settings.current()
    return Force(held.force_name, held.force_phone, held.force_mailbox, held.force_web)
