"""Facts about a pair as a whole: how contact began, whether it fell silent, how its cases went and were written up."""

from datetime import datetime

from boundaries.detection.facts.spans import EARLY_DAYS, EPOCH
from boundaries.engines.dialect import Dialect

PROMPT_DAYS = 14
# A case counts as closed quickly in a quarter of the average time, where that average rests on so many closed cases.
FAST_TIMES = 4
COMPARABLE = 200


def day_number(dialect: Dialect, at: str) -> str:
    """Days since the year 2000, a whole number that sums and compares alike on every engine."""
    return f"CAST({dialect.days_between(dialect.timestamp(EPOCH), at)} AS INTEGER)"


def case_marks(dialect: Dialect) -> str:
    """A row per case with what is the same for everybody on it: how it went, entries in its log, how grave its kind is."""
    lenient = "'community_resolution', 'caution', 'nfa_victim', 'nfa_other', 'no_crime'"
    took = dialect.days_between("c.opened_at", "c.closed_at")
    return f"""
        SELECT c.case_no AS case_no, c.opened_at AS opened_at, c.closed_at AS closed_at, c.kind AS kind, c.outcome AS outcome, c.risk AS risk,
               c.unit AS unit, CASE WHEN c.closed_at IS NULL THEN NULL ELSE {took} END AS days_to_close,
               CASE WHEN c.closed_at IS NOT NULL AND c.outcome IS NOT NULL THEN 1 ELSE 0 END AS decided,
               CASE WHEN c.outcome IN ({lenient}) THEN 1 ELSE 0 END AS lenient, COALESCE(l.entries, 0) AS entries,
               CASE WHEN {FAST_TIMES} * {took} * k.cases <= k.days AND k.cases >= {COMPARABLE} THEN 1 ELSE 0 END AS quick,
               CASE WHEN k.cases >= {COMPARABLE} THEN 1 ELSE 0 END AS comparable,
               CASE c.kind WHEN 'sexual_offence' THEN 9 WHEN 'domestic_abuse' THEN 8 WHEN 'harassment' THEN 7
                    WHEN 'mental_health' THEN 6 WHEN 'missing_person' THEN 5 WHEN 'sudden_death' THEN 4
                    WHEN 'violence' THEN 3 WHEN 'asb' THEN 2 ELSE 1 END AS gravity
        FROM cases AS c
        LEFT JOIN (
            SELECT c.kind AS kind, COALESCE(c.risk, '-') AS risk, COUNT(*) AS cases, CAST(SUM({took}) AS BIGINT) AS days
            FROM cases AS c WHERE c.closed_at IS NOT NULL GROUP BY c.kind, COALESCE(c.risk, '-')
        ) AS k ON k.kind = c.kind AND k.risk = COALESCE(c.risk, '-')
        LEFT JOIN (SELECT case_no, COUNT(*) AS entries FROM case_log GROUP BY case_no) AS l ON l.case_no = c.case_no"""


def case_numbers(dialect: Dialect, as_of: datetime) -> str:
    """A row per member, person and case with days shared so far, and what of `case_marks` is a number."""
    now = day_number(dialect, dialect.timestamp(as_of.strftime("%Y-%m-%d %H:%M:%S")))
    return f"""
        SELECT p.*, {day_number(dialect, "p.from_at")} AS from_day,
               LEAST({day_number(dialect, "p.until_at")}, {now}) AS until_day,
               GREATEST(LEAST({day_number(dialect, "p.until_at")}, {now}) - {day_number(dialect, "p.from_at")}, 0) + 1 AS days,
               c.decided AS decided, c.lenient AS lenient, c.entries AS entries, c.quick AS quick, c.comparable AS comparable, c.gravity AS gravity,
               COALESCE(o.own_entries, 0) AS own_entries, COALESCE(o.lowered, 0) AS risk_changes
        FROM pair_cases AS p
        JOIN case_marks AS c ON c.case_no = p.case_no
        LEFT JOIN (
            SELECT member_no, case_no, COUNT(*) AS own_entries, COUNT(CASE WHEN kind = 'risk_change' THEN 1 END) AS lowered
            FROM case_log WHERE member_no IS NOT NULL GROUP BY member_no, case_no
        ) AS o ON o.member_no = p.member_no AND o.case_no = p.case_no"""


