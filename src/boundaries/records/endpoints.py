"""Whose a number, address or handle was, and when."""

from boundaries.engines.protocol import Engine
from boundaries.records.reading import Reading
from boundaries.records.rejecting import accepted

STRAY = "endpoint:"
_ALWAYS, _NEVER = "1800-01-01 00:00:00", "2300-01-01 00:00:00"


def keep_spans(readings: dict[str, Reading], rejected: set[str], engine: Engine) -> None:
    """Store `endpoint_spans(endpoint, from_at, to_at, person_id, known, kind)`: at most one owner of an endpoint at any time.

    Where several rows hold at once, the one valid from the latest time wins, then the smallest person and member. An endpoint of a
    member who is also a member of the public stands for that person; `known` says that somebody owns it.
    """
    reading = readings.get("endpoints")
    if reading is None:
        engine.keep("endpoint_spans", f"SELECT * FROM ({_NOTHING}) AS nothing WHERE 1 = 0")
        return
    always, never = engine.dialect.timestamp(_ALWAYS), engine.dialect.timestamp(_NEVER)
    sql = reading.sql
    engine.keep(
        "endpoint_rows",
        f"SELECT {sql['endpoint']} AS endpoint, COALESCE({sql['valid_from']}, {always}) AS from_at,"
        f" COALESCE({sql['valid_to']}, {never}) AS to_at, {sql['person_id']} AS person_id, {sql['member_id']} AS member_id,"
        f" {sql['kind']} AS kind FROM {accepted(reading, 'endpoints' in rejected)}",
    )
    engine.keep("endpoint_owners", _owners())
    people = readings["people"]
    own = (
        f"SELECT {people.sql['member_id']} AS member_id, MIN({people.sql['person_id']}) AS person_id"
        f" FROM {accepted(people, 'people' in rejected)} WHERE {people.sql['member_id']} IS NOT NULL GROUP BY 1"
    )
    engine.keep(
        "endpoint_spans",
        "SELECT o.endpoint AS endpoint, o.from_at AS from_at, o.to_at AS to_at, COALESCE(o.person_id, own.person_id) AS person_id,"
        " (o.person_id IS NOT NULL OR o.member_id IS NOT NULL) AS known, o.kind AS kind"
        f" FROM endpoint_owners AS o LEFT JOIN ({own}) AS own ON own.member_id = o.member_id",
    )
    engine.drop("endpoint_rows")
    engine.drop("endpoint_owners")


_NOTHING = (
    "SELECT CAST(NULL AS VARCHAR) AS endpoint, CAST(NULL AS TIMESTAMP) AS from_at, CAST(NULL AS TIMESTAMP) AS to_at,"
    " CAST(NULL AS VARCHAR) AS person_id, CAST(NULL AS BOOLEAN) AS known, CAST(NULL AS VARCHAR) AS kind"
)


def _owners() -> str:
    """Endpoints with one row as they are; of the others, the winner of each stretch between two of their times."""
    columns = "e.endpoint AS endpoint, e.from_at AS from_at, e.to_at AS to_at, e.person_id AS person_id, e.member_id AS member_id, e.kind AS kind"
    shared = "SELECT endpoint FROM endpoint_rows GROUP BY endpoint HAVING COUNT(*) > 1"
    return (
        f"WITH several AS ({shared}),"
        " times AS (SELECT DISTINCT endpoint, at_time FROM (SELECT e.endpoint AS endpoint, e.from_at AS at_time FROM endpoint_rows AS e"
        " JOIN several AS s ON s.endpoint = e.endpoint UNION ALL SELECT e.endpoint AS endpoint, e.to_at AS at_time FROM endpoint_rows AS e"
        " JOIN several AS s ON s.endpoint = e.endpoint) AS both_ends),"
        " stretches AS (SELECT endpoint, at_time AS from_at, LEAD(at_time) OVER (PARTITION BY endpoint ORDER BY at_time) AS to_at FROM times),"
        " placed AS (SELECT t.endpoint AS endpoint, t.from_at AS from_at, t.to_at AS to_at, e.person_id AS person_id,"
        " e.member_id AS member_id, e.kind AS kind, ROW_NUMBER() OVER (PARTITION BY t.endpoint, t.from_at ORDER BY e.from_at DESC,"
        " e.person_id NULLS LAST, e.member_id NULLS LAST, e.kind NULLS LAST, e.to_at) AS place"
        " FROM stretches AS t JOIN endpoint_rows AS e ON e.endpoint = t.endpoint AND e.from_at <= t.from_at AND e.to_at >= t.to_at"
        " WHERE t.to_at IS NOT NULL)"
        f" SELECT {columns} FROM endpoint_rows AS e WHERE NOT EXISTS (SELECT 1 FROM several AS s WHERE s.endpoint = e.endpoint)"
        " UNION ALL SELECT endpoint, from_at, to_at, person_id, member_id, kind FROM placed WHERE place = 1"
    )


def span_join(contacts: Reading, spans: str) -> str:
    """Joins each contact `r` to the span `s` of its endpoint at that time, if there is one."""
    return (
        f" LEFT JOIN {spans} AS s ON s.endpoint = {contacts.sql['endpoint']}"
        f" AND s.from_at <= {contacts.sql['at']} AND s.to_at > {contacts.sql['at']}"
    )


def number_spans(engine: Engine) -> None:
    """Once people have numbers: store `endpoint_people(endpoint, from_at, to_at, known, person_no, kind)` and `endpoint_strays`."""
    engine.keep(
        "endpoint_people",
        "SELECT s.endpoint AS endpoint, s.from_at AS from_at, s.to_at AS to_at, s.known AS known, k.person_no AS person_no, s.kind AS kind"
        " FROM endpoint_spans AS s LEFT JOIN person_names AS k ON k.person_id = s.person_id",
    )
    engine.keep(
        "endpoint_strays",
        f"SELECT SUBSTR(k.person_id, {len(STRAY) + 1}) AS endpoint, k.person_no AS person_no"
        f" FROM person_keys AS k WHERE k.person_id LIKE '{STRAY}%'",
    )


def person_joins(contacts: Reading) -> tuple[str, str]:
    """The number of a contact's person as SQL, and the joins it needs.

    A given person comes first, then the owner of the endpoint at that time, then the person `endpoint:VALUE`; null only where the
    owner is a member and nobody else.
    """
    sql = contacts.sql
    joins = f" LEFT JOIN person_names AS p ON p.person_id = {sql['person_id']}"
    if contacts.source.schema.get_field_index("endpoint") < 0:
        return "p.person_no", joins
    joins += span_join(contacts, "endpoint_people") + f" LEFT JOIN endpoint_strays AS e ON e.endpoint = {sql['endpoint']}"
    return f"CASE WHEN {sql['person_id']} IS NOT NULL THEN p.person_no WHEN s.known THEN s.person_no ELSE e.person_no END", joins


def unresolved(contacts: Reading, rejected: bool) -> str:
    """The ids given to endpoints that nobody is known to own at the time of a contact."""
    sql = contacts.sql
    return (
        f"SELECT DISTINCT '{STRAY}' || {sql['endpoint']} AS id FROM {accepted(contacts, rejected)}{span_join(contacts, 'endpoint_spans')}"
        f" WHERE {sql['person_id']} IS NULL AND {sql['endpoint']} IS NOT NULL AND COALESCE(s.known, false) = false"
    )
