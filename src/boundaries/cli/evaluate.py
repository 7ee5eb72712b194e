"""`boundaries evaluate`: how well the scan finds what it should, on worlds with known truth."""

import platform
import shlex
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from boundaries import __version__, settings
from boundaries.cli.progress import drawn
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError
from boundaries.evaluation.evaluate import evaluate as run
from boundaries.evaluation.force import load_profile
from boundaries.evaluation.judging import Plan
from boundaries.evaluation.real import held_inputs
from boundaries.evaluation.told.page import page, sheets
from boundaries.evaluation.told.sheet import Sheet

WIDEST = 160
_LIMITS = {"--seeds": (1, 50), "--members": (100, 20_000), "--pairs": (1, 1_000), "--months": (3, 60)}


def evaluate(
    profiles: Annotated[str, typer.Option(help="Kinds of force, with commas between.")] = "large,rural,metadata_only",
    seeds: Annotated[int, typer.Option(help="Worlds per profile; the ceiling needs two or more.")] = 3,
    members: Annotated[int, typer.Option(help="Members in each world.")] = 2500,
    pairs: Annotated[int, typer.Option(help="True pairs in each world.")] = 40,
    months: Annotated[int, typer.Option(help="Months of records in each world.")] = 12,
    replay: Annotated[bool, typer.Option(help="Also replay the first world of each profile week by week, which is slow.")] = True,
    real: Annotated[Path | None, typer.Option(help="A folder with the real inputs, to see what is flagged among them.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the page here too, as Markdown.")] = None,
    work: Annotated[
        Path | None, typer.Option(help="Keep worlds and scans here, and use them again while the code is the same.")
    ] = None,
) -> None:
    """Measure the scan on synthetic worlds beside five baselines and a supervised ceiling."""
    names = [name.strip() for name in profiles.split(",") if name.strip()]
    _check(names, {"--seeds": seeds, "--members": members, "--pairs": pairs, "--months": months})
    if real is not None:
        held_inputs(real)
    plans = [Plan(name, seed, members, pairs, months) for name in names for seed in range(1, seeds + 1)]
    chosen = settings.current()

    def open_engine() -> Engine:
        return DuckDBEngine(scratch=chosen.scratch, memory_gib=chosen.memory_gib, threads=chosen.threads)

    with drawn() as progress:
        done = run(plans, open_engine, work=work, real=real, with_replay=replay, progress=progress)
    console = Console(markup=False, emoji=False, highlight=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDEST
    for sheet in sheets(done):
        _print(console, sheet)
    if out is not None:
        asked = ["boundaries", "evaluate", "--profiles", ",".join(names), "--seeds", str(seeds), "--members", str(members)]
        asked += ["--pairs", str(pairs), "--months", str(months), *([] if replay else ["--no-replay"])]
        asked += [*(["--real", "DATA"] if real else []), "--out", out.name if out.is_absolute() else out.as_posix()]
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page(done, shlex.join(asked), _versions()), encoding="utf-8")


def _check(names: list[str], given: dict[str, int]) -> None:
    if not names:
        raise BoundariesError("no profile is named", "--profiles", "Name one or more, such as large,rural.")
    for name in names:
        load_profile(name)
    for option, value in given.items():
        low, high = _LIMITS[option]
        if not low <= value <= high:
            raise BoundariesError(f"{value} is not between {low} and {high}", option)


def _versions() -> dict[str, str]:
    told = {"Boundaries": __version__, "Python": platform.python_version()}
    for name in ("duckdb", "pyarrow", "numpy", "scipy", "scikit-learn"):
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            continue
    return told


def _print(console: Console, sheet: Sheet) -> None:
    console.print(Text(f"\n{sheet.title}", style="bold"))
    for sentence in sheet.says:
        console.print(Text(f"  {sentence}", style="dim" if sheet.rows else ""))
    if sheet.rows:
        table = Table(box=None, header_style="dim", pad_edge=False)
        for place, heading in enumerate(sheet.headings):
            table.add_column(heading, justify="left" if place < sheet.words else "right")
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)
