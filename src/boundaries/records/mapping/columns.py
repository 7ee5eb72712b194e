"""How one contract column is given, and which rows are taken: the inner keys of a mapping file, read into data."""

import re2

from boundaries.records.mapping.definition import Filter, Given, Lookup, Missing, Tidy, ValueMap, fields_of, value_map
from boundaries.records.mapping.entry import Entry, closest, listed
from boundaries.records.mapping.keys import COLUMN
from boundaries.records.mapping.times import fault_in, is_zone

_QUIET = re2.Options()
_QUIET.log_errors = False

Maps = dict[str, ValueMap]
_ORIGINS = ("column", "first", "template", "constant", "generated")


def given(columns: Entry, name: str, maps: Maps, lookups: dict[str, Lookup]) -> Given:
    """One contract column; what is not to be understood in it is told as a fault, and left out."""
    value = columns.get(name)
    if isinstance(value, str):
        if not value:
            columns.fault(name, "no source column is named")
        return Given(name, columns.place(name), first=(value,) if value else ())
    if not isinstance(value, dict):
        columns.fault(name, 'is to be a source column, or a table such as { column = "Date", time = "%d/%m/%Y" }')
        return Given(name, columns.place(name))
    return _given(columns.inside(name), name, maps, lookups)


def _given(entry: Entry, name: str, maps: Maps, lookups: dict[str, Lookup]) -> Given:
    first = entry.texts("first") or _column(entry)
    column = Given(
        name,
        entry.where,
        first,
        template=entry.text("template"),
        constant=entry.text("constant") if "constant" in entry.table else None,
        generated=entry.flag("generated"),
        extract=entry.text("extract"),
        lookup=_lookup_name(entry, lookups),
        gives=entry.text("gives"),
        missing=entry.word("missing", Missing),
        when=entry.text("when"),
        words=_words(entry, maps),
        default=entry.text("default") if "default" in entry.table else None,
        split=entry.text("split"),
        tidy=entry.word("as", Tidy),
        time=entry.texts("time"),
        zone=entry.text("zone"),
    )
    _check(entry, column, lookups)
    entry.finish(COLUMN)
    return column


def _column(entry: Entry) -> tuple[str, ...]:
    text = entry.text("column")
    return (text,) if text else ()


def _check(entry: Entry, column: Given, lookups: dict[str, Lookup]) -> None:
    origins = [key for key in _ORIGINS if key in entry.table]
    if len(origins) != 1:
        found = f"has {' and '.join(origins)}" if origins else "has none"
        entry.fault("", f"needs exactly one of {', '.join(_ORIGINS)}; it {found}")
    elif not (column.first or column.template or column.constant is not None or column.generated):
        entry.fault(origins[0], "is empty")
    if column.template and not fields_of(column.template):
        entry.fault("template", "names no column; write {Column} in it, or use constant")
    for key in ("gives", "missing", "when"):
        if key in entry.table and "lookup" not in entry.table:
            entry.fault(key, "needs a lookup")
    if column.lookup and not column.gives:
        entry.fault("gives", f"names no column of the lookup {column.lookup!r}")
    if column.when and column.lookup in lookups and not lookups[column.lookup].dated:
        entry.fault("when", f"the lookup {column.lookup!r} has no dates (from, to)")
    if column.extract and (fault := _pattern_fault(column.extract)):
        entry.fault("extract", fault)
    for pattern in column.time:
        if fault := fault_in(pattern):
            entry.fault("time", fault)
    if column.zone and not is_zone(column.zone):
        entry.fault("zone", f"{column.zone!r}: no such zone; use local, UTC or a name such as Europe/Paris")


def _pattern_fault(pattern: str) -> str:
    try:
        re2.compile(pattern, _QUIET)
    except re2.error as error:
        told = error.args[0] if error.args else "not understood"
        return f"not a regular expression: {told.decode() if isinstance(told, bytes) else told}"
    return ""


def _lookup_name(entry: Entry, lookups: dict[str, Lookup]) -> str:
    name = entry.text("lookup")
    if name and name not in lookups:
        has = f"the file has {listed(lookups)}" if lookups else "the file has none"
        entry.fault("lookup", f"no lookup {name!r}; {has}{closest(name, lookups)}")
    return name


def _words(entry: Entry, maps: Maps) -> ValueMap | None:
    value = entry.table.get("map")
    if not isinstance(value, str):
        return words_of(entry.inside("map")) if value is not None else None
    entry.read.add("map")
    if value not in maps:
        entry.fault("map", f"no map {value!r} under [maps]{closest(value, maps)}")
    return maps.get(value)


def words_of(entry: Entry) -> ValueMap:
    """A table of a force's words and the contract's."""
    words = {word: entry.text(word) for word in entry.table}
    if not words and entry.faults == []:
        entry.fault("", "holds no words")
    return value_map(words)


def rules(entry: Entry, lookups: dict[str, Lookup]) -> tuple[Filter, ...]:
    """The rules under `keep` or `drop`."""
    found = []
    for column in entry.table:
        where = entry.place(column)
        if isinstance(entry.table[column], dict):
            inner = entry.inside(column)
            name = _lookup_name(inner, lookups)
            if not name:
                inner.fault("lookup", "names no lookup")
            inner.finish(["lookup"])
            found.append(Filter(where, column, lookup=name, told=f"in {name}"))
            continue
        words = entry.texts(column)
        if not words and entry.get(column) is None:
            entry.fault(column, "names no words")
        found.append(
            Filter(
                where,
                column,
                value_map(dict.fromkeys(words, "yes")),
                told=" or ".join(repr(word) if word else "empty" for word in words),
            )
        )
    return tuple(found)
