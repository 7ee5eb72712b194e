"""Ids to whole numbers: every id that occurs anywhere, numbered in the order of the ids."""

from boundaries.engines.protocol import Engine
from boundaries.records.contract import TABLES
from boundaries.records.endpoints import unresolved
from boundaries.records.reading import Reading
from boundaries.records.rejecting import accepted

REFERENCES: dict[str, str] = {"member_id": "member", "supervisor_id": "member", "person_id": "person", "case_id": "case"}


def keep_keys(readings: dict[str, Reading], rejected: set[str], engine: Engine) -> None:
    """Store `member_keys`, `person_keys` and `case_keys`, each with a number from 0 and the id."""
    for kind in ("member", "person", "case"):
        parts = []
        for table, reading in readings.items():
            for column in TABLES[table].columns:
                if REFERENCES.get(column.name) == kind:
                    parts.append(f"SELECT DISTINCT {reading.sql[column.name]} AS id FROM {accepted(reading, table in rejected)}")
        if kind == "person" and "contacts" in readings:
            parts.append(unresolved(readings["contacts"], "contacts" in rejected))
        ids = " UNION ALL ".join(parts) or "SELECT CAST(NULL AS VARCHAR) AS id"
        engine.keep(
            f"{kind}_keys",
            f"SELECT CAST(ROW_NUMBER() OVER (ORDER BY id) - 1 AS INTEGER) AS {kind}_no, id AS {kind}_id"
            f" FROM (SELECT DISTINCT id FROM ({ids}) AS found WHERE id IS NOT NULL) AS ids",
        )
