"""How each table is read: the columns' SQL, made as plain as the data allow, and the rows that will not do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from boundaries.engines.protocol import Engine
from boundaries.errors import Fault
from boundaries.records.contract import TABLES, Kind
from boundaries.records.source import Source
from boundaries.records.values import Value, value_of, with_steps

UNREADABLE = {
    Kind.ID: "a word that stands for nobody",
    Kind.TIME: "not a time",
    Kind.DATE: "not a date",
    Kind.WHOLE: "not a whole number",
    Kind.MONEY: "not an amount",
    Kind.FLAG: "not yes or no",
}

# An end before its start says nothing; the row stands without it. (A duty is nothing but its span: such a row is rejected.)
ENDS = {
    "endpoints": ("valid_from", "valid_to"), "cases": ("opened_at", "closed_at"), "case_members": ("from_at", "to_at"),
    "visits": ("at", "until"),
}  # fmt: skip
_BACKWARDS, _FOR_NONE = "ends_backwards", "ends_for_none"
# Systems that cannot leave an end empty write the beginning of their calendar, 1900 or 1970, for none.
_NO_END = "1970-01-01 00:00:00"
IN_THE_FUTURE = "in the future"


@dataclass(frozen=True)
class RowFault:
    """A reason to reject a row: where `holds`, SQL over the raw relation `r`, is true."""

    column: str
    reason: str
    holds: str


@dataclass(frozen=True)
class Reading:
    """One source, ready to store: `sql` gives each contract column typed, over the raw relation `r`.

    `relation` is the source's, or a view over it with steps worked out. `faults` are the reasons that hold for at least one row, first one first; `rows` stand in the relation and `last_row` is the
    highest number among them.
    """

    source: Source
    relation: str
    sql: dict[str, str]
    faults: tuple[RowFault, ...]
    warnings: tuple[Fault, ...]
    rows: int
    last_row: int

    @property
    def table(self) -> str:
        return self.source.table


def reading_of(source: Source, engine: Engine, latest: datetime | None) -> Reading:
    """Look once over a source's columns, once more where some are untidy; times after `latest` (if given) are faults."""
    table = TABLES[source.table]
    found = {field.name: field.type for field in source.schema}
    values = {column.name: value_of(column, found.get(column.name), engine.dialect) for column in table.columns}
    relation = source.relation
    if query := with_steps(relation, values.values()):
        relation = f"read_{source.table}"
        engine.view(relation, query)
    dirty = {name for name, value in values.items() if value.always_untidy}
    candidates, numbers = _look(source, relation, values, dirty, engine, latest)
    if more := {name for name in values if numbers.get(f"{name}_untidy")}:
        dirty |= more
        candidates, numbers = _look(source, relation, values, dirty, engine, latest)
    sql = {name: value.sql if name in dirty else value.raw for name, value in values.items()}
    rows = numbers["rows_read"]
    faults, clock_warnings = _held(source, candidates, numbers, rows)
    warnings = [*source.warnings, *_warnings(source, values, dirty, numbers), *clock_warnings]
    for fault, why in ((_BACKWARDS, "before {}"), (_FOR_NONE, "a date that stands for none")):
        if values_left_out := numbers.get(fault):
            start, end = ENDS[source.table]
            sql[end] = f"CASE WHEN {_ends(source.table, sql, engine)[fault]} THEN NULL ELSE {sql[end]} END"
            warnings.append(Fault(f"{source.table}.{end}", f"{values_left_out} values left out: {why.format(start)}"))
    return Reading(source, relation, sql, faults, tuple(warnings), rows, numbers["last_row"])


def _look(
    source: Source, relation: str, values: dict[str, Value], dirty: set[str], engine: Engine, latest: datetime | None
) -> tuple[list[RowFault], dict[str, int]]:
    """The possible faults and every count, with the columns in `dirty` read by their full SQL and the others as they stand."""
    sql = {name: value.sql if name in dirty else value.raw for name, value in values.items()}
    candidates = _row_faults(source.table, values, sql, dirty, engine, latest)
    asked = {f"fault_{index}": fault.holds for index, fault in enumerate(candidates)}
    if source.table in ENDS:
        asked |= _ends(source.table, sql, engine)
    for name, value in values.items():
        if name not in dirty:
            asked |= {f"{name}_untidy": value.untidy} if value.untidy else {}
        else:
            asked |= {f"{name}_unreadable": value.unreadable} if value.unreadable else {}
            asked |= {f"{name}_other": value.other} if value.other else {}
    return candidates, _counts(engine, relation, asked)