def case_facts() -> str:
    """`case_numbers` with what is seldom asked of a case: written words and times would be most of what is stored for each who is on it."""
    return """
        SELECT n.*, c.opened_at AS opened_at, c.closed_at AS closed_at, c.days_to_close AS days_to_close, c.kind AS kind, c.outcome AS outcome,
               c.risk AS risk, c.unit AS unit
        FROM case_numbers AS n JOIN case_marks AS c ON c.case_no = n.case_no"""


def pair_facts() -> str:
    """A row per pair that ever had contact: how much early, how much later, and what went on after the last of it."""
    return f"""
        SELECT t.member_no, t.person_no, t.first_day, t.last_day, t.contacts, t.later_contacts,
               LEAST(t.unlogged_in, 2 * t.unlogged_out) AS answered, COALESCE(s.later_days, 0) AS later_days
        FROM talk AS t
        LEFT JOIN (
            SELECT c.member_no AS member_no, c.person_no AS person_no,
                   CAST(SUM(GREATEST(c.until_day - GREATEST(c.from_day, t.first_day + {EARLY_DAYS}), 0)) AS BIGINT) AS later_days
            FROM case_numbers AS c JOIN talk AS t ON t.member_no = c.member_no AND t.person_no = c.person_no
            GROUP BY c.member_no, c.person_no
        ) AS s ON s.member_no = t.member_no AND s.person_no = t.person_no"""


def declared_facts(dialect: Dialect) -> str:
    """A row per pair with a declared relationship: whether at most a quarter of the pair's records come first, by two weeks and more."""
    declared = day_number(dialect, "MIN(d.declared_at)")
    return f"""
        SELECT d.member_no AS member_no, d.person_no AS person_no, d.day AS day, d.declared_at AS happened_at,
               CASE WHEN f.records IS NULL OR 4 * f.before <= f.records THEN 1 ELSE 0 END AS prompt
        FROM (
            SELECT d.member_no, d.person_no, {declared} AS day, MIN(d.declared_at) AS declared_at
            FROM declarations AS d GROUP BY d.member_no, d.person_no
        ) AS d
        LEFT JOIN (
            SELECT m.member_no AS member_no, m.person_no AS person_no, COUNT(*) AS records,
                   SUM(CASE WHEN m.day < n.day - {PROMPT_DAYS} THEN 1 ELSE 0 END) AS before
            FROM named_moments AS m JOIN (
                SELECT d.member_no AS member_no, d.person_no AS person_no, {declared} AS day
                FROM declarations AS d GROUP BY d.member_no, d.person_no
            ) AS n ON n.member_no = m.member_no AND n.person_no = m.person_no
            GROUP BY m.member_no, m.person_no
        ) AS f ON f.member_no = d.member_no AND f.person_no = d.person_no"""


def acquainted_facts(own: bool) -> str:
    """Pairs in which the person is the member (their own record), or another member of the service (a colleague)."""
    sign = "=" if own else "<>"
    return f"""
        SELECT DISTINCT m.member_no AS member_no, m.person_no AS person_no, CAST(NULL AS TIMESTAMP) AS happened_at
        FROM (SELECT member_no, person_no FROM moment_pairs UNION ALL SELECT member_no, person_no FROM pair_cases) AS m
        JOIN people AS p ON p.person_no = m.person_no
        WHERE p.own_member_no IS NOT NULL AND p.own_member_no {sign} m.member_no"""


def kin_moments() -> str:
    """Look-ups of a person's relatives, set to the account of the pair the member has with that person.

    A look-up of a case is of everyone on it: where several of them are relatives it is one look-up all the same, called for if it is for one.
    """
    return """
        SELECT m.member_no AS member_no, k.person_no AS person_no, m.row AS row, m.happened_at AS happened_at, m.day AS day,
               MAX(m.off_duty) AS off_duty, MAX(m.allocated) AS allocated, MAX(m.stage) AS stage, MAX(m.hour) AS hour
        FROM moments_of_kin AS m JOIN kin AS k ON k.kin_no = m.person_no
        WHERE m.kind = 3 AND EXISTS (
            SELECT 1 FROM (SELECT member_no, person_no FROM moment_pairs UNION ALL SELECT member_no, person_no FROM pair_cases) AS p
            WHERE p.member_no = m.member_no AND p.person_no = k.person_no
        )
        GROUP BY m.member_no, k.person_no, m.row, m.happened_at, m.day"""
