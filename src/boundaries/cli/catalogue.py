"""`boundaries catalogue`: the definition, the vulnerabilities and the signs, as people read them."""

import dataclasses
import difflib
import json
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from boundaries.catalogue import Catalogue, Sign, load_catalogue
from boundaries.errors import BoundariesError

WIDEST = 110


def catalogue(
    sign: Annotated[str | None, typer.Argument(help="Show one sign whole, by its id or its number.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON for another program.")] = False,
) -> None:
    """Show what abuse of position is, who may be vulnerable, and the warning signs."""
    held = load_catalogue()
    chosen = _find(held, sign) if sign is not None else None
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(chosen or held), ensure_ascii=False, indent=2))
        return
    console = Console(markup=False, emoji=False, highlight=False)
    console.width = min(console.width, WIDEST)
    console.print(_sign(held, chosen) if chosen else _overview(held))


def _find(held: Catalogue, wanted: str) -> Sign:
    for sign in held.signs.values():
        if wanted.lower() in (sign.id, str(sign.number)):
            return sign
    near = difflib.get_close_matches(wanted.lower(), held.signs, n=1)
    to_do = f"Did you mean {near[0]}?" if near else f"The signs are {', '.join(held.signs)}."
    raise BoundariesError(f"there is no sign '{wanted}'", "", to_do)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 2))


def _listed(texts: Iterable[str], mark: str = "-") -> Table:
    table = Table.grid(padding=(0, 1))
    for text in texts:
        table.add_row(f"  {mark}", text)
    return table


def _overview(held: Catalogue) -> Group:
    definition = held.definition
    parts: list[RenderableType] = [
        Text(f"{definition.title} {definition.subtitle}", style="bold"),
        _heading(definition.defined_by),
        _indented(definition.wording),
        _heading("In plain words"),
        _indented(definition.plain),
        _heading("What an assessor goes through"),
    ]
    for place, limb in enumerate(definition.limbs, 1):
        parts += [_indented(f"{place}. {limb.title}", "bold"), _indented(limb.plain), _indented(limb.asks, "italic"), Text()]
    parts += [Text("Vulnerability", style="bold"), _indented(definition.not_a_precondition), _indented(held.vulnerabilities.rule)]
    parts += [_vulnerabilities(held), _heading("Warning signs"), _signs(held)]
    parts += [_heading("Coming forward"), _indented(definition.training), _indented(definition.come_forward)]
    parts += [_indented(definition.contact.phone), _indented(definition.contact.mailbox)]
    parts.append(Text(f"\nOne sign whole: boundaries catalogue SIGN    Catalogue {held.hash[:12]}", style="dim"))
    return Group(*parts)


def _vulnerabilities(held: Catalogue) -> Table:
    table = Table("word", "how soon", "what it means", box=None, header_style="dim")
    for vulnerability in held.vulnerabilities.by_word.values():
        table.add_row(vulnerability.word, vulnerability.urgency, vulnerability.plain)
    return table


def _signs(held: Catalogue) -> Table:
    table = Table("", Column("sign", no_wrap=True), "title", "the leaflet says", box=None, header_style="dim")
    for sign in held.signs.values():
        table.add_row(str(sign.number), sign.id, sign.title, sign.leaflet_wording or "(added by us)")
    return table


def _sign(held: Catalogue, sign: Sign) -> Group:
    question, scenario = sign.question, sign.scenario
    parts: list[RenderableType] = [
        Text(f"{sign.number}. {sign.title}", style="bold"),
        *([_indented(f"“{sign.leaflet_wording}”")] if sign.leaflet_wording else []),
        _indented(sign.source, "dim"),
        _heading("In plain words"),
        _indented(sign.plain),
        _heading("What staff see"),
        _listed(sign.staff_see),
        _heading("What may lie behind it, and is innocent"),
        _listed(sign.innocent),
        _heading("What the report form asks"),
        _listed((question.behaviour,), "[ ]"),
        _listed((f"About me: {question.about_me}", f"About someone I know: {question.about_someone}")),
        _listed((f"As a colleague: {question.as_colleague}",)),
        _heading("Training"),
        _indented(scenario.situation),
        _indented(scenario.asks, "italic"),
    ]
    for choice in scenario.choices:
        parts += [
            _listed((choice.text,), "(right)" if choice.right else "(not this)"),
            Padding(Text(choice.feedback, style="dim"), (0, 0, 0, 6)),
        ]
    parts += [_heading("What stays grey"), _indented(scenario.grey_area), _heading("Published cases")]
    cases = (held.published[number] for number in sign.published)
    parts.append(_listed(f"{case.number}. {case.where}, {case.when}: {case.facts}" for case in cases))
    return Group(*parts)
