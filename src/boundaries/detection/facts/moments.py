"""Every contact, visit and look-up of a pair, with what was true when it happened.

Three running windows, one sort each, instead of range joins: the member's roster, the pair's allocations, the person's cases.
"""

from boundaries.detection.facts.spans import AFTERCARE_DAYS, DAY_S, FAR_AHEAD
from boundaries.engines.dialect import Dialect

_PAYLOAD = "kind, row, member_no, person_no, happened_at, way, channel, purpose, cased, shared, mask, worded"


def happenings(dialect: Dialect) -> str:
    """The three kinds stacked: `way` 1 the member began it, 0 the person did; `mask` the lexicon classes a text hit."""
    return f"""
        SELECT CAST(1 AS TINYINT) AS kind, c.row AS row, c.member_no AS member_no, c.person_no AS person_no, c.at AS happened_at,
               CAST(CASE c.direction WHEN 'out' THEN 1 WHEN 'in' THEN 0 END AS TINYINT) AS way, c.channel AS channel,
               CAST(NULL AS VARCHAR) AS purpose, CAST(0 AS TINYINT) AS cased,
               CAST(CASE WHEN c.endpoint_kind = 'shared' THEN 1 ELSE 0 END AS TINYINT) AS shared,
               COALESCE(w.mask, 0) AS mask, CAST(CASE WHEN c.text IS NULL THEN 0 ELSE 1 END AS TINYINT) AS worded
        FROM contacts AS c LEFT JOIN worded_contacts AS w ON w.row = c.row
        WHERE c.person_no IS NOT NULL
        UNION ALL
        SELECT CAST(2 AS TINYINT), v.row, v.member_no, v.person_no, v.at, CAST(NULL AS TINYINT), v.source, v.purpose,
               CAST(CASE WHEN v.case_no IS NULL THEN 0 ELSE 1 END AS TINYINT), CAST(0 AS TINYINT), 0, CAST(0 AS TINYINT)
        FROM visit_rows AS v
        UNION ALL
        SELECT CAST(3 AS TINYINT), s.row, s.member_no, s.person_no, s.at, CAST(NULL AS TINYINT), CAST(NULL AS VARCHAR),
               s.reason, s.cased, CAST(0 AS TINYINT), 0, CAST(0 AS TINYINT)
        FROM search_rows AS s"""


