"""Ids to whole numbers: every id that occurs anywhere, numbered in the order of the ids."""

from boundaries.engines.protocol import Engine
from boundaries.records.contract import TABLES
from boundaries.records.endpoints import unresolved
from boundaries.records.reading import Reading
from boundaries.records.rejecting import accepted

REFERENCES: dict[str, str] = {"member_id": "member", "supervisor_id": "member", "person_id": "person", "case_id": "case"}


def keep_keys(readings: dict[str, Reading], rejected: set[str], engine: Engine) -> None:
    """Store `member_keys`, `person_keys` and `case_keys`, each with a number from 0 and the id."""
    for kind, home in (("member", "members"), ("person", "people"), ("case", "cases")):
        engine.keep(f"{kind}_ids", _home_ids(f"{kind}_id", readings.get(home), home in rejected))
        named = " UNION ALL ".join(_named(kind, home, readings, rejected))
        known = f"SELECT 1 FROM {kind}_ids AS known WHERE known.id = named.id"
        engine.keep("stray_ids", f"SELECT DISTINCT id FROM ({named}) AS named WHERE id IS NOT NULL AND NOT EXISTS ({known})")
        engine.keep(
            f"{kind}_keys",
            f"SELECT CAST(ROW_NUMBER() OVER (ORDER BY id) - 1 AS INTEGER) AS {kind}_no, id AS {kind}_id"
            f" FROM (SELECT id FROM {kind}_ids UNION ALL SELECT id FROM stray_ids) AS ids",
        )
        engine.drop(f"{kind}_ids")
    engine.drop("stray_ids")


def _home_ids(column: str, reading: Reading | None, rejected: bool) -> str:
    """The ids of the table that describes them, which stand there once each."""
    if reading is None:
        return "SELECT id FROM (SELECT CAST(NULL AS VARCHAR) AS id) AS nothing WHERE 1 = 0"
    return f"SELECT {reading.sql[column]} AS id FROM {accepted(reading, rejected)}"


def _named(kind: str, home: str, readings: dict[str, Reading], rejected: set[str]) -> list[str]:
    """One query per column that names an id outside the table that describes such ids."""
    parts = [f"SELECT id FROM {kind}_ids WHERE 1 = 0"]
    for table, reading in readings.items():
        for column in TABLES[table].columns:
            if REFERENCES.get(column.name) == kind and not (table == home and column.name == f"{kind}_id"):
                parts.append(f"SELECT {reading.sql[column.name]} AS id FROM {accepted(reading, table in rejected)}")
    if kind == "person" and "contacts" in readings:
        parts.append(unresolved(readings["contacts"], "contacts" in rejected))
    return parts
