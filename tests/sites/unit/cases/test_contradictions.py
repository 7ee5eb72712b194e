"""An older decision not to refer what must be referred: told to whoever can read the case once it was read, carried no further, decided anew."""

import json
from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.models import Case, Decided, Wrap
from boundaries.casework.roles import Role
from tests.sites.unit.cases.test_rules_of_a_case import BEFORE_REFERRAL, agreed
from tests.sites.unit.test_cases import decision_of, move, opened, write
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_searching import found

pytestmark = pytest.mark.django_db(transaction=True)
TOLD, LISTED = "it contradicts itself", "Decided not to refer what must be referred"


def decided_once(case: Case, by: Person, second: Person | None) -> None:
    """A decision as it was taken before such were refused, agreed by a second person if there is one."""
    told = answers(Kind.REFERRAL_DECISION) | {"decision": "no", "criterion": "abuse_of_position"}
    told.pop("considered", None)
    now = datetime.now()
    plain = json.dumps({"values": told, "by": by.account.pk}).encode()
    piece = Piece(Compartment.NOTES, "case_referral_decision", plain, now)
    with transaction.atomic():
        put(case.safe, open_safe(case.safe, by.holder), [piece])
    if second:
        Decided.objects.create(case=case, sealed_id=piece.sealed_id, decided_by=second.account, decided_at=now, is_agreed=True)
    else:
        Case.objects.filter(pk=case.pk).update(decision_by=by.account, decision_at=now)


def test_whoever_can_read_the_case_is_told_and_nobody_else_until_it_is_decided_anew() -> None:
    ines, sam, out = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.INVESTIGATOR, "out")
    browser, case = opened(ines)
    sam.sign_in(), out.sign_in()
    assert out.browser.post(f"/entries/{case.pk}/recuse-self/", {"own_reason": "A friend"}).status_code == 302
    decided_once(case, ines, sam)
    assert TOLD in browser.get(f"/cases/{case.pk}/").content.decode(), "the page opens it anyway"
    assert LISTED not in browser.get("/").content.decode()
    found(sam, "anything")
    for address in ("/", "/cases/"):
        page = browser.get(address).content.decode()
        assert LISTED in page and f'href="/cases/{case.pk}/"' in page, "one who can open it read it, all who can are told"
        assert LISTED not in out.browser.get(address).content.decode()
    assert "Decide anew" in browser.get("/cases/").content.decode()
    write(browser, case, Kind.REFERRAL_DECISION, decision="yes")
    for one in (sam, ines):
        found(one, "anything")
        assert LISTED not in one.browser.get("/").content.decode() + one.browser.get("/cases/").content.decode()
    assert TOLD not in browser.get(f"/cases/{case.pk}/").content.decode()


def test_such_a_case_closes_only_once_it_is_decided_anew() -> None:
    ines, sam = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    browser, case = opened(ines)
    for kind in (*BEFORE_REFERRAL, Kind.OUTCOME):
        write(browser, case, kind, **({"at_risk": "no"} if kind is Kind.SAFEGUARDING else {}))
    assert move(browser, case, State.ASSESSED) == 302
    decided_once(case, ines, sam)
    assert move(browser, case, State.CLOSED) == 409
    assert "a criterion is met which must be referred: decide anew" in browser.get(f"/cases/{case.pk}/").content.decode()
    write(browser, case, Kind.REFERRAL_DECISION, decision="no")
    agreed(sam, case)
    assert move(browser, case, State.CLOSED) == 302


def test_nobody_agrees_with_such_a_decision() -> None:
    ines, sam = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    _, case = opened(ines)
    decided_once(case, ines, None)
    (path,) = decision_of(sam.sign_in(), case)
    assert sam.browser.post(path, {"answer": "agree"}).status_code == 409 and not case.decided.exists()
    assert sam.browser.post(path, {"answer": "no", "second_word": "It must be referred"}).status_code == 302


def test_an_index_asks_nothing_more_for_it_and_only_decided_cases_are_read_anew() -> None:
    ines, sam = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    cases = [opened(ines)[1] for _ in range(3)]
    for case in cases[:2]:
        decided_once(case, ines, sam)
    found(ines, "anything")
    assert set(Case.objects.filter(is_contradictory=True)) == set(cases[:2])
    import_module("boundaries.casework.migrations.0036_decisions_that_contradict").read_decisions_anew(apps, None)
    anew = Wrap.objects.filter(is_indexed=False, account=ines.account).values_list("safe_id", flat=True)
    assert set(anew) == {one.pk for one in cases[:2]}
    with CaptureQueriesContext(connection) as asked:
        found(ines, "anything")
    assert not [one for one in asked if "UPDATE" in one["sql"] and "casework_case" in one["sql"]]
