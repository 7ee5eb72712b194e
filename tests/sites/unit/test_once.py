"""A form that comes twice does its work once; what was refused the first time can be sent again."""

import re
import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.models import Case, CaseMove, Entry, Sealed, Verdict
from boundaries.casework.pages.entry import NOTE
from boundaries.casework.register.entering import enter
from boundaries.casework.register.grading import GRADE
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from tests.scans import finding, scan
from tests.sites.unit.content.test_entering_meanwhile import only_on_postgresql
from tests.sites.unit.test_register import GRADED
from tests.sites.unit.unit_cases import answers, open_case, write
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring
from tests.sites.unit.unit_sending import hidden

pytestmark = pytest.mark.django_db(transaction=True)
INTELLIGENCE = {"story": "Seen by the lighthouse", "members": "", "exclude": "", "identity": ""}


def pieces(kind: str) -> Callable[[], int]:
    """Counts the sealed pieces of a kind."""
    return lambda: Sealed.objects.filter(kind=kind).count()


def test_whatever_is_sent_twice_is_there_once() -> None:
    browser = person(Role.SUPERVISOR, "ann vesey").sign_in()
    entry = enter(report())
    case = open_case(browser, entry)
    bring(scan(finding()))
    pair = f"/review/{re.findall(r'/review/([a-z2-7]{26})/', browser.get('/review/').content.decode())[0]}/"
    here, there = f"/entries/{entry.pk}/", f"/cases/{case.pk}/"
    sent: list[tuple[str, str, str, dict[str, object], Callable[[], int]]] = [
        ("/intelligence/", "/intelligence/", "", INTELLIGENCE, Entry.objects.filter(route="intelligence").count),
        (f"{there}write/task/", f"{there}write/task/", "", {**answers(Kind.TASK)}, pieces("case_task")),
        (f"{there}write/safeguarding/", f"{there}write/safeguarding/", "", {**answers(Kind.SAFEGUARDING)}, pieces("case_safeguarding")),
        (f"{here}grade/", f"{here}grade/", "", GRADED, pieces(GRADE)),
        (here, f"{here}reply/", "/reply/", {"reply": "Thank you"}, pieces("reply")),
        (here, f"{here}note/", "/note/", {"note": "Rang back"}, pieces(NOTE)),
        (pair, f"{pair}verdict/", "/verdict/", {"verdict": "explained", "reason": "A sister"}, Verdict.objects.count),
    ]  # fmt: skip
    for page, to, before, told, count in sent:
        form = {**hidden(browser, page, before), **told}
        found = count()
        answered = [browser.post(to, form) for _ in range(2)]
        assert [one.status_code for one in answered] == [302, 302], to
        assert answered[0]["Location"] == answered[1]["Location"] and count() == found + 1, to
        other = {**hidden(browser, page, before), **told}
        assert browser.post(to, other).status_code in (200, 302) and count() >= found + 1, "another form of it is another matter"
    assert Entry.objects.filter(route="intelligence").count() == 2 and pieces("case_task")() == 2


def test_what_is_entered_never_takes_the_id_of_something_else_from_a_form() -> None:
    browser, told = person(Role.INVESTIGATOR).sign_in(), report()
    enter(told)
    assert browser.post("/intelligence/", {**INTELLIGENCE, "once": told.report_id}).status_code == 302
    assert Entry.objects.filter(report_id=told.report_id).count() == 1 and Entry.objects.count() == 2


def test_a_case_moves_once() -> None:
    browser = person(Role.SUPERVISOR, "ann vesey").sign_in()
    case = open_case(browser, enter(report()))
    for kind in (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY):
        write(browser, case, kind)
    page = f"/cases/{case.pk}/"
    form = {**hidden(browser, page, "/move/"), "to": State.ASSESSED.value, "reason": "Ready"}
    assert [browser.post(f"{page}move/", form).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.get().state == State.ASSESSED and CaseMove.objects.filter(to_state=State.ASSESSED).count() == 1
    assert browser.post(f"{page}move/", {**form, "once": new_id()}).status_code == 409


def test_what_was_refused_can_be_sent_again_from_the_same_page() -> None:
    browser = person(Role.SUPERVISOR, "ann vesey").sign_in()
    case = open_case(browser, enter(report()))
    to = f"/cases/{case.pk}/write/task/"
    form = {**hidden(browser, to), **answers(Kind.TASK)}
    assert browser.post(to, {**form, "task": ""}).status_code == 200
    assert browser.post(to, form).status_code == 302 and pieces("case_task")() == 1


def test_two_that_come_at_once_do_it_once() -> None:
    only_on_postgresql()
    browser = person(Role.SUPERVISOR, "ann vesey").sign_in()
    case = open_case(browser, enter(report()))
    to = f"/cases/{case.pk}/write/task/"
    form, codes = {**hidden(browser, to), **answers(Kind.TASK)}, []

    def send() -> None:
        beside = Client(headers={"host": "localhost"})
        beside.cookies.update(browser.cookies)
        codes.append(beside.post(to, form).status_code)
        connections.close_all()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert codes == [302, 302] and pieces("case_task")() == 1
