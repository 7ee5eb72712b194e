"""`boundaries scan`: from a records folder to the ranked list, its evidence and, if asked, the report."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.cli.engine import Engines, chosen_engine
from boundaries.cli.progress import drawn
from boundaries.detection.coverage import State
from boundaries.detection.detectors import load_detectors
from boundaries.detection.output import Run, write_scan
from boundaries.detection.report import write_report
from boundaries.detection.scan import Scan
from boundaries.detection.scan import scan as look
from boundaries.detection.wording import Content
from boundaries.errors import BoundariesError
from boundaries.records.load import load_records

SHOWN = 15


def scan(
    records: Annotated[Path, typer.Argument(help="The folder that holds the exported tables.")],
    out: Annotated[Path, typer.Option(help="The folder to write the findings to.")],
    as_of: Annotated[str | None, typer.Option(help="Read only what happened before this moment; a date means its end.")] = None,
    budget: Annotated[float | None, typer.Option(min=0.01, help="Pairs a month the unit can review per 1,000 members.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="The most pairs to list.")] = 10_000,
    engine: Annotated[Engines, typer.Option(help="Where the queries run.")] = Engines.DUCKDB,
    mapping: Annotated[Path | None, typer.Option(help="A mapping file, where the export has columns of its own.")] = None,
    content: Annotated[Content | None, typer.Option(help="How far message text may be read.")] = None,
    report: Annotated[bool, typer.Option("--report", help="Also write report.html, one page that needs no network.")] = False,
    unmask: Annotated[bool, typer.Option("--unmask", help="Show ids in the report; needs a purpose, which is recorded.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why ids are shown.")] = None,
) -> None:
    """Look for the warning signs in a force's records and rank the member-person pairs most worth a look."""
    chosen = settings.current()
    if unmask and not (purpose and purpose.strip()):
        raise BoundariesError("unmasking needs a purpose", "--unmask", 'Say why: --unmask --purpose "review of ...".')
    moment = moment_of(as_of)
    reading = content or Content(chosen.content)
    started = time.monotonic()
    working = chosen_engine(engine, chosen)
    try:
        with drawn() as progress:
            catalogue = load_catalogue()
            loaded = load_records(records, working, mapping=mapping, as_of=moment, progress=progress)
            found = look(
                loaded,
                catalogue,
                as_of=moment,
                budget=budget or float(chosen.budget),
                limit=limit,
                content=reading,
                progress=progress,
            )
            run = Run(time.monotonic() - started, purpose if unmask else None)
            write_scan(out, found, loaded, catalogue, run)
            if report:
                progress("the report")
                write_report(out, loaded, catalogue, load_detectors(), unmask=unmask, purpose=purpose)
    finally:
        working.close()
    _tell(found, out, report, {s.name: s.rejected for s in loaded.tables.values() if s.rejected})


def moment_of(text: str | None) -> datetime | None:
    """A moment as typed: a date means its end. Raises BoundariesError for anything else."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BoundariesError(
            f"{text!r} is no moment", "--as-of", "Give a date (2025-06-30) or a local time (2025-06-30T18:00)."
        ) from error
    if moment.tzinfo is not None:
        raise BoundariesError(f"{text!r} carries an offset", "--as-of", "Give the local time without one.")
    return moment + timedelta(days=1) if len(text.strip()) <= len("2025-06-30") else moment


def _tell(found: Scan, out: Path, report: bool, rejected: dict[str, int]) -> None:
    console = Console(markup=False, emoji=False, highlight=False)
    table = Table(
        title=f"Pairs most worth a look, as of {found.as_of:%d %B %Y %H:%M}. A finding is not an accusation.",
        title_justify="left",
    )
    for heading in ("rank", "member", "person", "bits", "band", "urgency", "signs"):
        table.add_column(heading, justify="right" if heading in ("rank", "bits") else "left", no_wrap=heading != "signs")
    for row in found.findings.slice(0, SHOWN).to_pylist():
        signs = ", ".join(sign.replace("_", " ") for sign in row["signs"][:4])
        table.add_row(
            str(row["rank"]), row["member_id"], row["person_id"], f"{row['bits']:.1f}", row["band"], row["urgency"], signs
        )
    console.print(table)
    states = found.coverage.column("state").to_pylist()
    unchecked = sum(state == State.NOT_CHECKED for state in states)
    partly = sum(state == State.PARTLY for state in states)
    console.print(
        f"{found.findings.num_rows:,} pairs listed in {out}. Of {len(states)} detectors {unchecked} could not be checked, {partly} only partly."
    )
    if rejected:
        console.print(
            "Rows rejected: "
            + ", ".join(f"{name} {count:,}" for name, count in sorted(rejected.items()))
            + " (see rejects.parquet)."
        )
    if report:
        console.print(f"Report: {out / 'report.html'}")
