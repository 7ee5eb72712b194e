"""A mapping held against the contract and against the columns its sources really have: every fault at once."""

import json
from dataclasses import dataclass

from boundaries.errors import Fault
from boundaries.records.contract import TABLES, Kind
from boundaries.records.mapping.definition import Block, Filter, Format, Given, Lookup, Mapping, Tidy
from boundaries.records.mapping.entry import closest, listed
from boundaries.records.mapping.files import SourceFile

_LENGTHS = (Tidy.DURATION, Tidy.HOURS_MINUTES, Tidy.MINUTES)


@dataclass(frozen=True)
class Opened:
    """The files of every block and lookup, by the place of each in the mapping file."""

    files: dict[str, tuple[SourceFile, ...]]

    def without(self, where: str, column: str) -> SourceFile | None:
        """The first file of a block or lookup that lacks a column."""
        return next((file for file in self.files.get(where, ()) if column not in file.columns), None)


def faults_in(mapping: Mapping, opened: Opened) -> list[Fault]:
    """Everything that will not do, in the order of the mapping file."""
    faults = [fault for lookup in mapping.lookups.values() for fault in _lookup(lookup, opened)]
    for block in mapping.blocks:
        faults += _needed(block)
        for column in block.columns:
            faults += [Fault(column.where, what) for what in _column(column, block, mapping, opened)]
        for rule in (*block.keep, *block.drop):
            faults += _rule(rule, block, mapping, opened)
    return faults


def _lookup(lookup: Lookup, opened: Opened) -> list[Fault]:
    named = (("key", lookup.key), ("from", lookup.valid_from), ("to", lookup.valid_to))
    return [
        Fault(f"{lookup.where}.{key}", _no_column(column, file))
        for key, column in named
        if column and (file := opened.without(lookup.where, column))
    ]


def _no_column(column: str, file: SourceFile) -> str:
    has = f"it has {listed(file.columns)}" if file.columns else "it has none"
    return f'{file.name} has no column "{column}" ({has}){closest(column, file.columns)}{_delimiter_hint(file)}'


def _delimiter_hint(file: SourceFile) -> str:
    """What a header that is all one column suggests."""
    only = file.columns[0] if len(file.columns) == 1 and file.format is Format.CSV else ""
    marks = [mark for mark in (";", "\t", "|", ",") if mark in only and mark != file.layout.delimiter]
    return f"; perhaps delimiter = {json.dumps(marks[0])}" if marks else ""


def _needed(block: Block) -> list[Fault]:
    """Required columns that nothing gives."""
    if not block.columns:
        return []
    table = TABLES[block.table]
    given = {column.column for column in block.columns}
    faults = []
    for column in table.columns:
        if column.required and column.name not in given:
            hint = f"; {column.name} = {{ generated = true }} makes one" if column.name == table.key else ""
            faults.append(Fault(f"{block.where}.columns", f"does not give {column.name}, which {block.table} must have{hint}"))
    if block.table == "contacts" and not given & {"person_id", "endpoint"}:
        faults.append(Fault(f"{block.where}.columns", "gives neither person_id nor endpoint, so no contact is with anybody"))
    return faults


def _column(given: Given, block: Block, mapping: Mapping, opened: Opened) -> list[str]:
    faults = [_no_column(name, file) for name in given.sources if (file := opened.without(block.where, name))]
    contract = TABLES[block.table].column(given.column)
    if contract.words:
        results = given.words.results() if given.words else ()
        for word in (given.constant, given.default, *results):
            if word and word not in contract.words:
                faults.append(
                    f"{word!r} is not a word of {given.column} ({', '.join(contract.words)}){closest(word, contract.words)}"
                )
    if given.generated and contract.kind is not Kind.ID:
        faults.append("only an id can be generated")
    if given.split and contract.kind is not Kind.WORDS:
        faults.append(f"split is for lists, and {given.column} is none")
    if (given.time or given.zone) and contract.kind not in (Kind.TIME, Kind.DATE):
        faults.append(f"time and zone are for times, and {given.column} is none")
    if given.tidy in _LENGTHS and contract.kind is not Kind.WHOLE:
        faults.append(f"as = {given.tidy.value!r} gives seconds, and {given.column} is no number")
    return faults + (_joined(given, block, mapping, opened) if given.lookup in mapping.lookups else [])


def _joined(given: Given, block: Block, mapping: Mapping, opened: Opened) -> list[str]:
    lookup = mapping.lookups[given.lookup]
    faults = []
    if given.gives and (file := opened.without(lookup.where, given.gives)):
        faults.append(_no_column(given.gives, file))
    when = given.when or TABLES[block.table].at
    if lookup.dated:
        times = [
            column.column
            for column in block.columns
            if not column.lookup and TABLES[block.table].column(column.column).kind in (Kind.TIME, Kind.DATE)
        ]
        if when not in times:
            chosen = f"{when!r} is not among them" if when else "name one with when"
            faults.append(
                f"the lookup {lookup.name!r} has dates, so a time of the row is needed: the block gives {listed(times) or 'none'}; {chosen}"
            )
    return faults


def _rule(rule: Filter, block: Block, mapping: Mapping, opened: Opened) -> list[Fault]:
    faults = []
    if file := opened.without(block.where, rule.column):
        faults.append(Fault(rule.where, _no_column(rule.column, file)))
    if rule.lookup in mapping.lookups and mapping.lookups[rule.lookup].dated:
        faults.append(Fault(rule.where, f"the lookup {rule.lookup!r} has dates; rows are kept or dropped by one without"))
    return faults
