"""Contacts, visits and look-ups as they stand in the records, stacked, and the stretches of time that they are set against: all as SQL."""

from boundaries.detection.facts.fields import FIELDS, NOT_KNOWN, coded_sql, packed_sql
from boundaries.detection.facts.spans import AFTERCARE_DAYS, DAY_S
from boundaries.engines.dialect import Dialect
from boundaries.records.contract import TABLES

BROUGHT_TOGETHER = ("dispatch", "custody", "counter")


def happenings() -> str:
    """The three kinds stacked, what they carry packed into `code`.

    `way` 1 the member began it, 0 the person did; the purpose of a look-up says only that one is given. What a text hit is not among them.
    A look-up of a case is a look-up of the people on it.
    """
    contact = packed_sql(
        kind="1",
        way=f"CASE c.direction WHEN 'out' THEN 1 WHEN 'in' THEN 0 ELSE {NOT_KNOWN} END",
        channel=coded_sql("c.channel", "channel", TABLES["contacts"].column("channel").words),
        shared="CASE WHEN c.endpoint_kind = 'shared' THEN 1 ELSE 0 END",
        worded="CASE WHEN c.worded THEN 1 ELSE 0 END",
    )
    visit = packed_sql(
        kind="2",
        way=str(NOT_KNOWN),
        channel=coded_sql("v.source", "channel", TABLES["visits"].column("source").words),
        purpose=coded_sql("v.purpose", "purpose", TABLES["visits"].column("purpose").words),
        cased="CASE WHEN v.case_no IS NULL THEN 0 ELSE 1 END",
    )
    search = packed_sql(
        kind="3",
        way=str(NOT_KNOWN),
        purpose=f"CASE WHEN s.reason IS NULL THEN 0 ELSE {len(FIELDS['purpose'].words)} END",
        cased="CASE WHEN s.case_no IS NULL THEN 0 ELSE 1 END",
    )
    return f"""
        SELECT c.row AS row, c.member_no AS member_no, c.person_no AS person_no, c.at AS happened_at, {contact} AS code
        FROM contacts AS c WHERE c.person_no IS NOT NULL
        UNION ALL SELECT v.row, v.member_no, v.person_no, v.at, {visit} FROM visits AS v
        UNION ALL SELECT s.row, s.member_no, COALESCE(s.person_no, p.person_no), s.at, {search}
        FROM searches AS s
        LEFT JOIN (SELECT DISTINCT case_no, person_no FROM case_people) AS p ON p.case_no = s.case_no AND s.person_no IS NULL
        WHERE COALESCE(s.person_no, p.person_no) IS NOT NULL"""


def allocations(dialect: Dialect) -> str:
    """Stretches, a day early, in which a pair had a case in common, or was brought together by dispatch, custody or counter."""
    early = dialect.plus_seconds("{}", str(-DAY_S))
    visited = dialect.plus_seconds("v.at", str((1 - AFTERCARE_DAYS) * DAY_S))
    words = ", ".join(f"'{word}'" for word in BROUGHT_TOGETHER)
    return f"""
        SELECT c.member_no AS member_no, c.person_no AS person_no, {early.format("c.from_at")} AS from_at, c.until_at AS until_at
        FROM pair_cases AS c
        UNION ALL SELECT v.member_no, v.person_no, {early.format("v.at")}, {visited} FROM visits AS v WHERE v.source IN ({words})"""
