"""`boundaries explain`: one listed pair in the terminal, for and against."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from boundaries.catalogue import load_catalogue
from boundaries.detection.detectors import load_detectors
from boundaries.detection.report.asking import asked_pair, record_unmasking
from boundaries.detection.report.guide import Guide
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.pairs import (
    Evidence,
    PairView,
    Unchecked,
    evidence_by_pair,
    pair_of,
    pair_view,
    ranked,
    telling,
    unchecked,
)
from boundaries.detection.report.render import meaning, unchecked_sentence
from boundaries.detection.report.tables import read_scan
from boundaries.detection.report.waterfall import WIDTH, Step, waterfall
from boundaries.detection.report.words import count, day, listed, number, period, signed, total

WIDEST = 110
BAR = 30


def explain(
    out: Annotated[Path, typer.Argument(help="The folder that a scan wrote.")],
    member: Annotated[str, typer.Argument(help="The member, by id or by the label of the report, such as 7F3A.")],
    person: Annotated[str, typer.Argument(help="The person, by id or by label.")],
    unmask: Annotated[bool, typer.Option("--unmask", help="Show ids instead of labels; needs --purpose.")] = False,
    purpose: Annotated[str | None, typer.Option(help="Why ids are shown; recorded in scan.json.")] = None,
) -> None:
    """Explain one listed pair: how its bits add up, the evidence for and against, and what could clear the member."""
    tables = read_scan(out)
    found = ranked(tables)
    labels = Labels(found, tables.facts, unmask=unmask, purpose=purpose)
    row = asked_pair(found, labels, member, person)
    if labels.purpose:
        record_unmasking(out, tables, labels.purpose)
    guide = Guide(load_catalogue(), load_detectors())
    view = pair_view(row, evidence_by_pair(tables, [pair_of(row)])[pair_of(row)], None, labels, guide, tables.as_of)
    console = Console(markup=False, emoji=False, highlight=False)
    console.width = min(console.width, WIDEST)
    console.print(_told(view, len(found), unchecked(tables, guide)))


def _told(view: PairView, found: int, missed: tuple[Unchecked, ...]) -> Group:
    parts: list[RenderableType] = [Text(f"{view.member} and {view.person}", style="bold"), _facts(view, found)]
    parts += [_heading("How the bits add up"), _waterfall(view), _indented(meaning(view.bits), "dim")]
    parts += [_heading("Evidence for"), _evidence(telling(view.evidence_for), "None that weighs much by itself.")]
    parts += [_heading("Evidence against"), _evidence(telling(view.evidence_against), "None that weighs much by itself.")]
    if view.slight:
        parts.append(_indented(_slight(view), "dim"))
    if view.innocent:
        parts.append(_heading("Innocent explanations to rule out first"))
        for one in view.innocent:
            parts += [_indented(one.sign_title, "bold"), _list(one.texts, "-")]
    if view.clears:
        parts += [_heading("Checks that could clear the member"), _list(view.clears, "□")]
    if view.triage:
        parts += [_heading("How to look into it"), _list(view.triage, "-")]
    parts += [_heading("Not checked"), _indented(unchecked_sentence(missed, "The reasons:" if missed else ""))]
    parts.append(_list((f"{one.title}: {one.reason}" for one in missed), "-"))
    return Group(*parts, Text("\nA finding is not an accusation. A pair that is not listed has not been cleared.", style="dim"))


def _facts(view: PairView, found: int) -> Padding:
    table = Table.grid(padding=(0, 2))
    table.add_row("Rank", f"{view.rank:,} of {found:,}")
    table.add_row("Strength", f"{total(view.bits)} bits, {view.band.lower()}")
    table.add_row("Urgency", view.urgency + (f": {listed(view.vulnerabilities)}" if view.vulnerabilities else ""))
    table.add_row("Seen", period(view.first_at, view.last_at))
    table.add_row("Last rose", day(view.new_at))
    return _inset(table)


def _waterfall(view: PairView) -> RenderableType:
    if not view.evidence:
        return _indented("The scan holds no evidence rows for this pair, so it cannot be explained here.")
    fall = waterfall(view.evidence, view.bits)
    table = Table.grid(Column(), Column(no_wrap=True, width=BAR), Column(justify="right", no_wrap=True), padding=(0, 2))
    for step in fall.steps:
        table.add_row(Text(step.title), _bar(step), signed(step.bits))
    table.add_row(Text("All together", style="bold"), _bar(fall.total), Text(total(view.bits), style="bold"))
    return _inset(table)


def _bar(step: Step) -> str:
    """A bar of blocks; shade instead of block where bits are taken away, so that it does not rest on colour."""
    left = round(step.left / WIDTH * BAR)
    right = max(round((step.left + step.length) / WIDTH * BAR), left + 1)
    return " " * min(left, BAR - 1) + ("░" if step.against else "█") * (right - left)


def _evidence(evidence: tuple[Evidence, ...], none: str) -> RenderableType:
    if not evidence:
        return _indented(none)
    table = Table.grid(Column(justify="right", no_wrap=True, min_width=6), Column(), padding=(0, 2))
    for one in evidence:
        facts = [period(one.first_at, one.last_at), f"seen {number(one.observed)}, expected {number(one.expected)}"]
        if one.records:
            facts.append(f"{one.records:,} in {one.table}: {', '.join(one.record_ids[:3])}{' …' if one.records > 3 else ''}")
        table.add_row(signed(one.bits), Group(Text(f"{one.sign_title}. {one.sentence}"), Text("; ".join(facts), style="dim")))
    return _inset(table)


def _slight(view: PairView) -> str:
    together = signed(sum(one.bits for one in view.slight))
    return f"{count(len(view.slight), 'more detector')} of little weight, {together} bits together: {listed(one.title for one in view.slight)}."


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 2))


def _list(texts: Iterable[str], mark: str) -> Padding:
    table = Table.grid(padding=(0, 1))
    for text in texts:
        table.add_row(mark, Text(text))
    return _inset(table)


def _inset(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 2))
