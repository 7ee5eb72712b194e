"""Storing `loaded_TABLE`: typed, ids of members, people and cases replaced by their numbers."""

from boundaries.engines.protocol import Engine
from boundaries.records.contract import TABLES
from boundaries.records.endpoints import person_joins
from boundaries.records.keys import REFERENCES
from boundaries.records.reading import Reading
from boundaries.records.rejecting import accepted
from boundaries.records.values import SQL_TYPES

# The tables whose rows have a number, `row`, by which what was made of them leads back to them.
NUMBERED_ROWS = ("contacts", "visits", "searches")
# What is long, and read once or of few contacts: stored apart, or left in the file. `contacts` says only whether there is a text.
_SET_APART = ("contact_id", "text")
_NO_TEXTS = """
    SELECT * FROM (SELECT CAST(NULL AS BIGINT) AS row, CAST(NULL AS VARCHAR) AS contact_id, CAST(NULL AS TIMESTAMP) AS at,
                          CAST(NULL AS VARCHAR) AS text) AS nothing WHERE 1 = 0"""


def number_name(table: str, column: str) -> str:
    """What a contract column is called once loaded: numbers end in `_no`, and a person's own membership is `own_member_no`."""
    if column not in REFERENCES:
        return column
    if table == "people" and column == "member_id":
        return "own_member_no"
    return column.removesuffix("_id") + "_no"


def store(table: str, reading: Reading | None, rejected: bool, engine: Engine) -> None:
    """Keep `loaded_TABLE`, empty where there is no reading; for contacts also `loaded_contact_texts(row, contact_id, at, text)`."""
    if reading is None:
        engine.keep(f"loaded_{table}", _empty(table))
        if table == "contacts":
            engine.keep("loaded_contact_texts", _NO_TEXTS)
    elif table == "contacts":
        engine.keep("loaded_contacts", _contacts(reading, rejected))
        # Left in the file where it can be read there again.
        (engine.view if reading.source.stays else engine.keep)("loaded_contact_texts", _texts(reading, rejected))
    else:
        engine.keep(f"loaded_{table}", _numbered(reading, rejected))


def _empty(table: str) -> str:
    columns = [("row", "BIGINT")] if table in NUMBERED_ROWS else []
    columns += [("worded", "BOOLEAN"), ("endpoint_kind", "VARCHAR")] if table == "contacts" else []
    for column in TABLES[table].columns:
        if table != "contacts" or column.name not in ("endpoint", *_SET_APART):
            columns.append((number_name(table, column.name), "INTEGER" if column.name in REFERENCES else SQL_TYPES[column.kind]))
    nulls = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns)
    return f"SELECT * FROM (SELECT {nulls}) AS nothing WHERE 1 = 0"


def _numbered(reading: Reading, rejected: bool) -> str:
    columns, joins = ["r.file_row AS row"] if reading.table in NUMBERED_ROWS else [], []
    for place, (column, sql) in enumerate(reading.sql.items()):
        kind = REFERENCES.get(column)
        name = number_name(reading.table, column)
        if kind is None:
            columns.append(f"{sql} AS {name}")
        else:
            columns.append(f"k{place}.{kind}_no AS {name}")
            joins.append(f" LEFT JOIN {kind}_names AS k{place} ON k{place}.{kind}_id = {sql}")
    return f"SELECT {', '.join(columns)} FROM {accepted(reading, rejected)}{''.join(joins)}"


def _contacts(reading: Reading, rejected: bool) -> str:
    """Contacts as numbers, and whether they have a text."""
    sql = reading.sql
    person, joins = person_joins(reading)
    kind = "s.kind" if " AS s ON " in joins else "CAST(NULL AS VARCHAR)"
    plain = ", ".join(f"{sql[name]} AS {name}" for name in ("at", "direction", "channel", "duration_s"))
    return (
        f"SELECT r.file_row AS row, {plain}, {sql['text']} IS NOT NULL AS worded, m.member_no AS member_no, {person} AS person_no,"
        f" {kind} AS endpoint_kind FROM {accepted(reading, rejected)}"
        f" LEFT JOIN member_names AS m ON m.member_id = {sql['member_id']}{joins}"
    )


def _texts(reading: Reading, rejected: bool) -> str:
    """What is set apart of contacts, with the time by which it is known."""
    columns = ", ".join(f"{reading.sql[name]} AS {name}" for name in ("at", *_SET_APART))
    return f"SELECT r.file_row AS row, {columns} FROM {accepted(reading, rejected)}"
