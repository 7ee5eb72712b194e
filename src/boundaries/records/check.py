"""The check of loaded records: what was read, what was not and why, what points nowhere, and which months are empty."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from boundaries.errors import Fault
from boundaries.records.contract import TABLES
from boundaries.records.keys import REFERENCES
from boundaries.records.state import Records, TableState
from boundaries.records.store import number_name

_HOMES = {"member": "members", "person": "people", "case": "cases"}
_SHOWN = 5
_EVENTS = ("contacts", "case_log", "visits", "searches", "gifts", "feedback", "requests")
"""The tables of which two rows that say the same can hardly be two events."""


@dataclass(frozen=True)
class Rejected:
    """How many rows of a table were rejected for one reason, and the first of them by row number."""

    column: str
    reason: str
    rows: int
    first_rows: tuple[int, ...]


@dataclass(frozen=True)
class Orphans:
    """Rows whose id in `column` does not stand in the table that describes such ids; kept all the same."""

    column: str
    rows: int
    described_in: str


@dataclass(frozen=True)
class TableCheck:
    """One contract table as checked; months are written `YYYY-MM`.

    `repeated` are the rows of an event that say in all but their id what an earlier one says: an export that was taken in twice, say.
    """

    name: str
    source: str
    present: bool
    rows_read: int
    rows_kept: int
    rejected: tuple[Rejected, ...]
    orphans: tuple[Orphans, ...]
    empty_months: tuple[str, ...]
    missing_columns: tuple[str, ...]
    empty_columns: tuple[str, ...]
    repeated: int = 0


@dataclass(frozen=True)
class Check:
    """The check of a whole records folder, tables in the contract's order."""

    tables: tuple[TableCheck, ...]
    warnings: tuple[Fault, ...]
    newest_at: datetime | None


def check_records(records: Records) -> Check:
    """Look over loaded records; nothing is changed."""
    tables = tuple(_table(records, records.tables[name]) for name in TABLES)
    return Check(tables, records.warnings, records.newest_at)


def _table(records: Records, state: TableState) -> TableCheck:
    columns = {column.name for column in TABLES[state.name].columns}
    return TableCheck(
        state.name,
        state.source,
        state.present,
        state.rows + state.rejected,
        state.rows,
        _rejected(records, state.name) if state.rejected else (),
        _orphans(records, state) if state.rows else (),
        _empty_months(records, state) if state.rows and TABLES[state.name].at else (),
        tuple(sorted(columns - state.columns - state.empty)) if state.present else (),
        tuple(sorted(state.empty)),
        _repeated(records, state) if state.rows and state.name in _EVENTS else 0,
    )


def _repeated(records: Records, state: TableState) -> int:
    """Rows that differ from an earlier one in nothing but their id; texts are compared by their hash."""
    columns = state.columns - {str(TABLES[state.name].key)}
    rows, said = f"loaded_{state.name} AS t", records.engine.dialect.text_hash
    if state.name == "contacts":
        columns = columns - {"endpoint"} | {"person_id"}  # whoever an endpoint belongs to
        if "text" in columns:
            rows += " JOIN loaded_contact_texts AS x ON x.row = t.row"
    held = {
        name: f"{'x' if (state.name, name) == ('contacts', 'text') else 't'}.{number_name(state.name, name)}"
        for name in sorted(columns)
    }
    alike = ", ".join(said(f"COALESCE({sql}, '')") if name == "text" else sql for name, sql in held.items())
    return _one(
        records,
        f"SELECT CAST(COALESCE(SUM(a.n - 1), 0) AS BIGINT) AS n FROM (SELECT COUNT(*) AS n FROM {rows} GROUP BY {alike}) AS a",
    )


def _rejected(records: Records, table: str) -> tuple[Rejected, ...]:
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in records.rejects.to_pylist():
        if one["table"] == table:
            rows[one["column"], one["reason"]].append(one["row"])
    reasons = [Rejected(column, reason, len(found), tuple(sorted(found)[:_SHOWN])) for (column, reason), found in rows.items()]
    return tuple(sorted(reasons, key=lambda reason: (-reason.rows, reason.column, reason.reason)))


def _orphans(records: Records, state: TableState) -> tuple[Orphans, ...]:
    found = []
    for column in TABLES[state.name].columns:
        kind = REFERENCES.get(column.name)
        home = _HOMES.get(kind or "", "")
        own_id = home == state.name and column.name == f"{kind}_id"
        if kind is None or own_id or column.name not in state.columns or not records.tables[home].present:
            continue
        number = number_name(state.name, column.name)
        rows = _one(
            records,
            f"SELECT COUNT(*) AS n FROM loaded_{state.name} AS t WHERE t.{number} IS NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM loaded_{home} AS h WHERE h.{kind}_no = t.{number}){_given(state.name, column.name)}",
        )
        if rows:
            found.append(Orphans(column.name, rows, home))
    if state.name == "contacts" and "endpoint" in state.columns:
        rows = _one(records, f"SELECT COUNT(*) AS n FROM loaded_contacts AS t WHERE t.person_no IN ({_UNOWNED})")
        found += [Orphans("endpoint", rows, "endpoints")] if rows else []
    return tuple(found)


_UNOWNED = "SELECT k.person_no FROM person_keys AS k WHERE k.person_id LIKE 'endpoint:%'"


def _given(table: str, column: str) -> str:
    """Contacts with an endpoint that nobody owns are counted apart from ids that nobody described."""
    return f" AND t.person_no NOT IN ({_UNOWNED})" if (table, column) == ("contacts", "person_id") else ""


def _one(records: Records, sql: str) -> int:
    return int(records.engine.table(sql).column("n")[0].as_py())


def _empty_months(records: Records, state: TableState) -> tuple[str, ...]:
    """Months without a row between the first and the last month that have one."""
    at = f"t.{TABLES[state.name].at}"
    rows = records.engine.table(
        f"SELECT DISTINCT EXTRACT(year FROM {at}) * 12 + EXTRACT(month FROM {at}) - 1 AS month"
        f" FROM loaded_{state.name} AS t WHERE {at} IS NOT NULL"
    )
    months = {int(month) for month in rows.column("month").to_pylist()}
    return tuple(_written(set(range(min(months), max(months))) - months)) if months else ()


def _written(months: Iterable[int]) -> list[str]:
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in sorted(months)]
