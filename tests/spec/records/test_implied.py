"""Case work that was not exported, read off the records that imply it, as far as it was known at a moment."""

from collections.abc import Callable
from datetime import datetime

import pytest

from boundaries.records.implied import implied_by
from boundaries.records.moment import known_before
from boundaries.records.state import Records
from tests.spec.records.conftest import holds, tables_of

CASES = """
    cases:
    case_id | kind  | outcome | opened_at
    K1      | theft | charge  | 2024-01-01 10:00
    K4      | theft | charge  | 2024-02-10 10:00
"""
MEMBERS = """
    case_members:
    case_id | member_id | role | from_at          | to_at
    K1      | M1        | oic  | 2024-01-01 10:00 | 2024-02-20 10:00
    K1      | M2        | guard| 2024-01-03 10:00 | 2024-01-03 12:00
    K2      | M1        | oic  | 2024-01-10 10:00 | 2024-02-15 10:00
    K2      | M2        | oic  | 2024-01-12 10:00 | -
    K3      | M1        | oic  | 2024-01-20 10:00 | 2024-05-01 10:00
    K5      | M1        | oic  | 2024-04-01 10:00 | -
"""
PEOPLE = """
    case_people:
    case_id | person_id | role
    K1      | P1        | victim
    K5      | P1        | victim
    K9      | P1        | victim
"""
LOG = """
    case_log:
    entry_id | case_id | at               | member_id | person_id | kind
    L1       | K1      | 2024-01-05 10:00 | M1        | P2        | contact
    L2       | K1      | 2024-02-01 10:00 | M1        | -         | outcome
    L3       | K1      | 2024-02-25 10:00 | M3        | -         | update
    L4       | K2      | 2024-02-02 10:00 | -         | P2        | update
    L5       | K3      | 2024-04-02 10:00 | M1        | P3        | outcome
"""
VISITS = """
    visits:
    visit_id | at               | member_id | person_id | source   | case_id
    V1       | 2024-01-02 22:00 | M2        | P1        | notebook | K1
    V2       | 2024-02-11 22:00 | M2        | P3        | notebook | K4
    V3       | 2024-02-12 22:00 | M2        | P1        | notebook | -
    V4       | 2024-03-12 22:00 | M3        | P2        | notebook | K4
"""
MARCH = datetime(2024, 3, 1)
OPENED = (
    "SELECT k.case_id AS id, c.kind AS kind, c.opened_at AS opened, c.closed_at AS closed, c.outcome AS outcome FROM cases AS c"
    " JOIN case_keys AS k ON k.case_no = c.case_no ORDER BY id"
)
ON_IT = (
    "SELECT k.case_id AS id, w.{who}_id AS {who}, c.role AS role FROM case_{many} AS c JOIN case_keys AS k ON k.case_no = c.case_no"
    " JOIN {who}_keys AS w ON w.{who}_no = c.{who}_no ORDER BY id, {who}"
)
Load = Callable[[str], Records]


def test_cases_open_when_first_heard_of_and_close_with_their_outcome_or_when_all_are_off_them(load: Load) -> None:
    """K1 closes with its outcome, though someone writes later; K2 and K3 are still worked on in March; K5 is not heard of yet."""
    records = load(MEMBERS + PEOPLE + LOG + VISITS)
    known_before(records, MARCH)
    holds(records, OPENED, """
id | kind  | opened           | closed           | outcome
K1 | other | 2024-01-01 10:00 | 2024-02-01 10:00 | -
K2 | other | 2024-01-10 10:00 | -                | -
K3 | other | 2024-01-20 10:00 | -                | -
K4 | other | 2024-02-11 22:00 | -                | -
""")  # fmt: skip
    holds(records, ON_IT.format(who="person", many="people"), "id | person | role\nK1 | P1 | victim")


