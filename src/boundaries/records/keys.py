"""Ids to whole numbers: every id that occurs anywhere, numbered in the order of the ids."""

from collections.abc import Mapping

from boundaries.engines.protocol import Engine
from boundaries.errors import Fault
from boundaries.records.contract import TABLES
from boundaries.records.endpoints import STRAY, unresolved
from boundaries.records.reading import Reading
from boundaries.records.rejecting import accepted

REFERENCES: dict[str, str] = {"member_id": "member", "supervisor_id": "member", "person_id": "person", "case_id": "case"}

_BLANKS = ("\t", "\r", "\n", "\u00a0")


def keep_keys(readings: dict[str, Reading], rejected: set[str], engine: Engine) -> tuple[Fault, ...]:
    """Store `member_keys`, `person_keys` and `case_keys`, each with a number from 0 and the id; tell which ids were read as another.

    `member_names`, `person_names` and `case_names` lead from an id as it stands anywhere to its number: systems that write small letters or
    leave blanks mean the id that they differ from in nothing else, where the table that describes such ids holds just one.
    """
    told: list[Fault] = []
    for kind, home in (("member", "members"), ("person", "people"), ("case", "cases")):
        engine.keep(f"{kind}_ids", _home_ids(f"{kind}_id", readings.get(home), home in rejected))
        named = " UNION ALL ".join(
            f"SELECT id FROM ({query}) AS one" for query in _named(kind, home, readings, rejected).values()
        )
        known = f"SELECT 1 FROM {kind}_ids AS known WHERE known.id = named.id"
        engine.keep("stray_ids", f"SELECT DISTINCT id FROM ({named}) AS named WHERE id IS NOT NULL AND NOT EXISTS ({known})")
        engine.keep("meant_ids", _meant(kind))
        strays = "SELECT s.id AS id FROM stray_ids AS s WHERE NOT EXISTS (SELECT 1 FROM meant_ids AS m WHERE m.id = s.id)"
        engine.keep(
            f"{kind}_keys",
            f"SELECT CAST(ROW_NUMBER() OVER (ORDER BY id) - 1 AS INTEGER) AS {kind}_no, id AS {kind}_id"
            f" FROM (SELECT id FROM {kind}_ids UNION ALL {strays}) AS ids",
        )
        every = f"SELECT k.{kind}_no AS {kind}_no, k.{kind}_id AS {kind}_id FROM {kind}_keys AS k"
        if engine.table("SELECT m.id AS id FROM meant_ids AS m LIMIT 1").num_rows:
            others = f"SELECT k.{kind}_no, m.id FROM meant_ids AS m JOIN {kind}_keys AS k ON k.{kind}_id = m.meant"
            engine.keep(f"{kind}_names", f"{every} UNION ALL {others}")
            told += _told(home, _named(kind, home, readings, rejected), engine)
        else:
            engine.view(f"{kind}_names", every)
        engine.drop(f"{kind}_ids")
        engine.drop("meant_ids")
    engine.drop("stray_ids")
    return tuple(told)


def _meant(kind: str) -> str:
    """The strays that differ from just one id of those described in case and blanks alone, each with that one."""
    single = (
        f"SELECT MIN(h.id) AS id, {_folded('h.id')} AS folded FROM {kind}_ids AS h GROUP BY {_folded('h.id')} HAVING COUNT(*) = 1"
    )
    strays = f"SELECT s.id AS id, {_folded('s.id')} AS folded FROM stray_ids AS s WHERE s.id NOT LIKE '{STRAY}%'"
    return f"SELECT s.id AS id, h.id AS meant FROM ({strays}) AS s JOIN ({single}) AS h ON h.folded = s.folded"


def _folded(id_: str) -> str:
    """An id apart from its case and the blanks around it, of which a spreadsheet knows some that are no spaces."""
    for blank in _BLANKS:
        id_ = f"REPLACE({id_}, '{blank}', ' ')"
    return f"UPPER(TRIM({id_}))"


def _told(home: str, named: Mapping[str, str], engine: Engine) -> list[Fault]:
    told = []
    for place, query in named.items():
        count = (
            engine.table(f"SELECT COUNT(*) AS n FROM ({query}) AS one JOIN meant_ids AS m ON m.id = one.id")
            .column("n")[0]
            .as_py()
        )
        if count:
            told.append(Fault(place, f"{count} ids read apart from case and blanks, as they stand in {home}"))
    return told


def _home_ids(column: str, reading: Reading | None, rejected: bool) -> str:
    """The ids of the table that describes them, which stand there once each."""
    if reading is None:
        return "SELECT id FROM (SELECT CAST(NULL AS VARCHAR) AS id) AS nothing WHERE 1 = 0"
    return f"SELECT {reading.sql[column]} AS id FROM {accepted(reading, rejected)}"


def _named(kind: str, home: str, readings: dict[str, Reading], rejected: set[str]) -> dict[str, str]:
    """One query per column that names an id outside the table that describes such ids, by `table.column`."""
    parts = {home: f"SELECT id FROM {kind}_ids WHERE 1 = 0"}
    for table, reading in readings.items():
        for column in TABLES[table].columns:
            if REFERENCES.get(column.name) == kind and not (table == home and column.name == f"{kind}_id"):
                parts[f"{table}.{column.name}"] = (
                    f"SELECT {reading.sql[column.name]} AS id FROM {accepted(reading, table in rejected)}"
                )
    if kind == "person" and "contacts" in readings:
        parts["contacts.endpoint"] = unresolved(readings["contacts"], "contacts" in rejected)
    return parts
