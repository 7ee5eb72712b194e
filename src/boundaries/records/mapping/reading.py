"""A mapping file read into frozen data, with every fault at its place: the first step, before any source is opened."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from boundaries.errors import BoundariesError, Fault
from boundaries.records.contract import TABLES
from boundaries.records.mapping.columns import Maps, given, rules, words_of
from boundaries.records.mapping.definition import Block, Format, Layout, Lookup, Mapping, Tidy
from boundaries.records.mapping.entry import Entry, closest
from boundaries.records.mapping.keys import BLOCK, DEFAULTS, FILE, LAYOUT, LOOKUP
from boundaries.records.mapping.times import fault_in, is_zone

_COUNTRIES = 2


def read_mapping(path: Path) -> tuple[Mapping, tuple[Fault, ...]]:
    """A mapping file as data, and every fault in how it is written; BoundariesError where it is not TOML at all."""
    root = Entry(f"{path.name}:", _toml(path), [])
    defaults = _layout(root, Layout(""), source=False)
    maps = _maps(root)
    lookups = {name: _lookup(entry, name, defaults) for name, entry in _named(root, "lookups")}
    blocks = [
        _block(entry, table, defaults, maps, lookups) for table in root.table if table in TABLES for entry in _blocks(root, table)
    ]
    _finish(root)
    if not blocks and not root.faults:
        root.fault("", "maps no table; begin with [[contacts]] and a file")
    return Mapping(path.name, lookups, tuple(blocks)), tuple(root.faults)


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BoundariesError(
            f"not TOML as written: {error}", str(path), "Correct it at that line; see docs/how-to/map-an-export.md."
        ) from error
    except UnicodeDecodeError as error:
        raise BoundariesError("the mapping file is not UTF-8", str(path), "Save it as UTF-8.") from error
    except OSError as error:
        raise BoundariesError(
            f"the mapping file could not be read ({error.strerror or error})", str(path), "Check its name."
        ) from error


def _finish(root: Entry) -> None:
    for key in root.table:
        if key not in root.read:
            root.fault(key, f"neither a table of the contract nor a key of a mapping{closest(key, [*TABLES, *FILE, *DEFAULTS])}")


def _named(root: Entry, key: str) -> list[tuple[str, Entry]]:
    """The tables under `[key.NAME]`."""
    outer = root.inside(key)
    return [(name, outer.inside(name)) for name in outer.table]


def _blocks(root: Entry, table: str) -> list[Entry]:
    """The `[[table]]` entries; a single `[table]` counts as one."""
    value = root.get(table)
    if isinstance(value, dict):
        return [Entry(root.place(table), value, root.faults)]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        root.fault(table, f"is to be written as [[{table}]] with keys below it")
        return []
    return [Entry(root.place(f"{table}[{number}]"), item, root.faults) for number, item in enumerate(value, 1)]


def _maps(root: Entry) -> Maps:
    return {name: words_of(entry) for name, entry in _named(root, "maps")}


def _layout(entry: Entry, defaults: Layout, *, source: bool = True) -> Layout:
    """How a source is read; without `source`, only the keys that stand for the whole file."""
    return Layout(
        file=_file(entry) if source else "",
        format=entry.word("format", Format) if source else None,
        sheet=entry.text("sheet") if source else "",
        names=_distinct(entry, "columns_in_file") if source else (),
        skip_lines=entry.whole("skip_lines") if source else 0,
        encoding=_tested(entry, "encoding", defaults.encoding, _is_encoding, "no such encoding; try utf-8 or cp1252"),
        delimiter=_tested(entry, "delimiter", defaults.delimiter, _is_mark, "is to be one character, such as ; or a tab"),
        quote=_tested(entry, "quote", defaults.quote, lambda text: not text or _is_mark(text), "is to be one character or empty"),
        decimal=_tested(entry, "decimal", defaults.decimal, lambda text: text in (".", ","), "is to be . or ,"),
        time=_times(entry) or defaults.time,
        zone=_tested(entry, "zone", defaults.zone, is_zone, "no such zone; use local, UTC or a name such as Europe/Paris"),
        country=_tested(entry, "country", defaults.country, _is_country, "is to be two capital letters, such as GB"),
    )


def _file(entry: Entry) -> str:
    file = entry.text("file")
    if not file and not isinstance(entry.table.get("file"), int | float | list | dict):
        entry.fault("file", "no file is named")
    return file


def _distinct(entry: Entry, key: str) -> tuple[str, ...]:
    names = entry.texts(key)
    if len(set(names)) < len(names) or "" in names:
        entry.fault(key, "every column needs a name of its own")
        return ()
    return names


def _tested(entry: Entry, key: str, otherwise: str, holds: Callable[[str], bool], what: str) -> str:
    text = entry.text(key, otherwise)
    if text == otherwise or holds(text):
        return text
    entry.fault(key, f"{text!r}: {what}")
    return otherwise


def _is_encoding(text: str) -> bool:
    try:
        return "".encode(text) is not None and b"a".decode(text) is not None
    except (LookupError, ValueError):
        return text.lower().startswith(("utf-16", "utf16", "utf-32", "utf32"))


def _is_mark(text: str) -> bool:
    return len(text) == 1 and text not in "\r\n\0"


def _is_country(text: str) -> bool:
    return len(text) == _COUNTRIES and text.isascii() and text.isalpha() and text.isupper()


def _times(entry: Entry, key: str = "time") -> tuple[str, ...]:
    patterns = entry.texts(key)
    faults = [fault for fault in map(fault_in, patterns) if fault]
    for fault in faults:
        entry.fault(key, fault)
    return () if faults else patterns


def _lookup(entry: Entry, name: str, defaults: Layout) -> Lookup:
    layout = _layout(entry, defaults)
    key = entry.text("key")
    if not key:
        entry.fault("key", "no key column is named")
    lookup = Lookup(name, entry.where, layout, key, entry.word("key_as", Tidy), entry.text("from"), entry.text("to"))
    entry.finish([*LAYOUT, *LOOKUP])
    return lookup


def _block(entry: Entry, table: str, defaults: Layout, maps: Maps, lookups: dict[str, Lookup]) -> Block:
    layout = _layout(entry, defaults)
    inner = entry.inside("columns")
    if not inner.table:
        entry.fault("columns", f"no columns are named; write [{table}.columns] below it")
    names = [column.name for column in TABLES[table].columns]
    columns = []
    for name in inner.table:
        if name in names:
            columns.append(given(inner, name, maps, lookups))
        else:
            inner.fault(name, f"{table} has no such column{closest(name, names)}")
    keep, drop = rules(entry.inside("keep"), lookups), rules(entry.inside("drop"), lookups)
    block = Block(table, entry.where, layout, tuple(columns), keep, drop, entry.flag("unique"))
    entry.finish([*LAYOUT, *BLOCK])
    return block