def test_without_a_log_a_case_is_over_once_everyone_put_on_it_is_off_it(load: Load) -> None:
    records = load(MEMBERS + PEOPLE)
    known_before(records, MARCH)
    holds(records, OPENED, """
id | kind  | opened           | closed           | outcome
K1 | other | 2024-01-01 10:00 | 2024-02-20 10:00 | -
K2 | other | 2024-01-10 10:00 | -                | -
K3 | other | 2024-01-20 10:00 | -                | -
""")  # fmt: skip


def test_cases_that_were_exported_without_their_closing_close_by_the_log(load: Load) -> None:
    records = load(CASES + MEMBERS + LOG)
    known_before(records, MARCH)
    holds(records, OPENED, """
id | kind  | opened           | closed           | outcome
K1 | theft | 2024-01-01 10:00 | 2024-02-01 10:00 | charge
K4 | theft | 2024-02-10 10:00 | -                | -
""")  # fmt: skip


def test_people_of_a_case_are_those_its_file_names_and_those_visited_for_it(load: Load) -> None:
    records = load(CASES + LOG + VISITS)
    known_before(records, MARCH)
    holds(records, ON_IT.format(who="person", many="people"), """
id | person | role
K1 | P1     | other
K1 | P2     | other
K2 | P2     | other
K4 | P3     | other
""")  # fmt: skip


def test_members_of_a_case_are_those_who_write_in_its_file_or_go_to_someone_for_it(load: Load) -> None:
    records = load(CASES + LOG + VISITS)
    known_before(records, MARCH)
    holds(records, ON_IT.format(who="member", many="members"), """
id | member | role
K1 | M1     | other
K1 | M2     | other
K1 | M3     | other
K4 | M2     | other
""")  # fmt: skip


def test_a_look_up_puts_nobody_on_a_case(load: Load) -> None:
    """What a member types to give a reason shows that there is such a case, and nothing of whose it is."""
    searches = """
    searches:
    search_id | at               | member_id | person_id | case_id
    S1        | 2024-01-02 22:00 | M2        | P1        | K1
"""
    records = load(searches)
    known_before(records, MARCH)
    holds(records, OPENED, "id | kind | opened | closed | outcome\nK1 | other | 2024-01-02 22:00 | - | -")
    holds(records, ON_IT.format(who="person", many="people"), "id | person | role")
    assert set(implied_by(records)) == {"cases"}


@pytest.mark.parametrize("month", [2, 3, 4])
def test_what_comes_later_does_not_change_what_was_implied(load: Load, month: int) -> None:
    moment = datetime(2024, month, 1)
    whole = load(MEMBERS + LOG + VISITS)
    known_before(whole, moment)
    then = [whole.engine.table(sql).to_pylist() for sql in (OPENED, *(ON_IT.format(who=w, many=m) for w, m in MANY))]
    cut = load(_until(MEMBERS + LOG + VISITS, moment))
    known_before(cut, moment)
    assert [cut.engine.table(sql).to_pylist() for sql in (OPENED, *(ON_IT.format(who=w, many=m) for w, m in MANY))] == then
    assert len(then[0]) > 1


MANY = (("person", "people"), ("member", "members"))


def _until(text: str, moment: datetime) -> str:
    """The tables as an export just before the moment would have them."""
    written = []
    for name, (head, *rows) in tables_of(text).items():
        at = next(place for place, column in enumerate(head) if column in ("at", "from_at"))
        known = [row for row in rows if datetime.fromisoformat(row[at]) < moment]
        if "to_at" in head:
            end = head.index("to_at")
            known = [[*row[:end], row[end] if row[end] and datetime.fromisoformat(row[end]) < moment else ""] for row in known]
        written += [f"{name}:", *(" | ".join(cell or "-" for cell in row) for row in (head, *known))]
    return "\n".join(written)


def test_nothing_is_implied_where_everything_was_exported(load: Load) -> None:
    closed = CASES.replace("opened_at", "opened_at | closed_at").replace("10:00\n", "10:00 | 2024-02-20 10:00\n")
    assert implied_by(load(closed + MEMBERS + PEOPLE + LOG + VISITS)) == {}
