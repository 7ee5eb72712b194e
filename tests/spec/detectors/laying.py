"""Detectors' examples laid over the quiet force: their tables read, their member, people and cases made their own.

An example's records are contract tables: a line `table NAME`, a header, a line a row. What it leaves out is filled in:

- `MX` is its member (response, on duty from 08:00 to 16:00 every day of 2025 unless it has a table `duties`), `PX` its person, `CX` its
  case, `KX` a relative: each example has its own. The pair it is about is always MX and PX.
- A row's member is MX, its person PX, its case CX where the table needs one; an empty cell is `-`.
- A case is of kind violence, brings PX in as the one affected and MX as officer in the case, dispatched, unless the example has the
  tables `case_people` or `case_members`.
- `times` repeats a row so many times, `every` days, hours or minutes apart (`7 days`; left out: a day).
- `others` repeats a row for so many other people of MX (PY1, PY2, ... with cases CY1, CY2, ...), instead of PX.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from boundaries.detection.detector import Example
from boundaries.records.contract import TABLES, Kind
from tests.spec.detectors.quiet_force import YEAR_STARTS, Row, Tables

_OWN = re.compile(r"\b(?:MX|PX|CX|KX|PY\d+|CY\d+)\b")
_UNITS = {"day": "days", "days": "days", "hour": "hours", "hours": "hours", "minute": "minutes", "minutes": "minutes"}
_FILLED: dict[str, Row] = {
    "contacts": {"direction": "out", "channel": "sms"},
    "cases": {"kind": "violence"},
    "case_people": {"role": "victim"},
    "case_members": {"role": "oic", "source": "dispatched"},
    "case_log": {"kind": "update"},
    "visits": {"source": "notebook"},
    "duties": {"kind": "duty"},
    "gifts": {"direction": "received"},
    "declarations": {"relation": "met_on_duty"},
}


def written_tables(text: str) -> dict[str, list[dict[str, str]]]:
    """The written cells of each table, by column; empty cells left out."""
    tables: dict[str, list[dict[str, str]]] = {}
    rows: list[dict[str, str]] = []
    head: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("table "):
            rows, head = tables.setdefault(line.removeprefix("table ").strip(), []), []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not head:
            head = cells
        elif len(cells) != len(head):
            raise ValueError(f"{line!r} does not have the cells {head}")
        else:
            rows.append(dict(zip(head, cells, strict=True)))
    return tables


def laid(example: Example, suffix: str) -> Tables:
    """The rows an example adds, with ids of its own."""
    written = written_tables(example.records)
    unknown = {(name, column) for name, rows in written.items() for row in rows for column in row if not _known(name, column)}
    if unknown:
        raise ValueError(f"no table or column of the contract: {sorted(unknown)}")
    tables: Tables = {name: [full for row in rows for full in _rows(name, row)] for name, rows in written.items()}
    for name, brought in (("case_people", {"person_id": "PX", "role": "victim"}), ("case_members", {"member_id": "MX"})):
        if name not in written:
            tables[name] = [_FILLED[name] | brought | _of_case(case["case_id"], brought) for case in tables.get("cases", [])]
    if "duties" not in written:
        starts = [YEAR_STARTS + timedelta(days=day, hours=8) for day in range(365)]
        tables["duties"] = [
            {"member_id": "MX", "starts_at": at, "ends_at": at + timedelta(hours=8), "kind": "duty"} for at in starts
        ]
    tables["members"] = [{"member_id": "MX", "kind": "officer", "role": "response"}, *tables.get("members", [])]
    people = {row["person_id"] for rows in tables.values() for row in rows if row.get("person_id")} | {"PX"}
    tables["people"] = [*({"person_id": person} for person in sorted(people)), *tables.get("people", [])]
    return {name: [_own(row, suffix) for row in rows] for name, rows in tables.items()}


def _of_case(case: str, brought: Row) -> Row:
    person = {"person_id": f"PY{case[2:]}"} if case.startswith("CY") and "person_id" in brought else {}
    return {"case_id": case} | person


def _known(name: str, column: str) -> bool:
    return column in ("times", "every", "others") or (name in TABLES and column in {c.name for c in TABLES[name].columns})


def _rows(name: str, cells: dict[str, str]) -> list[Row]:
    columns = {column.name: column for column in TABLES[name].columns}
    filled: Row = (
        {"member_id": "MX", "person_id": "PX"}
        if name not in ("cases", "case_people", "case_log", "members", "people", "endpoints")
        else {}
    )
    filled |= {"case_people": {"person_id": "PX"}, "case_log": {"member_id": "MX"}}.get(name, {})
    filled |= {"case_id": "CX"} if name in ("cases", "case_people", "case_members", "case_log") else {}
    filled |= _FILLED.get(name, {})
    given = {column: None if cell == "-" else cell for column, cell in cells.items() if column in columns}
    row = {column: value for column, value in (filled | given).items() if column in columns}
    if row.get("case_id") and name == "searches" and "person_id" not in given:
        row["person_id"] = None
    count, unit = cells.get("every", "1 day").split()
    apart = timedelta(**{_UNITS[unit]: int(count)})
    made = []
    for place in range(int(cells.get("times", "1").replace("-", "1"))):
        typed = {column: _typed(columns[column].kind, value, place * apart) for column, value in row.items()}
        others = int(cells.get("others", "0").replace("-", "0"))
        made += [_of_other(typed, other) for other in range(1, others + 1)] if others else [typed]
    return made


def _typed(kind: Kind, value: Any, later: timedelta) -> Any:
    if value is None:
        return None
    match kind:
        case Kind.TIME:
            return datetime.fromisoformat(value) + later
        case Kind.WHOLE:
            return int(value)
        case Kind.MONEY:
            return float(value)
        case Kind.FLAG:
            return value == "yes"
        case _:
            return value


def _of_other(row: Row, other: int) -> Row:
    return {
        column: {"PX": f"PY{other}", "CX": f"CY{other}"}.get(value, value) if isinstance(value, str) else value
        for column, value in row.items()
    }


def _own(row: Row, suffix: str) -> Row:
    return {
        column: _OWN.sub(lambda own: f"{own[0]}-{suffix}", value)
        if isinstance(value, str) and column.endswith(("_id", "endpoint"))
        else value
        for column, value in row.items()
    }
