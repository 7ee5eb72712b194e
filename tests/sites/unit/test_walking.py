"""Long lists walked page by page: every row once, there and back, and an address that says nothing is the first page."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import RequestFactory

from boundaries.casework.models import Case, Entry, Reviewed, Safe
from boundaries.casework.models.cases import NEVER
from boundaries.casework.models.prepared import Given
from boundaries.casework.pages.walking import Walk, Walked, after, walked

pytestmark = pytest.mark.django_db

SIZE = 4
NOW = datetime(2026, 11, 25, 12, 0)


def entries(count: int) -> QuerySet[Entry]:
    """Entries of which several came at the same moment; they stand newest first, and those of a moment by their id."""
    for number in range(count):
        at = NOW + timedelta(microseconds=number // 3)
        safe = Safe.objects.create(escrow_wrap=b"")
        Entry.objects.create(safe=safe, route="web", received_on=date(2026, 11, 25), registered_at=at)
    return Entry.objects.all()


def page_at(rows: QuerySet[Any], place: str) -> Walked[Any]:
    """One page of the list, which is the same where its questions are made once."""
    request = RequestFactory().get("/", {"page": place})
    page = walked(request, rows, SIZE)
    made_once = Walk(lambda: rows.all(), SIZE)
    assert made_once.page(request) == page == made_once.page(request)
    return page


def walk(rows: QuerySet[Any], place: str, way: str) -> Iterator[list[str]]:
    """The ids of each page from one place on, one way or the other."""
    while place:
        page = page_at(rows, place)
        yield [one.pk for one in page]
        place = getattr(page, way)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 8, 23])
def test_every_row_stands_on_one_page_there_and_back(count: int) -> None:
    rows = entries(count)
    whole = [one.pk for one in rows]
    there = list(walk(rows, "first", "older"))
    assert list(chain(*there)) == whole
    assert all(len(one) == SIZE for one in there[:-1])
    last = page_at(rows, "first")
    while last.older:
        last = page_at(rows, last.older)
    back = list(walk(rows, last.newer, "newer"))
    assert back == there[:-1][::-1]


def test_an_address_that_says_nothing_is_the_first_page() -> None:
    rows = entries(9)
    first = page_at(rows, "")
    assert first.newer == "" and first.older == after(rows, list(rows)[SIZE - 1])
    good = first.older
    for asked in (
        "2",
        "after",
        "after,",
        "before,x,y",
        f"{good},more",
        good.replace("after", "behind"),
        f"{good}\0",
        f"{good}{'a' * 200}",
    ):
        assert page_at(rows, asked) == first, asked


def test_what_came_in_between_moves_nothing() -> None:
    rows = entries(9)
    place = page_at(rows, "").older
    second = page_at(rows, place)
    safe = Safe.objects.create(escrow_wrap=b"")
    newest = Entry.objects.create(safe=safe, route="web", received_on=NOW.date(), registered_at=NOW + timedelta(days=1))
    rows = Entry.objects.all()
    assert page_at(rows, place).rows == second.rows, "by numbers one row would be seen twice"
    before = page_at(rows, second.newer)
    assert before.rows == list(rows)[1 : SIZE + 1] and page_at(rows, before.newer).rows == [newest, *before.rows[: SIZE - 1]]
    Entry.objects.filter(pk=second.rows[0].pk).delete()
    assert page_at(rows, place).rows == list(Entry.objects.all())[SIZE + 1 : 2 * SIZE + 1]


def test_behind_the_last_row_is_the_first_page() -> None:
    rows = entries(5)
    assert page_at(rows, after(rows, list(rows)[-1])) == page_at(rows, "")


def test_other_lists_are_walked_in_their_own_order() -> None:
    for number in range(9):
        safe = Safe.objects.create(escrow_wrap=b"")
        Case.objects.create(safe=safe, state="received", opened_at=NOW - timedelta(days=number))
        Reviewed.objects.create(about=safe.pk, subject="case", rule="case", review_on=date(2027, 1, 1 + number // 4))
    assert set(Case.objects.values_list("due_at", flat=True)) == {NEVER}
    for rows in (Case.objects.order_by("due_at", "opened_at", "safe_id"), Reviewed.objects.order_by("review_on", "about")):
        assert list(chain(*walk(rows, "first", "older"))) == [one.pk for one in rows]


def test_a_list_is_walked_for_the_values_that_are_asked_for() -> None:
    rows = entries(23)
    days = [date(2026, 11, 20 + number) for number in range(3)]
    for number, one in enumerate(rows):
        Entry.objects.filter(pk=one.pk).update(route="web" if number % 2 else "phone", received_on=days[number % 3])
    made_once = Walk(lambda routes, day: Entry.objects.filter(route__one_of=routes, received_on__lte=Given(day)), SIZE)
    for routes in (["web"], ["phone"], ["web", "phone"], []):
        for day in days:
            wanted = Entry.objects.filter(route__in=routes, received_on__lte=day)
            place = "first"
            while place:
                request = RequestFactory().get("/", {"page": place})
                page = made_once.page(request, routes=routes, day=str(day))
                assert page == walked(request, wanted, SIZE)
                if page.newer:
                    request = RequestFactory().get("/", {"page": page.newer})
                    assert made_once.page(request, routes=routes, day=str(day)) == walked(request, wanted, SIZE)
                place = page.older
