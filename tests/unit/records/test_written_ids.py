"""Ids that a system writes in small letters, or with blanks around them, are the ids they differ from in nothing else."""

from collections.abc import Callable

import pytest

from boundaries.records.state import Records
from tests.unit.records.conftest import CONTACTS, Folder

WHO = """
    SELECT k.member_id, p.person_id FROM loaded_contacts AS c
    JOIN member_keys AS k ON k.member_no = c.member_no JOIN person_keys AS p ON p.person_no = c.person_no ORDER BY c.row"""


@pytest.mark.parametrize(("member", "person"), [("m1", "p1"), ("M1\t", "\u00a0P1"), ('"\nm1"', " p1\u00a0 ")])
def test_an_id_is_read_apart_from_case_and_blanks(
    folder: Folder, contacts: Callable[..., Records], member: str, person: str
) -> None:
    records = contacts("C1,2024-05-01 10:00,M1,out,sms,P1,hello", f"C2,2024-05-02 10:00,{member},in,call,{person},")
    assert folder.rows(WHO) == [("M1", "P1"), ("M1", "P1")]
    assert folder.rows("SELECT COUNT(*) AS members FROM member_keys") == [(2,)]
    told = {str(fault) for fault in records.warnings}
    assert "contacts.member_id: 1 ids read apart from case and blanks, as they stand in members" in told
    assert "contacts.person_id: 1 ids read apart from case and blanks, as they stand in people" in told


def test_an_id_that_could_be_either_of_two_stays_its_own(folder: Folder) -> None:
    folder.write("members.csv", "member_id,kind\nAb1,officer\naB1,staff\n")
    folder.write("contacts.csv", f"{CONTACTS}C1,2024-05-01 10:00,AB1,out,sms,P1,\nC2,2024-05-01 11:00,aB1,out,sms,P1,\n")
    records = folder.load()
    assert folder.rows(WHO) == [("AB1", "P1"), ("aB1", "P1")]
    assert not [fault for fault in records.warnings if "apart from case" in fault.what]


def test_ids_that_nobody_described_stay_as_they_are(folder: Folder, contacts: Callable[..., Records]) -> None:
    contacts("C1,2024-05-01 10:00,m9,out,sms,x1,", "C2,2024-05-01 11:00,M9,out,sms,X1,")
    assert folder.rows(WHO) == [("m9", "x1"), ("M9", "X1")]


def test_an_endpoint_leads_to_its_owner_however_the_owner_is_written(folder: Folder) -> None:
    folder.write("endpoints.csv", "endpoint,person_id\n+441,p1\n")
    folder.write(
        "contacts.csv",
        "contact_id,at,member_id,direction,channel,endpoint\nC1,2024-05-01 10:00,M1,out,sms,+441\nC2,2024-05-01 10:00,M1,out,sms,p1\n",
    )
    folder.load()
    assert folder.rows(WHO) == [("M1", "P1"), ("M1", "endpoint:p1")]


def test_cases_are_told_apart_from_blanks_too(folder: Folder) -> None:
    folder.write("cases.csv", "case_id,kind,opened_at\n47/A,theft,2024-05-01\n")
    folder.write("case_people.csv", "case_id,person_id,role\n47/a\t,P1,victim\n")
    folder.load()
    held = "SELECT k.case_id FROM loaded_case_people AS c JOIN case_keys AS k ON k.case_no = c.case_no"
    assert folder.rows(held) == [("47/A",)]