def _ends(table: str, sql: dict[str, str], engine: Engine) -> dict[str, str]:
    """Where an end says nothing: it stands before its start, or for none."""
    start, end = ENDS[table]
    for_none = f"({sql[end]} <= {engine.dialect.timestamp(_NO_END)} AND ({sql[start]} IS NULL OR {sql[start]} <= {sql[end]}))"
    return {_BACKWARDS: f"{sql[end]} < {sql[start]}", _FOR_NONE: for_none}


def _counts(engine: Engine, relation: str, asked: dict[str, str]) -> dict[str, int]:
    """How many rows each predicate holds for, in one pass, with the rows themselves."""
    parts = ["COUNT(*) AS rows_read", "COALESCE(MAX(r.file_row), 0) AS last_row"]
    parts += [f"COUNT(CASE WHEN {holds} THEN 1 END) AS {name}" for name, holds in asked.items()]
    row: dict[str, int] = engine.table(f"SELECT {', '.join(parts)} FROM {relation} AS r").to_pylist()[0]
    return row


def _row_faults(
    name: str, values: dict[str, Value], sql: dict[str, str], dirty: set[str], engine: Engine, latest: datetime | None
) -> list[RowFault]:
    table = TABLES[name]
    faults = []
    for column in table.columns:
        if column.required:
            if column.name in dirty and values[column.name].unreadable:
                faults.append(RowFault(column.name, UNREADABLE[column.kind], values[column.name].unreadable))
            faults.append(RowFault(column.name, "missing", f"{sql[column.name]} IS NULL"))
    if latest is not None and table.at is not None and name != "duties":
        limit = engine.dialect.timestamp(f"{latest:%Y-%m-%d %H:%M:%S}")
        faults.append(RowFault(table.at, IN_THE_FUTURE, f"{sql[table.at]} > {limit}"))
    if name == "contacts":
        faults.append(
            RowFault("person_id", "neither person nor endpoint", f"{sql['person_id']} IS NULL AND {sql['endpoint']} IS NULL")
        )
    if name == "duties":
        seconds = engine.dialect.seconds_between(sql["starts_at"], sql["ends_at"])
        faults.append(RowFault("ends_at", "ends before it starts", f"{sql['ends_at']} < {sql['starts_at']}"))
        faults.append(
            RowFault(
                "ends_at", "a duty of more than 48 hours", f"{sql['kind']} IN ('duty', 'overtime') AND {seconds} > {48 * 3600}"
            )
        )
    return faults


def _held(
    source: Source, candidates: list[RowFault], numbers: dict[str, int], rows: int
) -> tuple[tuple[RowFault, ...], list[Fault]]:
    """The faults that some row has; where most rows lie in the future, this machine's clock is doubted instead."""
    held, warnings = [], []
    for index, fault in enumerate(candidates):
        count = numbers[f"fault_{index}"]
        if fault.reason == IN_THE_FUTURE and count * 2 > rows:
            text = f"{count} of {rows} times lie in the future; kept, since this machine's clock is more likely wrong"
            warnings.append(Fault(f"{source.table}.{fault.column}", text))
        elif count:
            held.append(fault)
    return tuple(held), warnings


def _warnings(source: Source, values: dict[str, Value], dirty: set[str], numbers: dict[str, int]) -> list[Fault]:
    faults = []
    for name in sorted(dirty):
        column = values[name].column
        unreadable, other = numbers.get(f"{name}_unreadable", 0), numbers.get(f"{name}_other", 0)
        if unreadable and not column.required:
            faults.append(Fault(f"{source.table}.{name}", f"{unreadable} values left out: {UNREADABLE[column.kind]}"))
        if other:
            faults.append(Fault(f"{source.table}.{name}", f"{other} words outside the list, read as other"))
    return faults


def day_after(now: datetime) -> datetime:
    """The last time an event may carry: clocks of other systems may run a little ahead."""
    return now + timedelta(days=1)
