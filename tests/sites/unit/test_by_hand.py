"""What somebody of the unit does by hand on the pages of a pair, of precision, of held reports and of collecting; with bad input too."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from boundaries.casework.collecting.collect import collect, collected_at
from boundaries.casework.content import recuse
from boundaries.casework.content.places import places
from boundaries.casework.models import Pair, Verdict
from boundaries.casework.roles import Role
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from tests.scans import finding, scan
from tests.sites.unit.test_collecting import held
from tests.sites.unit.unit_pages import cells
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, empty_drop, report
from tests.sites.unit.unit_scans import bring
from tests.sites.unit.unit_sending import hidden

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def an_empty_drop() -> Iterator[None]:
    """Nothing waits in the drop, and nothing was collected, before or after."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    empty_drop()
    (places().unit / "collected").unlink(missing_ok=True)


def page_of(browser: Client, path: str) -> str:
    """What a page says."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def links(page: str) -> list[str]:
    """The pairs that a page leads to."""
    return re.findall(r'href="(/review/[a-z2-7]{26}/)"', page)


def test_a_pair_is_read_decided_with_mistakes_on_the_way_and_found_in_the_register() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ian brook")
    bring(scan(finding()))
    browser = ann.sign_in()
    assert browser.get("/").content.decode().count('href="/review/"') > 0, "the way there begins on the first page"
    (path,) = links(page_of(browser, "/review/"))
    page = page_of(browser, path)
    for said in (
        "A finding is not an accusation",
        "Ordinary reasons to rule out first",
        "What was not checked",
        "History of the score",
    ):
        assert said in page, said
    names = f"{path}names/"
    for purpose, fault in (("", "Say why you need to know who they are"), ("x" * 501, "Use at most 500 characters")):
        refused = browser.post(names, {**hidden(browser, path, "/names/"), "purpose": purpose}).content.decode()
        assert fault in refused and purpose in refused and "M-Quist" not in refused, "what was typed is there still"
    asked = {"purpose": "To ask M-Quist's line manager <b>"}
    assert browser.post(names, {**hidden(browser, path, "/names/"), **asked}).status_code == 302
    assert "M-Quist" in page_of(browser, path) and "<b>" not in page_of(browser, path)
    seen_by_ian = page_of(ian.sign_in(), path)
    assert "M-Quist" not in seen_by_ian and "line manager" in seen_by_ian, "a purpose is each person's own, and masked for others"
    verdict = f"{path}verdict/"
    for told, fault in (
        ({"verdict": "", "reason": "Seven visits"}, "Choose a verdict"),
        ({"verdict": "guilty", "reason": "Seven visits"}, "Choose one of the four verdicts"),
        ({"verdict": "concern", "reason": " "}, "Give the reason"),
        ({"verdict": "concern", "reason": "y" * 2001}, "Use at most 2,000 characters"),
    ):
        refused = browser.post(verdict, {**hidden(browser, path, "/verdict/"), **told}).content.decode()
        assert fault in refused and told["reason"].strip() in refused and not Verdict.objects.exists()
        assert len(re.findall(r"<input[^>]* checked", refused)) == (told["verdict"] == "concern"), (
            "what was chosen is chosen still"
        )
    decided = browser.post(verdict, {**hidden(browser, path, "/verdict/"), "verdict": "concern", "reason": "Seven visits"})
    assert decided.status_code == 302 and "Seven visits" in page_of(browser, decided["Location"])
    assert "Nothing waits for you this week" in page_of(browser, "/review/") and path in links(page_of(browser, "/review/"))
    assert "Verdicts so far" in page_of(browser, path) and "Ann Vesey" in page_of(browser, path)
    assert {browser.get(one).status_code for one in (verdict, names)} == {405}
    assert {browser.get(one).status_code for one in (f"/review/{new_id()}/", path.upper(), "/review/x/")} == {404}


def test_how_often_a_detector_was_right_is_told_from_five_verdicts_on_of_what_one_can_see() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann vesey"), person(Role.INVESTIGATOR, "ian brook")
    person(Role.ANALYST), person(Role.HEAD)
    bring(scan(*(finding(rank, 20.0 - rank, person=f"P{rank}") for rank in range(1, 8))))
    browser, title = ann.sign_in(), "How often each detector was right"

    def decide(word: str) -> list[str] | None:
        (path, *_) = links(page_of(browser, "/review/"))
        told = {**hidden(browser, path, "/verdict/"), "verdict": word, "reason": "Looked into"}
        assert browser.post(f"{path}verdict/", told).status_code == 302
        page = page_of(browser, "/review/")
        return cells(page, title)["Visit volume"] if title in page else None

    assert title not in page_of(browser, "/review/")
    assert decide("insufficient") is None, "too little to decide says nothing of a detector"
    for number, word in enumerate(("concern", "explained", "explained", "data_error"), 1):
        assert decide(word) == [str(number), "from 5 verdicts on"]
    assert decide("concern") == ["5", "2"]
    recuse(Pair.objects.filter(verdicts__word="concern")[0].safe, ann.holder, ian.account, "a friend")
    assert cells(page_of(ian.sign_in(), "/review/"), title)["Visit volume"] == ["4", "from 5 verdicts on"]


def test_the_head_sees_how_many_reports_are_held_and_nobody_else_that_there_are_any() -> None:
    head, ann = person(Role.HEAD), person(Role.SUPERVISOR, "ann vesey")
    person(Role.INVESTIGATOR)
    browser = head.sign_in()
    assert 'href="/held/"' in page_of(browser, "/") and "0 reports are held" in page_of(browser, "/held/")
    deliver(held("PC 1234 Arthur Smith", "the first"))
    collect()
    page = page_of(browser, "/held/")
    assert "1 report is held" in page and "the first" not in page and "1234" not in page
    assert "Smith" not in page and "They name members in" in page
    assert ann.sign_in().get("/held/").status_code == 404 and 'href="/held/"' not in page_of(ann.browser, "/")
    assert browser.post("/held/", {"reports": "x"}).status_code == 405
    assert "No entry" in (empty := page_of(browser, "/inbox/")) or "/entries/" not in empty
    deliver(held("A. Smith 1234", "the second"))
    collect()
    assert "0 reports are held" in page_of(browser, "/held/")
    assert len(set(re.findall(r"/entries/([a-z2-7]{26})/", page_of(ann.browser, "/inbox/")))) == 2


def test_the_first_page_says_when_was_collected_that_it_stopped_and_the_head_what_could_not_be_read() -> None:
    head, ann = person(Role.HEAD), person(Role.SUPERVISOR, "ann vesey")
    browser = head.sign_in()
    ann.sign_in()
    assert "Nothing has been collected yet" in page_of(browser, "/")
    deliver(report())
    Inbound(places().drop_in).deliver(new_id(), Kind.REPORT, b"what no key opens", ())
    assert collect().waiting == 1
    at = collected_at()
    assert at is not None and f"was last collected on {at:%-d %B %Y %H:%M}" in page_of(browser, "/")
    assert "could not be opened" in page_of(browser, "/held/"), "else it would lie there unseen"
    assert "could not be opened" not in page_of(ann.browser, "/")
    with time_machine.travel(datetime.now() + timedelta(minutes=12), tick=True):
        assert "longer ago than it should be" in page_of(browser, "/")
    empty_drop()
    collect()
    assert "could not be opened" not in page_of(browser, "/held/")
