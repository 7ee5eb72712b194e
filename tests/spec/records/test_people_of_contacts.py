"""Whom a contact was with: the person given, else the owner of the endpoint at that time, else the endpoint itself."""

from collections.abc import Callable

from boundaries.records.state import Records
from tests.spec.records.conftest import holds

WHO = (
    "SELECT t.contact_id AS contact, m.member_id AS member, p.person_id AS person, c.endpoint_kind AS kind FROM loaded_contacts AS c"
    " JOIN loaded_contact_texts AS t ON t.row = c.row"
    " JOIN member_keys AS m ON m.member_no = c.member_no LEFT JOIN person_keys AS p ON p.person_no = c.person_no ORDER BY contact"
)
ENDPOINTS = """
    endpoints:
    endpoint | member_id | person_id | kind     | valid_from       | valid_to
    +441     | -         | P1        | personal | -                | 2024-03-01 00:00
    +441     | -         | P2        | personal | 2024-03-01 00:00 | -
    +442     | M2        | -         | work     | -                | -
    +443     | M3        | -         | personal | -                | -
    +444     | -         | -         | shared   | -                | -
    +445     | -         | P3        | personal | 2024-05-01 00:00 | -
    +446     | -         | P2        | personal | -                | -
    +446     | -         | P1        | personal | 2024-02-01 00:00 | 2024-04-01 00:00
    people:
    person_id | member_id
    P1        | -
    P2        | -
    P3        | M3
"""


def contacts(*rows: str) -> str:
    head = "contact_id | at | member_id | direction | channel | person_id | endpoint"
    return f"{ENDPOINTS}\ncontacts:\n{head}\n" + "\n".join(rows)


def test_the_owner_at_that_time(load: Callable[[str], Records]) -> None:
    records = load(contacts(
        "C1 | 2024-02-29 23:59 | M1 | out | sms | -  | +441",
        "C2 | 2024-03-01 00:00 | M1 | out | sms | -  | +441",
        "C3 | 2024-03-01 00:00 | M1 | out | sms | P3 | +441",
        "C4 | 2024-04-30 23:59 | M1 | out | sms | -  | +445",
        "C5 | 2024-05-01 00:00 | M1 | out | sms | -  | +445",
        "C6 | 2024-01-31 00:00 | M1 | out | sms | -  | +446",
        "C7 | 2024-03-31 00:00 | M1 | out | sms | -  | +446",
        "C8 | 2024-04-01 00:00 | M1 | out | sms | -  | +446",
    ))  # fmt: skip
    holds(
        records,
        WHO,
        """
contact | member | person        | kind
C1      | M1     | P1            | personal
C2      | M1     | P2            | personal
C3      | M1     | P3            | personal
C4      | M1     | endpoint:+445 | -
C5      | M1     | P3            | personal
C6      | M1     | P2            | personal
C7      | M1     | P1            | personal
C8      | M1     | P2            | personal
""",
    )


def test_a_colleague_is_no_person_unless_also_a_member_of_the_public(load: Callable[[str], Records]) -> None:
    records = load(contacts(
        "C1 | 2024-03-01 00:00 | M1 | out | sms | - | +442",
        "C2 | 2024-03-01 00:00 | M1 | out | sms | - | +443",
        "C3 | 2024-03-01 00:00 | M1 | out | sms | - | +444",
        "C4 | 2024-03-01 00:00 | M1 | out | sms | - | +449",
    ))  # fmt: skip
    holds(
        records,
        WHO,
        """
contact | member | person        | kind
C1      | M1     | -             | work
C2      | M1     | P3            | personal
C3      | M1     | endpoint:+444 | shared
C4      | M1     | endpoint:+449 | -
""",
    )


def test_numbers_follow_the_order_of_the_ids_orphans_among_them(load: Callable[[str], Records]) -> None:
    records = load(contacts(
        "C1 | 2024-03-01 00:00 | M9 | out | sms | P0 | -",
        "C2 | 2024-03-01 00:00 | M1 | out | sms | -  | +449",
    ))  # fmt: skip
    holds(
        records,
        "SELECT person_no AS number, person_id AS id FROM person_keys ORDER BY number",
        """
number | id
0      | P0
1      | P1
2      | P2
3      | P3
4      | endpoint:+449
""",
    )
    holds(
        records,
        "SELECT member_no AS number, member_id AS id FROM member_keys ORDER BY number",
        """
number | id
0      | M1
1      | M2
2      | M3
3      | M9
""",
    )
