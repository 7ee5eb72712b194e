"""`boundaries leaflet`: the leaflet and its family, as a file to print, to put on a page or to read."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.cli.unit_side import ask
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
        told = _claim(language)
        order = replace(order, training=told["sentence"], stamp=told["stamp"])
    path = out or Path(f"leaflet-{layout.value}-{language.value}.{kind.value}")
    files = make(load_catalogue(), order)
    for place, content in enumerate(files, 1):
        page = path if len(files) == 1 else path.with_name(f"{path.stem}-{place}{path.suffix}")
        page.write_bytes(content)
        typer.echo(f"wrote {page}")
    if language is Language.WELSH:
        typer.echo(_DRAFT, err=True)


def _claim(language: Language) -> dict[str, str]:
    """The sentence on training as the ledger bears it out; where it cannot, the way to go without is told too."""
    try:
        return ask("claim", language=language.value)
    except BoundariesError as error:
        error.to_do = f"{error.to_do} Or leave it out with --without-training.".strip()
        raise


def force() -> Force:
    """The force of the settings."""
    held = settings.current()
    return Force(held.force_name, held.force_phone, held.force_mailbox, held.force_web)