def _rostered(dialect: Dialect) -> str:
    """Adds the latest end of duty, of absence and of any roster line that began before the moment."""
    running = "OVER (PARTITION BY member_no ORDER BY happened_at, told ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    return f"""
        SELECT {_PAYLOAD}, told,
               MAX(on_until_at) {running} AS on_until_at, MAX(absent_until_at) {running} AS absent_until_at,
               MAX(rostered_until_at) {running} AS rostered_until_at
        FROM (
            SELECT {_PAYLOAD}, 1 AS told, CAST(NULL AS TIMESTAMP) AS on_until_at, CAST(NULL AS TIMESTAMP) AS absent_until_at,
                   CAST(NULL AS TIMESTAMP) AS rostered_until_at
            FROM happenings
            UNION ALL
            SELECT CAST(0 AS TINYINT), 0, member_no, 0, from_at, NULL, NULL, NULL, 0, 0, 0, 0, 0, on_until_at, absent_until_at,
                   rostered_until_at
            FROM rosters
        ) AS r"""


def _with_duty(dialect: Dialect) -> str:
    known = f"happened_at <= {dialect.plus_seconds('rostered_until_at', str(7 * DAY_S))}"
    return f"""
        SELECT {_PAYLOAD},
               CAST(CASE WHEN rostered_until_at IS NULL OR NOT {known} THEN NULL WHEN on_until_at >= happened_at THEN 0 ELSE 1 END AS TINYINT)
               AS off_duty,
               CAST(CASE WHEN absent_until_at >= happened_at AND (on_until_at IS NULL OR on_until_at < happened_at) THEN 1 ELSE 0 END AS TINYINT)
               AS absent
        FROM rostered WHERE told = 1"""


def _allocated(dialect: Dialect) -> str:
    """Adds whether the pair had a case in common then (a day early, after-care after), and ever before."""
    running = "OVER (PARTITION BY member_no, person_no ORDER BY happened_at, told ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    nulls = ", ".join(f"CAST(NULL AS {kind})" for kind in ("TINYINT", "VARCHAR", "VARCHAR"))
    return f"""
        SELECT {_PAYLOAD}, off_duty, absent, told, MAX(with_until_at) {running} AS with_until_at
        FROM (
            SELECT {_PAYLOAD}, off_duty, absent, 1 AS told, CAST(NULL AS TIMESTAMP) AS with_until_at FROM on_roster
            UNION ALL
            SELECT CAST(0 AS TINYINT), 0, member_no, person_no, {dialect.plus_seconds("from_at", str(-DAY_S))}, {nulls},
                   0, 0, 0, 0, 0, 0, 0, until_at
            FROM pair_cases
            UNION ALL
            SELECT CAST(0 AS TINYINT), 0, member_no, person_no, {dialect.plus_seconds("v.at", str(-DAY_S))}, {nulls},
                   0, 0, 0, 0, 0, 0, 0, {dialect.plus_seconds("v.at", str((1 - AFTERCARE_DAYS) * DAY_S))}
            FROM visit_rows AS v WHERE source IN ('dispatch', 'custody', 'counter')
        ) AS a"""


def _staged(dialect: Dialect) -> str:
    """Adds until when the person's latest-closing case so far was open."""
    running = "OVER (PARTITION BY person_no ORDER BY happened_at, told ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    nulls = ", ".join(f"CAST(NULL AS {kind})" for kind in ("TINYINT", "VARCHAR", "VARCHAR"))
    return f"""
        SELECT {_PAYLOAD}, off_duty, absent, with_until_at, told, MAX(open_until_at) {running} AS open_until_at
        FROM (
            SELECT {_PAYLOAD}, off_duty, absent, with_until_at, 1 AS told, CAST(NULL AS TIMESTAMP) AS open_until_at
            FROM in_allocation WHERE told = 1
            UNION ALL
            SELECT CAST(0 AS TINYINT), 0, 0, person_no, from_at, {nulls}, 0, 0, 0, 0, 0, 0, NULL, 0, open_until_at
            FROM person_cases
        ) AS s"""


def moments(dialect: Dialect) -> str:
    """One row per happening: duty, allocation, stage, hour and whether the case file knows of it (nulls: not known)."""
    care = f"{dialect.plus_seconds('open_until_at', str(AFTERCARE_DAYS * DAY_S))} >= happened_at"
    care_pair = f"{dialect.plus_seconds('with_until_at', str(AFTERCARE_DAYS * DAY_S))} >= happened_at"
    day = dialect.days_between(dialect.timestamp("2000-01-01 00:00:00"), "s.happened_at")
    return f"""
        WITH rostered AS ({_rostered(dialect)}),
        on_roster AS ({_with_duty(dialect)}),
        in_allocation AS ({_allocated(dialect)}),
        staged AS ({_staged(dialect)})
        SELECT s.kind, s.row, s.member_no, s.person_no, s.happened_at, s.way, s.channel, s.purpose, s.cased, s.shared, s.mask, s.worded,
               s.off_duty, s.absent, CAST({dialect.hour("s.happened_at")} AS TINYINT) AS hour, s.allocated, s.known_pair, s.stage,
               CAST(CASE WHEN r.day IS NULL THEN 0 ELSE 1 END AS TINYINT) AS logged, CAST({day} AS INTEGER) AS day
        FROM (
            SELECT {_PAYLOAD}, off_duty, absent,
                   CAST(CASE WHEN {care_pair} THEN 1 ELSE 0 END AS TINYINT) AS allocated,
                   CAST(CASE WHEN with_until_at IS NULL THEN 0 ELSE 1 END AS TINYINT) AS known_pair,
                   CAST(CASE WHEN open_until_at IS NULL THEN 0 WHEN open_until_at >= happened_at THEN 1 WHEN {care} THEN 2 ELSE 3 END
                        AS TINYINT) AS stage
            FROM staged WHERE told = 1
        ) AS s
        LEFT JOIN recorded_days AS r ON r.member_no = s.member_no AND r.person_no = s.person_no AND r.day = {day}"""


__all__ = ["FAR_AHEAD", "happenings", "moments"]
