"""A trainer's pages: the ledger's figures, for trainers only."""

import html
import re
import secrets
from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from boundaries.casework.models import TrailLine
from boundaries.casework.roles import Role
from boundaries.training import figures
from boundaries.training.ledger import store
from boundaries.training.ledger.coverage import Count
from boundaries.training.ledger.entries import Completed, Joined, Kind, Listed, Post
from boundaries.training.ledger.standing import Status
from boundaries.training.models import Answer, Attempt
from boundaries.training.pages import overseeing
from tests.sites.unit.unit_people import person

pytestmark = pytest.mark.django_db
PAGES = ("/training/trainers/", "/training/trainers/people", "/training/trainers/questions")


@pytest.fixture(autouse=True)
def ledger() -> None:
    units = ("North", "North", "South")
    store.append([Joined(f"W{n}", date.today(), Post(Kind.STAFF, unit)) for n, unit in enumerate(units)], "test")
    store.append(
        [Completed("W0", date.today(), "everyone", "1.0", True, 90, "", "test"), Listed(date.today(), 3, "0" * 64)], "test"
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_only_trainers_and_the_head_see_who_is_trained(role: Role, page: str) -> None:
    status = person(role).sign_in(unlock=False).get(page).status_code
    assert status == (200 if role in (Role.TRAINER, Role.HEAD) else 404)


@pytest.mark.parametrize("page", PAGES)
def test_for_others_the_pages_are_not_there(page: str) -> None:
    assert Client().get(page).content == Client().get("/training/trainers/nothing").content


def test_a_trainer_reads_figures_and_names_of_units() -> None:
    trainer = person(Role.TRAINER).sign_in()
    assert 'href="/training/trainers/"' in trainer.get("/").content.decode(), "the way there stands on every page"
    page = trainer.get(PAGES[0]).content.decode()
    assert "1 of 3 are trained today: 33%, rounded down." in page
    assert date.today().strftime("Workforce list of %d/%m/%Y") in page
    people = trainer.get(PAGES[1]).content.decode()
    assert "North (1)" in people
    assert "South (1)" in people
    assert ">W1<" in people
    assert ">W0<" not in people
    for nobodys in (PAGES[0] + "?course=supervisors", PAGES[1] + "?course=supervisors"):
        page = trainer.get(nobodys).content.decode()
        assert "Nobody is known whom this course is for" in page
        assert "Everyone is trained" not in page and "0 of 0" not in page, "where nobody is known that would be false comfort"
    assert TrailLine.objects.filter(act="listed", about="training").count() == 4


def test_where_many_are_not_trained_the_page_shows_one_unit_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = person(Role.TRAINER).sign_in()
    assert "?course" not in trainer.get(PAGES[1]).content.decode().partition("Back to")[2], "so few stand on one page"
    store.append([Joined("V1", date.today(), Post(Kind.STAFF, "East & West")), Listed(date.today(), 4, "0" * 64)], "test")
    monkeypatch.setattr(overseeing, "_MOST", 2)
    page = trainer.get(PAGES[1]).content.decode()
    assert "</a> (1)" in page and not any(f">{number}<" in page for number in ("W1", "W2", "V1"))
    (link,) = re.findall(r'href="(\?[^"]*East[^"]*)"', page)
    page = trainer.get(PAGES[1] + html.unescape(link)).content.decode()
    assert ">V1<" in page and ">W1<" not in page and "South" in page


def test_figures_are_counted_once_for_each_state_of_the_ledger(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert figures.people("everyone", date.today())["W1"].status is Status.NEVER
    with django_assert_num_queries(1):
        assert len(figures.people("everyone", date.today())) == 3
    store.append([Completed("W1", date.today(), "everyone", "1.0", True, 90, "", "test")], "test")
    assert figures.people("everyone", date.today())["W1"].status is Status.COVERED


def test_figures_for_others_withhold_small_numbers() -> None:
    assert figures.by_unit_for_others("everyone", date.today()) == {"North": None, "South": None}
    store.append(
        [Joined(f"X{n}", date.today(), Post(Kind.STAFF, unit)) for unit in ("East", "West") for n in range(100)][:100], "test"
    )
    assert figures.by_unit_for_others("everyone", date.today())["East"] == Count(people=100, never=100)


def test_questions_are_judged_by_each_persons_first_test() -> None:
    for number in range(40):
        for attempt_of_person in range(2):
            attempt = Attempt.objects.create(
                number=f"P{number}", course="everyone", version="1.0", seed=1, finished_at="2026-01-01"
            )
            able = number % 2 == 0
            for step, (item, right) in enumerate((("good", able), ("reversed", not able), ("other", able), ("more", able))):
                wrong_later = right if attempt_of_person == 0 else not right
                Answer.objects.create(attempt=attempt, step=step, item=item, in_test=True, choice=0, right=wrong_later)
    page = person(Role.TRAINER).sign_in().get(PAGES[2]).content.decode()
    rows = [row for row in page.split("<tr")[2:] if "</td>" in row]
    assert len(rows) == 4
    assert "reversed" in rows[0]
    assert "misleads" in rows[0]
    assert all(">40<" in row for row in rows)


def finished(number: str, *right: bool) -> Attempt:
    """A finished test of somebody, with answers."""
    attempt = Attempt.objects.create(
        number=number, course="everyone", version="1.0", seed=secrets.randbits(62), finished_at=datetime.now(), score=0
    )
    for step, is_right in enumerate(right):
        Answer.objects.create(attempt=attempt, step=step, item=f"item {step}", in_test=True, choice=0, right=is_right)
    return attempt


def test_what_the_questions_are_judged_by_is_counted_once_for_each_state_of_the_tests() -> None:
    trainer = person(Role.TRAINER).sign_in()

    def answers() -> list[str]:
        page = trainer.get(PAGES[2]).content.decode()
        return re.findall(r"numeric\">(\d+)</td>\s*<td[^>]*>(\d+%)", page)

    assert answers() == []
    first = finished("P1", True, False)
    assert sorted(answers()) == sorted(answers()) == [("1", "0%"), ("1", "100%")]
    finished("P2", True, True)
    assert sorted(answers()) == [("2", "100%"), ("2", "50%")]
    first.delete()
    assert answers() == [("1", "100%")] * 2, "whoever is forgotten is not counted"
    finished("P1", False, False)
    assert answers() == [("2", "50%")] * 2, "as many as before, of others"


def test_the_trained_are_counted_by_unit_and_by_kind() -> None:
    page = person(Role.TRAINER).sign_in().get(PAGES[0]).content.decode()
    tables = [
        [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in table.split("<tr")[1:]] for table in page.split("<table")[1:]
    ]
    heads = ["People", "Trained", "Expired", "Never", "Exempt", "Trained"]
    assert tables[0] == [["Unit", *heads], ["North", "2", "1", "0", "1", "0", "50%"], ["South", "1", "0", "0", "1", "0", "0%"]]
    assert tables[1][0] == ["Kind", *heads] and tables[1][1][1:] == ["3", "1", "0", "2", "0", "33%"]
