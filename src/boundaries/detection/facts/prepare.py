"""Builds every relation of facts in order, from the views of what was known."""

from datetime import datetime

from boundaries.detection.facts.goodwill import goodwill_facts
from boundaries.detection.facts.moments import (
    happenings,
    in_allocation,
    members_part,
    moments,
    on_roster,
    roster_spans,
    settled_moments,
)
from boundaries.detection.facts.pairs import (
    acquainted_facts,
    case_facts,
    declared_facts,
    kin_moments,
    pair_facts,
    pair_strata,
    quiet_moments,
)
from boundaries.detection.facts.spans import kin, pair_cases, person_cases, recorded_days, rosters
from boundaries.engines.dialect import Dialect
from boundaries.engines.protocol import Engine
from boundaries.progress import Progress, silent

# How many contacts, visits and look-ups are set in their surroundings at once.
ROWS_AT_ONCE = 4_000_000

_VISIT_ROWS = "SELECT ROW_NUMBER() OVER () AS row, * FROM visits"

# A look-up of a case is a look-up of the people on it.
_SEARCH_ROWS = """
    SELECT s.row, s.search_id, s.at, s.member_no, COALESCE(s.person_no, p.person_no) AS person_no, s.system, s.reason,
           CAST(CASE WHEN s.case_no IS NULL THEN 0 ELSE 1 END AS TINYINT) AS cased
    FROM (SELECT ROW_NUMBER() OVER () AS row, * FROM searches) AS s
    LEFT JOIN (SELECT DISTINCT case_no, person_no FROM case_people) AS p ON p.case_no = s.case_no AND s.person_no IS NULL
    WHERE COALESCE(s.person_no, p.person_no) IS NOT NULL"""

# Pairs a reviewer explained, with no later concern: only what came after counts, so that they return on new evidence alone.
_SET_ASIDE = """
    SELECT v.member_no AS member_no, v.person_no AS person_no, v.after_at AS after_at FROM (
        SELECT member_no, person_no, MAX(CASE WHEN verdict IN ('explained', 'data_error') THEN decided_at END) AS after_at,
               MAX(CASE WHEN verdict = 'concern' THEN decided_at END) AS concern_at
        FROM verdicts GROUP BY member_no, person_no
    ) AS v
    WHERE v.after_at IS NOT NULL AND (v.concern_at IS NULL OR v.concern_at < v.after_at)"""


def _unexplained(rows: str, at: str) -> str:
    """The rows of a query less those of pairs set aside that came before they were."""
    return f"""
        SELECT u.* FROM ({rows}) AS u
        LEFT JOIN set_aside AS a ON a.member_no = u.member_no AND a.person_no = u.person_no
        WHERE a.after_at IS NULL OR u.{at} > a.after_at"""


def _settle(engine: Engine, dialect: Dialect) -> None:
    """Leave `settled_moments`, made for some members after others and a step at a time: whole, the sorts would not fit in memory."""
    engine.keep("roster_spans", roster_spans(dialect))
    counts = (
        "SELECT COUNT(*) AS n FROM contacts UNION ALL SELECT COUNT(*) FROM visit_rows UNION ALL SELECT COUNT(*) FROM search_rows"
    )
    parts = 1 + int(sum(engine.table(counts).column("n").to_pylist())) // ROWS_AT_ONCE
    for part in range(parts):
        mine = members_part(part, parts)
        engine.keep("on_roster", on_roster(dialect, mine))
        engine.keep("in_allocation", in_allocation(dialect, mine))
        engine.drop("on_roster")
        if part == 0:
            engine.keep("settled_moments", settled_moments(dialect, mine))
        else:
            engine.run(f"INSERT INTO settled_moments {settled_moments(dialect, mine)}")
        engine.drop("in_allocation")


def prepare(engine: Engine, as_of: datetime, progress: Progress = silent) -> None:
    """Leave `moments`, `case_facts`, `pair_facts`, `pair_strata`, `kin_moments` and the small fact tables in the engine.

    Needs the views of `known_before` and the tables `worded_contacts(row, mask)` and `praise_marks`.
    """
    dialect = engine.dialect
    progress("case work")
    engine.keep("set_aside", _SET_ASIDE)
    engine.keep("pair_cases", pair_cases(dialect))
    engine.view("rosters", rosters(dialect))
    engine.view("person_cases", person_cases(dialect))
    engine.keep("visit_rows", _VISIT_ROWS)
    engine.keep("search_rows", _SEARCH_ROWS)
    engine.keep("recorded_days", recorded_days(dialect))
    engine.view("happenings", _unexplained(happenings(dialect), "happened_at"))
    progress("contacts, visits and look-ups in their setting")
    _settle(engine, dialect)
    engine.view("moments", moments())
    for spent in ("roster_spans", "recorded_days"):
        engine.drop(spent)
    engine.keep("kin", kin())
    progress("pairs")
    engine.keep("case_facts", _unexplained(case_facts(dialect, as_of), "from_at"))
    engine.keep("pair_facts", pair_facts(dialect))
    engine.keep("quiet_moments", quiet_moments())
    engine.keep("kin_moments", kin_moments())
    engine.keep("pair_strata", pair_strata())
    for facts, query in goodwill_facts(dialect).items():
        engine.keep(facts, _unexplained(query, "happened_at"))
    engine.keep("declared_facts", declared_facts(dialect))
    engine.keep("own_facts", acquainted_facts(own=True))
    engine.keep("colleague_facts", acquainted_facts(own=False))
