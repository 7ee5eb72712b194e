"""`boundaries scan`: from a records folder to the ranked list, its evidence and, if asked, the report."""

import re
import time
from datetime import MAXYEAR, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.cli.engine import Engines, chosen_engine
from boundaries.cli.listing import console, tell_list, tell_rest
from boundaries.cli.places import apart
from boundaries.cli.progress import drawn
from boundaries.cli.sending import send
from boundaries.detection.detectors import load_detectors
from boundaries.detection.output import Run, alone_in, facts_of, source_facts, write_scan
from boundaries.detection.report import write_report
from boundaries.detection.report.labels import Labels, stated_purpose
from boundaries.detection.report.words import count
from boundaries.detection.scan import scan as look
from boundaries.detection.wording import Content, compile_beside
from boundaries.errors import BoundariesError
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.places import Places
from boundaries.records.load import load_records

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def scan(
    records: Annotated[Path, typer.Argument(help="The folder that holds the exported tables.")],
    out: Annotated[Path, typer.Option(help="The folder to write the findings to.")],
    as_of: Annotated[str | None, typer.Option(help="Read only what happened before this moment; a date means its end.")] = None,
    budget: Annotated[
        float | None, typer.Option(min=0.01, max=1e6, help="Pairs a month the unit can review per 1,000 members.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most pairs to list.")] = 10_000,
    engine: Annotated[Engines, typer.Option(help="Where the queries run.")] = Engines.DUCKDB,
    mapping: Annotated[Path | None, typer.Option(help="A mapping file, where the export has columns of its own.")] = None,
    content: Annotated[Content | None, typer.Option(help="How far message text may be read.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Also write report.html, one page that needs no network.")] = False,
    unmask: Annotated[bool, typer.Option("--unmask", help="Show ids instead of labels; needs --purpose.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why ids are shown; recorded in scan.json.")] = None,
    send_: Annotated[
        bool, typer.Option("--send", help="Also seal the best pairs to the unit and leave them in the drop.")
    ] = False,
) -> None:
    """Look for the warning signs in a force's records and rank the member-person pairs most worth a look."""
    chosen = settings.current()
    said = stated_purpose(unmask, purpose)
    moment = moment_of(as_of)
    reading = content or Content(chosen.content)
    allowed = budget or float(chosen.budget)
    started = time.monotonic()
    apart(out, records)
    _ready(out)
    places = Places(chosen.home)
    if send_:
        load_sealing_key(places)  # told before the work, not after it
    working = chosen_engine(engine, chosen)
    try:
        with drawn() as progress:
            catalogue = load_catalogue()
            compile_beside(reading, chosen.cache)
            loaded = load_records(records, working, mapping=mapping, as_of=moment, progress=progress)
            found = look(loaded, catalogue, as_of=moment, budget=allowed, limit=limit, content=reading, progress=progress)
            run = Run(time.monotonic() - started, said)
            page = None
            sent = None
            with alone_in(out):
                write_scan(out, found, loaded, catalogue, run)
                if send_:
                    progress("sealing")
                    sent = send(places, found, loaded, facts_of(found, loaded, catalogue, run))
                if report:
                    progress("the report")
                    page = write_report(out, loaded, catalogue, load_detectors(), unmask=unmask, purpose=said)
    finally:
        working.close()
    facts = source_facts(loaded, catalogue, found.as_of)
    labels = Labels(found.findings.to_pylist(), facts, unmask=unmask, purpose=said)
    screen = console()
    tell_list(screen, found, labels)
    if sent is not None:
        screen.print(f"Sealed to the unit: {count(sent, 'pair')}, in {places.drop_in}.", soft_wrap=True)
    tell_rest(screen, found, labels, out, {s.name: s.rejected for s in loaded.tables.values() if s.rejected}, page)


def moment_of(text: str | None) -> datetime | None:
    """A moment as typed: a date means its end. Raises BoundariesError for anything else."""
    if text is None:
        return None
    typed = text.strip()
    try:
        moment = datetime.fromisoformat(typed) if _DATE.match(typed) else None
    except ValueError:
        moment = None
    if moment is None or moment.year == MAXYEAR:
        raise BoundariesError(f"{text!r} is no moment", "--as-of", "Give a date (2025-06-30) or a local time (2025-06-30T18:00).")
    if moment.tzinfo is not None:
        raise BoundariesError(f"{text!r} carries an offset", "--as-of", "Give the local time without one.")
    return moment + timedelta(days=1) if len(typed) == len("2025-06-30") else moment


def _ready(out: Path) -> None:
    """Make the folder to write to, so that a place that cannot be written is told before the work, not after it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            return
    except OSError as error:
        raise BoundariesError(
            f"the findings cannot be written here: {error.strerror or error}",
            str(out),
            "Give --out a folder that can be written.",
        ) from error
