"""What was known strictly before a moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from boundaries.records.moment import known_before, newest_moment
from boundaries.records.state import Records
from tests.spec.records.conftest import holds

FORCE = """
    cases:
    case_id | kind  | opened_at        | closed_at        | outcome
    K1      | theft | 2024-01-01 10:00 | 2024-02-01 10:00 | charge
    K2      | theft | 2024-01-15 10:00 | 2024-04-01 10:00 | nfa_other
    K3      | theft | 2024-01-20 10:00 | -                | charge
    K4      | theft | 2024-03-01 00:00 | -                | -
    case_people:
    case_id | person_id | role
    K1      | P1        | victim
    K4      | P1        | victim
    K9      | P1        | victim
    case_members:
    case_id | member_id | role | from_at          | to_at
    K1      | M1        | oic  | -                | 2024-02-15 00:00
    K2      | M1        | oic  | 2024-02-01 00:00 | 2024-03-01 00:00
    K3      | M1        | oic  | 2024-03-01 00:00 | -
    K4      | M2        | oic  | 2024-02-01 00:00 | -
    visits:
    visit_id | at               | until            | member_id | person_id | source
    V1       | 2024-02-28 22:00 | 2024-02-28 23:00 | M1        | P1        | notebook
    V2       | 2024-02-29 23:00 | 2024-03-01 01:00 | M1        | P1        | notebook
    V3       | 2024-03-01 00:00 | -                | M1        | P1        | notebook
    duties:
    member_id | starts_at        | ends_at          | kind
    M1        | 2024-02-29 22:00 | 2024-03-01 06:00 | duty
    M1        | 2024-06-01 22:00 | 2024-06-02 06:00 | duty
    members:
    member_id | kind    | started_on | left_on
    M1        | officer | -          | 2024-03-15
    M2        | officer | 2024-02-01 | 2024-02-10
    M3        | officer | 2024-03-01 | -
    endpoints:
    endpoint | person_id | valid_from       | valid_to
    +441     | P1        | -                | 2024-03-01 00:00
    +442     | P1        | 2024-03-01 00:00 | -
"""
MARCH = datetime(2024, 3, 1)


def test_cases_stand_as_they_stood(load: Callable[[str], Records]) -> None:
    records = load(FORCE)
    known_before(records, MARCH)
    holds(records, "SELECT k.case_id AS id, c.closed_at AS closed, c.outcome AS outcome FROM cases AS c"
          " JOIN case_keys AS k ON k.case_no = c.case_no ORDER BY id", """
id | closed           | outcome
K1 | 2024-02-01 10:00 | charge
K2 | -                | -
K3 | -                | -
""")  # fmt: skip


def test_people_and_members_of_a_case_are_known_once_it_is_opened(load: Callable[[str], Records]) -> None:
    records = load(FORCE)
    known_before(records, MARCH)
    holds(records, "SELECT k.case_id AS id FROM case_people AS c JOIN case_keys AS k ON k.case_no = c.case_no", "id\nK1")
    holds(records, "SELECT k.case_id AS id, c.from_at AS began, c.to_at AS ended FROM case_members AS c"
          " JOIN case_keys AS k ON k.case_no = c.case_no ORDER BY id", """
id | began            | ended
K1 | 2024-01-01 10:00 | 2024-02-15 00:00
K2 | 2024-02-01 00:00 | -
""")  # fmt: skip


def test_stretches_are_cut_at_the_moment(load: Callable[[str], Records]) -> None:
    records = load(FORCE)
    known_before(records, MARCH)
    holds(
        records,
        "SELECT v.visit_id AS id, v.until AS until FROM visits AS v ORDER BY id",
        """
id | until
V1 | 2024-02-28 23:00
V2 | 2024-03-01 00:00
""",
    )
    holds(
        records,
        "SELECT d.starts_at AS starts, d.ends_at AS ends FROM duties AS d",
        """
starts           | ends
2024-02-29 22:00 | 2024-03-01 00:00
""",
    )


def test_members_and_endpoints_that_were_there(load: Callable[[str], Records]) -> None:
    records = load(FORCE)
    known_before(records, MARCH)
    holds(records, "SELECT k.member_id AS id, m.left_on AS gone FROM members AS m"
          " JOIN member_keys AS k ON k.member_no = m.member_no ORDER BY id", """
id | gone
M1 | -
M2 | 2024-02-10
""")  # fmt: skip
    holds(
        records,
        "SELECT e.endpoint AS endpoint, e.valid_to AS ended FROM endpoints AS e",
        """
endpoint | ended
+441     | -
""",
    )


def test_the_newest_moment_leaves_rosters_aside(load: Callable[[str], Records]) -> None:
    records = load(FORCE)
    assert newest_moment(records) == datetime(2024, 3, 1, 0, 0, 1)


def test_records_without_an_event_are_looked_at_from_the_present(load: Callable[[str], Records]) -> None:
    before = datetime.now(ZoneInfo("Europe/London")).replace(tzinfo=None, microsecond=0)
    moment = newest_moment(load("members:\nmember_id | kind\nM1 | officer"))
    assert before <= moment <= before + timedelta(hours=2)


def test_a_moment_can_be_moved_and_never_changes_what_is_stored(load: Callable[[str], Records]) -> None:
    records = load(FORCE)
    counts = []
    for moment in (datetime(2024, 3, 2), datetime(2023, 1, 1), datetime(2024, 3, 2)):
        known_before(records, moment)
        counts.append(
            records.engine.table("SELECT (SELECT COUNT(*) FROM cases) AS c, (SELECT COUNT(*) FROM visits) AS v").to_pylist()[0]
        )
    assert counts == [{"c": 4, "v": 3}, {"c": 0, "v": 0}, {"c": 4, "v": 3}]
