"""Plain counts of a pair, as a first look at the records would take them; the baselines rest on these."""

import pyarrow as pa

from boundaries.engines.protocol import Engine

# Each count is a SQL condition over `moments` (kind 1 contact, 2 visit, 3 look-up), summed over a pair's rows.
COUNTS = {
    "contacts": "kind = 1",
    "outgoing_contacts": "kind = 1 AND way = 1",
    "off_duty_contacts": "kind = 1 AND off_duty = 1",
    "night_contacts": "kind = 1 AND (hour >= 22 OR hour < 7)",
    "unlogged_contacts": "kind = 1 AND logged = 0",
    "visits": "kind = 2",
    "unlogged_visits": "kind = 2 AND cased = 0",
    "searches": "kind = 3",
    "stray_searches": "kind = 3 AND allocated = 0",
}


def plain_counts(engine: Engine) -> pa.Table:
    """A row per pair with any contact, visit or look-up: member_id, person_id and each of `COUNTS`, from a scanned engine."""
    sums = ", ".join(
        f"CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS INTEGER) AS {name}" for name, condition in COUNTS.items()
    )
    return engine.table(
        f"""SELECT m.member_id AS member_id, p.person_id AS person_id, {", ".join(f"c.{name} AS {name}" for name in COUNTS)}
        FROM (SELECT member_no, person_no, {sums} FROM moments GROUP BY member_no, person_no) AS c
        JOIN member_keys AS m ON m.member_no = c.member_no JOIN person_keys AS p ON p.person_no = c.person_no"""
    )
