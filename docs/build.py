"""Writes docs/reference from what the programs themselves read: catalogue, detectors, contract, settings and commands."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import typer

from boundaries.catalogue import load_catalogue
from boundaries.catalogue.model import Sign
from boundaries.cli import app
from boundaries.records.asks import ASKS
from boundaries.records.contract import TABLES, Column, Table
from boundaries.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
DETECTORS = ROOT / "src" / "boundaries" / "detection" / "detectors"
SQL = ("observed", "exposure", "among")
NOTE = "<!-- Written by `make docs`. Change the data it comes from instead. -->"


def pages() -> dict[str, str]:
    """The text of every page, by its file name."""
    makers: tuple[Callable[[], Iterable[str]], ...] = (signs, detectors, tables, settings, commands)
    return {f"{maker.__name__}.md": "\n".join([NOTE, "", *maker()]).rstrip() + "\n" for maker in makers}


def write() -> list[Path]:
    """Write every page and give the paths written."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        path = REFERENCE / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def detector_files() -> list[tuple[Path, dict[str, Any]]]:
    """Every detector as it stands in its file, in the order of the files' names; a file holds one, or several under `detector`."""
    found = []
    for path in sorted(DETECTORS.rglob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(path, one) for one in content.get("detector", [content] if "id" in content else [])]
    return found


def signs() -> Iterable[str]:
    """The warning signs: the leaflet's words, plain words, what staff see and the innocent explanations."""
    yield from ("# Signs", "", "The leaflet's warning signs in its own order, then those that Boundaries adds.")
    looked_for: dict[str, list[str]] = {}
    for _, detector in detector_files():
        looked_for.setdefault(detector["sign"], []).append(detector["id"])
    for sign in load_catalogue().signs.values():
        yield from _sign(sign, looked_for.get(sign.id, []))


def _sign(sign: Sign, detector_ids: list[str]) -> Iterable[str]:
    yield from ("", f"## {sign.number}. {sign.title}", "", f"`{sign.id}`" + (", added by Boundaries" if sign.ours else ""))
    if sign.leaflet_wording:
        yield from ("", f"> {_flat(sign.leaflet_wording)}")
    yield from ("", _flat(sign.plain), "", f"Source: {_flat(sign.source)}.".replace("..", "."))
    yield from _listed("What staff may see", sign.staff_see)
    yield from _listed("Innocent explanations", sign.innocent)
    links = (f"[`{name}`](detectors.md#{name})" for name in detector_ids)
    yield from ("", f"Looked for by: {', '.join(links)}." if detector_ids else "No detector looks for it in records.")


def detectors() -> Iterable[str]:
    """The detectors: every key of every file, so that nothing a detector does goes unsaid."""
    yield from ("# Detectors", "", "One way each to look for a sign in a force's records. The keys are those of its file.")
    for path, detector in detector_files():
        yield from ("", f"## {detector['id']}", "", f"{_flat(str(detector.get('title', '')))} ({path.name})".strip(), "")
        for key, value in detector.items():
            if key not in ("id", "title") and value not in ("", [], {}):
                yield from _key(key, value)


def _key(key: str, value: Any) -> Iterable[str]:
    """One key of a detector: a line, or a line and a list under it."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        yield f"- {key}:"
        yield from (f"  - {_flat(one)}" for one in value)
    elif isinstance(value, Mapping):
        yield f"- {key}:"
        yield from (f"  - {name}: {_cell(one)}" for name, one in value.items())
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        named = [str(one.get("title") or one.get("name") or one.get("id") or place) for place, one in enumerate(value, 1)]
        yield f"- {key}: {'; '.join(named)}"
    else:
        yield f"- {key}: {f'`{_flat(value)}`' if key in SQL else _cell(value)}"


def tables() -> Iterable[str]:
    """The record contract: every table with its columns."""
    yield from ("# Tables", "", "What a records folder may hold, one file per table, `TABLE.parquet` or `TABLE.csv`.")
    yield "A star marks what must be there."
    for table in TABLES.values():
        yield from _table(table)


def _table(table: Table) -> Iterable[str]:
    yield from ("", f"## {table.name}{'*' if table.required else ''}", "")
    if table.name in ASKS:
        yield f"To ask a force for: {ASKS[table.name]}. "
    if table.key:
        yield f"One row per `{table.key}`. "
    yield (
        f"A row is known from `{table.at}` on."
        if table.at
        else "A row is known from the beginning, unless its columns say otherwise."
    )
    yield from ("", "| column | holds | words |", "| --- | --- | --- |")
    yield from (_column(column) for column in table.columns)


def _column(column: Column) -> str:
    return f"| `{column.name}`{'*' if column.required else ''} | {column.kind} | {', '.join(column.words)} |"


def settings() -> Iterable[str]:
    """The settings: environment variables, read once when a command starts."""
    yield from ("# Settings", "", "Environment variables, read once when a command starts.", "", "| name | default | what for |")
    yield "| --- | --- | --- |"
    for setting in SETTINGS:
        yield f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else 'empty'} | {setting.purpose} |"


def commands() -> Iterable[str]:
    """The commands of `boundaries`, with every argument and option."""
    whole = typer.main.get_command(app)
    yield from ("# Commands", "", _flat(app.registered_callback.help if app.registered_callback else ""))
    for name, command in getattr(whole, "commands", {}).items():
        yield from _command(f"## boundaries {name}", command)
        for inner, one in getattr(command, "commands", {}).items():
            yield from _command(f"### boundaries {name} {inner}", one)


def _command(heading: str, command: Any) -> Iterable[str]:
    """One command with its arguments and options."""
    yield from ("", heading, "", _paragraphs(command.help or ""), "")
    yield from (_parameter(parameter) for parameter in command.params)


def _parameter(parameter: Any) -> str:
    """One argument or option: how it is written, whether it must be given, its default and what for."""
    argument = parameter.param_type_name == "argument"
    written = parameter.name.upper() if argument else ", ".join([*parameter.opts, *parameter.secondary_opts])
    notes = []
    if parameter.required:
        notes.append("must be given")
    elif parameter.default not in (None, False) and not callable(parameter.default):
        notes.append(f"default {getattr(parameter.default, 'value', parameter.default)}")
    note = f" ({', '.join(notes)})" if notes else ""
    return f"- `{written}`{note}: {_flat(getattr(parameter, 'help', None) or '')}"


def _listed(title: str, lines: Iterable[str]) -> Iterable[str]:
    yield from ("", f"{title}:", "")
    yield from (f"- {_flat(line)}" for line in lines)


def _cell(value: Any) -> str:
    """A value on one line: SQL and names as code, sentences as they are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _flat(value)
    return f"`{value}`"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    return "\n\n".join(_flat(paragraph) for paragraph in text.split("\n\n"))


if __name__ == "__main__":
    for path in write():
        print(path.relative_to(ROOT))
