"""How a ranked list stands in a terminal: as many columns and signs as fit, under the labels of the report."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from boundaries.detection.coverage import State
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.words import count, plain, total
from boundaries.detection.scan import Scan

SHOWN = 15
GAP = 2


def console() -> Console:
    """A console on which square brackets, colons and numbers of the records mean nothing."""
    return Console(markup=False, emoji=False, highlight=False)


def bare(label: str) -> str:
    """What tells a label from others: `7F3A` of `Member 7F3A`."""
    return label.partition(" ")[2]


def tell_list(screen: Console, found: Scan, labels: Labels) -> None:
    """Print the best pairs, or say that none was listed."""
    screen.print(f"Pairs most worth a look, as of {found.as_of:%d %B %Y %H:%M}", style="bold")
    best = found.findings.slice(0, SHOWN).to_pylist()
    if best:
        screen.print(_table(best, labels, screen.width))
        screen.print("A finding is not an accusation.", style="dim")
    else:
        screen.print("No pair adds bits. That clears nobody: see what could not be checked.")


def tell_rest(screen: Console, found: Scan, labels: Labels, out: Path, rejected: Mapping[str, int], report: Path | None) -> None:
    """Print what was not checked, what was rejected, where everything stands and what to do next."""
    states = found.coverage.column("state").to_pylist()
    unchecked, partly = (sum(state == one for state in states) for one in (State.NOT_CHECKED, State.PARTLY))
    screen.print(f"{count(found.findings.num_rows, 'pair')} listed in {out}.", soft_wrap=True)
    screen.print(f"Of {len(states)} detectors {unchecked} could not be checked, {partly} only partly (see coverage.parquet).")
    if rejected:
        told = ", ".join(f"{name} {count:,}" for name, count in sorted(rejected.items()))
        screen.print(f"Rows rejected: {told} (see rejects.parquet).")
    if report is not None:
        screen.print(f"Report: {report}", soft_wrap=True)
    if found.findings.num_rows:
        first = found.findings.slice(0, 1).to_pylist()[0]
        pair = (bare(labels.member(first["member_id"])), bare(labels.person(first["person_id"])))
        screen.print(f"Next: {shlex.join(['boundaries', 'explain', str(out), *pair])}", style="bold", soft_wrap=True)


def fitting(words: Sequence[str], width: int) -> str:
    """As many words as fit, best first, and how many more there are; always at least one."""
    for kept in range(len(words), 1, -1):
        text = ", ".join(words[:kept]) + _more(len(words) - kept)
        if len(text) <= width:
            return text
    return words[0] + _more(len(words) - 1) if words else ""


def _more(left: int) -> str:
    return f" +{left}" if left else ""


def _table(best: Sequence[Mapping[str, Any]], labels: Labels, width: int) -> Table:
    lines = [
        (
            str(row["rank"]), bare(labels.member(row["member_id"])), bare(labels.person(row["person_id"])),
            total(row["bits"]), row["band"], row["urgency"],
        )
        for row in best
    ]  # fmt: skip
    headings = ("rank", "member", "person", "bits", "band", "urgency")
    taken = sum(max(len(heading), *(len(line[place]) for line in lines)) + GAP for place, heading in enumerate(headings))
    columns = [Column(name, justify="right" if name in ("rank", "bits") else "left", no_wrap=True) for name in headings]
    table = Table(*columns, Column("signs"), box=None, header_style="dim", pad_edge=False, padding=(0, GAP, 0, 0))
    for row, line in zip(best, lines, strict=True):
        table.add_row(*line, fitting([plain(sign) for sign in row["signs"]], width - taken))
    return table
