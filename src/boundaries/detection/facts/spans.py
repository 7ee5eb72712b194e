"""Stretches of time that facts are judged against: rosters, a pair's allocations, a person's cases."""

from boundaries.engines.dialect import Dialect

EPOCH = "2000-01-01 00:00:00"
FAR_AHEAD = "2999-01-01 00:00:00"
AFTERCARE_DAYS = 28
EARLY_DAYS = 14
GRACE_S = 1_800
DAY_S = 86_400


def pair_cases(dialect: Dialect) -> str:
    """A row per member, person and case they share: roles, dates, source.

    `until_at` is when the member's part ended: taken off the case, or the case closed, or far ahead.
    """
    end = f"COALESCE(c.closed_at, {dialect.timestamp(FAR_AHEAD)})"
    # A case's members and its people are put together by themselves first: they are far fewer than the pairs they make.
    return f"""
        SELECT m.member_no AS member_no, p.person_no AS person_no, c.case_no AS case_no, m.oic AS oic, m.specialist AS specialist,
               m.supervisor AS supervisor, m.self_attached AS self_attached, m.source_known AS source_known, p.suspect AS suspect,
               p.relative AS relative, p.affected AS affected, m.from_at AS from_at,
               CASE WHEN m.ongoing = 1 THEN GREATEST(COALESCE(m.to_at, {end}), {end}) ELSE m.to_at END AS until_at
        FROM (
            SELECT case_no, member_no, MAX(CASE WHEN role = 'oic' THEN 1 ELSE 0 END) AS oic,
                   MAX(CASE WHEN role IN ('specialist', 'liaison') THEN 1 ELSE 0 END) AS specialist,
                   MAX(CASE WHEN role = 'supervisor' THEN 1 ELSE 0 END) AS supervisor,
                   MAX(CASE WHEN source = 'self' THEN 1 ELSE 0 END) AS self_attached,
                   MAX(CASE WHEN source IS NULL THEN 0 ELSE 1 END) AS source_known,
                   MIN(from_at) AS from_at, MAX(to_at) AS to_at, MAX(CASE WHEN to_at IS NULL THEN 1 ELSE 0 END) AS ongoing
            FROM case_members GROUP BY case_no, member_no
        ) AS m
        JOIN (
            SELECT case_no, person_no, MAX(CASE WHEN role = 'suspect' THEN 1 ELSE 0 END) AS suspect,
                   MAX(CASE WHEN role = 'relative' THEN 1 ELSE 0 END) AS relative,
                   MAX(CASE WHEN role IN ('victim', 'reporter') THEN 1 ELSE 0 END) AS affected
            FROM case_people GROUP BY case_no, person_no
        ) AS p ON p.case_no = m.case_no
        JOIN cases AS c ON c.case_no = m.case_no"""


def rosters(dialect: Dialect) -> str:
    """Duty rows as spans: on duty (half an hour of grace at both ends), absent, and rostered at all."""
    return f"""
        SELECT member_no, {dialect.plus_seconds("starts_at", str(-GRACE_S))} AS from_at,
               CASE WHEN kind IN ('duty', 'overtime', 'on_call', 'course') THEN {dialect.plus_seconds("ends_at", str(GRACE_S))}
               END AS on_until_at,
               CASE WHEN kind IN ('sick', 'leave') THEN ends_at END AS absent_until_at,
               ends_at AS rostered_until_at
        FROM duties WHERE ends_at >= starts_at"""


def person_cases(dialect: Dialect) -> str:
    """A row per person and case: when it opened, and when it closed or far ahead."""
    return f"""
        SELECT p.person_no AS person_no, c.opened_at AS from_at, COALESCE(c.closed_at, {dialect.timestamp(FAR_AHEAD)}) AS open_until_at
        FROM case_people AS p JOIN cases AS c ON c.case_no = p.case_no"""


def kin() -> str:
    """Who is a relative of whom: people of one case of whom one is down as a relative."""
    return """
        SELECT DISTINCT p.person_no AS person_no, k.person_no AS kin_no
        FROM case_people AS k JOIN case_people AS p ON p.case_no = k.case_no AND p.person_no <> k.person_no
        WHERE k.role = 'relative' AND p.role <> 'relative'"""


def recorded_days(dialect: Dialect) -> str:
    """Days on which the case file shows this member with this person; some more than once.

    An entry without a person speaks for everyone on the case; one without a member for everyone allocated to it.
    """
    day = dialect.days_between(dialect.timestamp(EPOCH), "l.at")
    return f"""
        SELECT l.member_no AS member_no, p.person_no AS person_no, {day} AS day
        FROM case_log AS l JOIN case_people AS p ON p.case_no = l.case_no AND (l.person_no IS NULL OR l.person_no = p.person_no)
        WHERE l.member_no IS NOT NULL
        UNION ALL
        SELECT m.member_no AS member_no, p.person_no AS person_no, {day} AS day
        FROM case_log AS l JOIN case_people AS p ON p.case_no = l.case_no AND (l.person_no IS NULL OR l.person_no = p.person_no)
        JOIN case_members AS m ON m.case_no = l.case_no
        WHERE l.member_no IS NULL"""
