"""A learner's way: in by a personal link, through the course, to a pass that the ledger notes once."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from boundaries.errors import BoundariesError
from boundaries.training import acts, attempts
from boundaries.training.courses import load_courses
from boundaries.training.courses.path import Question
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Completed, Duty, Joined, Kind, Post
from boundaries.training.models import Answer, Attempt, Learner
from boundaries.training.who import link_token
from tests.unit.training.pdfua import faults

pytestmark = pytest.mark.django_db
EVERYONE = load_courses().by_id["everyone"]


@pytest.fixture
def workforce() -> None:
    store.append(
        [
            Joined("W1", date.today(), Post(Kind.OFFICER, "North")),
            Joined("W2", date.today(), Post(Kind.STAFF, "South", (Duty.SUPERVISOR,))),
        ],
        "test",
    )


def as_learner(number: str = "W1") -> Client:
    client = Client()
    assert client.post(f"/training/link/{link_token(number)}").status_code == 302
    return client


def walk(client: Client, wrong: int = 0, upto: int | None = None) -> str:
    """Take the course to its end with so many wrong answers in the test; gives where it ended."""
    where = client.post("/training/course/everyone").headers["Location"]
    for _ in range(200):
        if where.endswith("result"):
            return where
        attempt = Attempt.objects.get(pk=int(where.split("/")[3]))
        place = int(where.split("/")[4])
        if upto is not None and place >= upto:
            return where
        page = client.get(where)
        assert page.status_code == 200
        step = attempts.steps(attempt)[place]
        given: dict[str, str] = {}
        if isinstance(step, Question):
            assert step.item.scenario.situation[:30] in text_of(page)
            miss = step.in_test and wrong > 0
            wrong -= miss
            given = {"choice": str(next(n for n, one in enumerate(step.choices) if one.right is not miss))}
        where = client.post(where, given).headers["Location"]
        if where.endswith(f"/{place}"):  # the feedback of a scenario that is not in the test
            shown = client.get(where)
            assert next(one.feedback for one in step.choices if one.right)[:30] in text_of(shown)  # type: ignore[union-attr]
            where = client.post(where).headers["Location"]
    raise AssertionError("the course has no end")


def text_of(page: HttpResponse) -> str:
    return page.content.decode().replace("&#39;", "'").replace("&#34;", '"')


def passes(number: str = "W1") -> list[Completed]:
    return [entry for _, entry in store.entries(number) if isinstance(entry, Completed)]


@pytest.mark.usefixtures("workforce")
def test_a_learner_passes_attests_and_gets_a_certificate(tmp_path: Path) -> None:
    Learner.objects.create(number="W1", name="Zoë Example-Jones")
    client = as_learner()
    assert "To do" in text_of(client.get("/training/"))
    where = walk(client)
    assert "You have passed the test" in text_of(client.get(where))
    assert passes() == [], "a pass is noted only once it is attested"
    assert client.post(where, {}).status_code == 422
    for _ in range(2):
        assert client.post(where, {"attest": "yes"}).status_code == 302
    (done,) = passes()
    attempt = Attempt.objects.get()
    assert done == Completed(
        "W1", date.today(), "everyone", EVERYONE.version, True, 100, EVERYONE.attest, f"boundaries:{attempt.pk}"
    )
    assert acts.covered("everyone", date.today().isoformat(), people=False)["whole"]["covered"] == 1
    page = text_of(client.get("/training/"))
    assert "Passed" in page
    assert "Hello, Zoë Example-Jones" in page.replace("\n", "")
    paper = client.get("/training/certificate/3.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    told = pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().replace("\n", " ")
    assert all(words in told for words in ("Zoë Example-Jones", "W1", "100%", "Keeping boundaries professional", "Line 3 "))
    assert faults(paper.content, tmp_path) == []
    assert as_learner("W2").get("/training/certificate/3.pdf").status_code == 404


@pytest.mark.usefixtures("workforce")
def test_who_fails_reads_why_and_takes_another_test() -> None:
    client = as_learner()
    where = walk(client, wrong=3)
    page = text_of(client.get(where))
    assert "Not passed yet" in page
    assert page.count("You chose:") == 3
    assert client.post(where, {"attest": "yes"}).status_code == 302
    assert passes() == []
    first = Attempt.objects.get()
    again = walk(client)
    assert "You have passed the test" in text_of(client.get(again))
    second = Attempt.objects.order_by("-pk")[0]
    assert second.pk != first.pk
    assert not Answer.objects.filter(attempt=second, in_test=False).exists(), "only the test is taken again"
    tests = [set(Answer.objects.filter(attempt=one, in_test=True).values_list("item", flat=True)) for one in (first, second)]
    assert tests[0] != tests[1]


@pytest.mark.parametrize(("wrong", "score", "passed"), [(2, 80, True), (3, 70, False)])
@pytest.mark.usefixtures("workforce")
def test_the_pass_mark_is_a_pass(wrong: int, score: int, passed: bool) -> None:
    walk(as_learner(), wrong=wrong)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed) == (score, passed)


@pytest.mark.usefixtures("workforce")
def test_nobody_skips_ahead_and_no_answer_can_be_changed() -> None:
    client = as_learner()
    where = walk(client, upto=6)
    attempt = Attempt.objects.get()
    assert client.get(f"/training/attempt/{attempt.pk}/30").headers["Location"] == where
    assert client.get(f"/training/attempt/{attempt.pk}/result").headers["Location"] == where
    assert client.post(where, {"choice": "7"}).status_code == 422
    assert client.post(where, {}).status_code == 422
    client.post(where, {"choice": "0"})
    client.post(where, {"choice": "1"})
    assert [one.choice for one in Answer.objects.filter(attempt=attempt, step=6)] == [0]
    client.post(f"/training/attempt/{attempt.pk}/2", {})
    attempt.refresh_from_db()
    assert attempt.step == 7, "going over an earlier page again moves nothing"


@pytest.mark.usefixtures("workforce")
def test_one_can_stop_and_go_on_where_one_was() -> None:
    where = walk(as_learner(), upto=9)
    client = as_learner()
    assert client.post("/training/course/everyone").headers["Location"] == where
    assert Attempt.objects.count() == 1


@pytest.mark.usefixtures("workforce")
def test_anothers_attempt_is_not_there() -> None:
    where = walk(as_learner(), upto=3)
    for client in (as_learner("W2"), Client()):
        assert client.get(where).status_code in (302, 404)
        assert client.post(where, {}).status_code in (302, 404)
    assert Attempt.objects.get().step == 3


@pytest.mark.usefixtures("workforce")
def test_a_course_that_changed_on_the_way_is_begun_again() -> None:
    client = as_learner()
    where = walk(client, upto=3)
    Attempt.objects.update(version="0.9")
    assert client.get(where).status_code == 409
    assert client.post("/training/course/everyone").headers["Location"] != where


def test_a_link_says_whose_it_is_before_it_lets_in() -> None:
    client = Client()
    way = f"/training/link/{link_token('W1')}"
    assert "workforce number W1" in text_of(client.get(way))
    assert "personal link you were sent" in text_of(client.get("/training/"))
    client.post(way)
    assert "Workforce number W1" in text_of(client.get("/training/"))
    client.post("/training/leave")
    assert "personal link you were sent" in text_of(client.get("/training/"))


def test_a_link_that_was_changed_or_is_old_lets_nobody_in() -> None:
    token = link_token("W1")
    client = Client()
    for bad in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "W1",
        link_token("W2").split(":")[0] + ":" + token.partition(":")[2],
    ):
        assert client.post(f"/training/link/{bad}").status_code == 403
    with time_machine.travel(datetime.now() + timedelta(days=31)):
        assert client.post(f"/training/link/{token}").status_code == 403
    assert "personal link you were sent" in text_of(client.get("/training/"))


def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/training/link/{link_token('W1')}").status_code == 403


@pytest.mark.parametrize("page", ["course/nothing", "course/everyone", "attempt/1/0", "attempt/1/result", "certificate/1.pdf"])
def test_without_a_link_no_page_says_anything(page: str) -> None:
    answer = Client().get(f"/training/{page}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/training/")


@pytest.mark.usefixtures("workforce")
def test_each_sees_what_they_have_to_take() -> None:
    supervisor = text_of(as_learner("W2").get("/training/"))
    assert supervisor.count("To do") == 2
    assert text_of(as_learner("W1").get("/training/")).count("To do") == 1
    assert text_of(as_learner("stranger").get("/training/")).count("To do") == 0


@pytest.mark.usefixtures("workforce")
def test_links_are_made_for_everyone_not_covered_and_work() -> None:
    store.append([Completed("W2", date.today(), "everyone", "1.0", True, None, "", "test")], "test")
    ((number, unit, way),) = acts.links([], "everyone")["links"]
    assert (number, unit) == ("W1", "North")
    assert Client().post(f"/{way}").status_code == 302
    assert [one[0] for one in acts.links(["W2"], "everyone")["links"]] == ["W2"]
    with pytest.raises(BoundariesError, match="not in the workforce: refuge-12"):
        acts.links(["refuge-12"], "partners")
    ((_, _, way),) = acts.links(["refuge-12"], "partners", partner=True)["links"]
    partner = Client()
    partner.post(f"/{way}")
    assert "Workforce number refuge-12" in text_of(partner.get("/training/course/partners"))
