"""Case work that a force did not export but that its other records imply: cases, who they concern, and who works on them.

Whoever was put on a case, wrote in its file or went to someone on it shows that there was a case. A case began when it is first heard of; it is over
once the file tells its outcome, or once everyone put on it has been taken off. What nobody wrote down stays unknown: its risk, the outcome; its kind is `other`.

A table that is there but has lost many of its rows is filled up in the same way: without it whoever did the work of a lost case, or was its
concern, would stand out for having none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.records.contract import TABLES
from boundaries.records.state import Records
from boundaries.records.store import number_name

# What each table is read off where it is missing. A look-up is none of it for people: what a member types to give a reason shows no case of theirs.
SOURCES = {
    "cases": ("case_members", "case_log", "visits", "searches"),
    "case_people": ("case_log", "visits"),
    "case_members": ("case_log", "visits"),
}
CLOSED = "cases.closed_at"
_NEVER = "CAST(NULL AS TIMESTAMP)"
_NAMING = {"case_people": "person", "case_members": "member"}
_MANY_LOST, _FEWEST = 0.2, 100
"""The share of what other records name above which a table is filled up, where they name so much: some of it is missing in every force, and a few
cases made up do more harm than good."""


@dataclass(frozen=True)
class Lost:
    """How often other records name what a table should hold, and how many of these times it does not hold it."""

    named: int
    lacking: int

    @property
    def is_many(self) -> bool:
        """Whether so much is lost that the table is filled up."""
        return self.named >= _FEWEST and self.lacking > _MANY_LOST * self.named


def implied_by(records: Records) -> dict[str, tuple[str, ...]]:
    """The tables of case work that are missing (and `cases.closed_at`), each with those that it is read off instead."""
    found = {}
    for table, sources in SOURCES.items():
        if not records.tables[table].columns:
            found[table] = tuple(source for source in sources if _tells(records, source, _NAMING.get(table)))
    if "cases" in found or "closed_at" not in records.tables["cases"].columns:
        ends = (("case_log", "kind"), ("case_members", "to_at"))
        found[CLOSED] = tuple(table for table, column in ends if column in records.tables[table].columns)
    return {place: sources for place, sources in found.items() if sources}


def _tells(records: Records, table: str, whom: str | None) -> bool:
    """Whether a table names cases, and who had to do with them."""
    columns = records.tables[table].columns
    return "case_id" in columns and (whom is None or f"{whom}_id" in columns)


def find_lost(records: Records, moment: str, given: Mapping[str, str]) -> None:
    """Leave the relation `lost(name, named, lacking)`: a row for each table of case work that is there, by what was known before a moment.

    `given` is what each of them held then. Where no cases are there, nothing is known to be lost of who had to do with them.
    """
    told = []
    for table, sources in SOURCES.items():
        whom = _NAMING.get(table)
        # A look-up shows no case: what a member types as its reason may be anything.
        naming = [source for source in sources if source != "searches" and _tells(records, source, whom)]
        if naming and records.tables["cases"].columns and records.tables[table].columns:
            told.append(_lost(table, naming, given, moment))
    records.engine.keep("lost", " UNION ALL ".join(told) or "SELECT 'none' AS name, 0 AS named, 0 AS lacking")


def lost(records: Records) -> dict[str, Lost]:
    """What each table of case work lost, as `find_lost` found it."""
    return {row["name"]: Lost(row["named"], row["lacking"]) for row in records.engine.table("SELECT * FROM lost").to_pylist()}


def _lost(table: str, sources: list[str], given: Mapping[str, str], moment: str) -> str:
    keys = _keys(table)
    named = " UNION ALL ".join(
        f"SELECT {_of('t', keys)} FROM loaded_{source} AS t"
        f" WHERE {' AND '.join(f't.{key} IS NOT NULL' for key in keys)} AND t.{TABLES[source].at} < {moment}"
        for source in sources
    )
    # Whom a case that is not there itself was about is lost with the case.
    held = (
        f"JOIN (SELECT c.case_no AS case_no FROM ({given['cases']}) AS c) AS k ON k.case_no = n.case_no" if len(keys) > 1 else ""
    )
    return f"""
        SELECT '{table}' AS name, CAST(COUNT(*) AS BIGINT) AS named, CAST(COUNT(*) - COUNT(g.case_no) AS BIGINT) AS lacking
        FROM ({named}) AS n {held}
        LEFT JOIN (SELECT DISTINCT {_of("t", keys)} FROM ({given[table]}) AS t) AS g ON {_alike("n", keys)}"""


def filled_up(table: str, given: str, implied: str) -> str:
    """What a table holds and, of what is implied, the rest."""
    columns, keys = [number_name(table, column.name) for column in TABLES[table].columns], _keys(table)
    return f"""
        SELECT {_of("t", columns)} FROM ({given}) AS t
        UNION ALL
        SELECT {_of("i", columns)} FROM ({implied}) AS i
        LEFT JOIN (SELECT DISTINCT {_of("t", keys)} FROM ({given}) AS t) AS g ON {_alike("i", keys)} WHERE g.case_no IS NULL"""


def _keys(table: str) -> list[str]:
    """What a row of a table of case work is about: a case, and whom of it."""
    return ["case_no", *([f"{_NAMING[table]}_no"] if table in _NAMING else [])]


def _of(row: str, columns: list[str]) -> str:
    return ", ".join(f"{row}.{column} AS {column}" for column in columns)


def _alike(row: str, keys: list[str]) -> str:
    return " AND ".join(f"g.{key} = {row}.{key}" for key in keys)


def cases(moment: str, given: bool) -> str:
    """A row per case with when it opened and closed as far as was known before a moment; the cases given, or those implied."""
    told = "CASE WHEN t.kind = 'outcome' THEN t.at END"
    parts = [("case_members", "from_at", _NEVER), ("case_log", "at", told), ("visits", "at", _NEVER), ("searches", "at", _NEVER)]
    known = " UNION ALL ".join(
        f"SELECT t.case_no AS case_no, t.{at} AS at, {over} AS over_at FROM loaded_{table} AS t"
        f" WHERE t.case_no IS NOT NULL AND t.{at} < {moment}"
        for table, at, over in parts
    )
    heard = (
        f"SELECT h.case_no AS case_no, MIN(h.at) AS opened_at, MAX(h.over_at) AS told_at FROM ({known}) AS h GROUP BY h.case_no"
    )
    ended = f"""
        SELECT t.case_no AS case_no, MAX(t.to_at) AS left_at FROM loaded_case_members AS t WHERE t.from_at IS NULL OR t.from_at < {moment}
        GROUP BY t.case_no HAVING COUNT(*) = COUNT(CASE WHEN t.to_at < {moment} THEN 1 END)"""
    closed = "CASE WHEN COALESCE(h.told_at, e.left_at) >= h.opened_at THEN COALESCE(h.told_at, e.left_at) END"
    if given:
        closed = closed.replace("h.opened_at", "t.opened_at")
        return f"""
            SELECT t.case_no AS case_no, t.kind AS kind, t.opened_at AS opened_at, {closed} AS closed_at,
                   CASE WHEN {closed} IS NOT NULL THEN t.outcome END AS outcome, t.risk AS risk, t.unit AS unit
            FROM loaded_cases AS t LEFT JOIN ({heard}) AS h ON h.case_no = t.case_no LEFT JOIN ({ended}) AS e ON e.case_no = t.case_no
            WHERE t.opened_at < {moment}"""
    nothing = ", ".join(f"CAST(NULL AS VARCHAR) AS {column}" for column in ("outcome", "risk", "unit"))
    return f"""
        SELECT h.case_no AS case_no, 'other' AS kind, {nothing}, h.opened_at AS opened_at, {closed} AS closed_at
        FROM ({heard}) AS h LEFT JOIN ({ended}) AS e ON e.case_no = h.case_no"""


def case_people(moment: str) -> str:
    """Whom the case files name and whom visits for a case went to; in what part is not known."""
    named = " UNION ".join(
        f"SELECT t.case_no AS case_no, t.person_no AS person_no FROM loaded_{table} AS t"
        f" WHERE t.case_no IS NOT NULL AND t.person_no IS NOT NULL AND t.at < {moment}"
        for table in SOURCES["case_people"]
    )
    return f"SELECT n.case_no AS case_no, n.person_no AS person_no, 'other' AS role FROM ({named}) AS n"


def case_members(moment: str) -> str:
    """Who wrote in a case file or went to someone for the case, from then on; in what part, and who put them on it, is not known."""
    named = " UNION ALL ".join(
        f"SELECT t.case_no AS case_no, t.member_no AS member_no, t.at AS at FROM loaded_{table} AS t"
        f" WHERE t.case_no IS NOT NULL AND t.member_no IS NOT NULL AND t.at < {moment}"
        for table in SOURCES["case_members"]
    )
    return f"""
        SELECT n.case_no AS case_no, n.member_no AS member_no, 'other' AS role, MIN(n.at) AS from_at, CAST(NULL AS TIMESTAMP) AS to_at,
               CAST(NULL AS VARCHAR) AS source
        FROM ({named}) AS n GROUP BY n.case_no, n.member_no"""
