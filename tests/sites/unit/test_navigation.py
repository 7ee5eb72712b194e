"""The areas at the top of every page, the parts below them, and where one is among them."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from boundaries.casework.pages.navigation import PARTS, Part, navigation
from boundaries.casework.permissions import may
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import person

database = pytest.mark.django_db(transaction=True)


def shown(role: Role, path: str) -> dict[str, list[dict[str, object]]]:
    request = RequestFactory().get(path)
    request.account = person(role).account  # type: ignore[attr-defined]
    return navigation(request)


@database
@pytest.mark.parametrize("role", Role)
def test_every_part_of_a_role_can_be_reached_from_its_first_page_and_no_other(role: Role) -> None:
    told = shown(role, "/")
    assert [one["href"] for one in told["every"]] == [reverse(part.page) for part in PARTS if may(role, part.action)]
    assert {one["href"] for one in told["areas"]} <= {one["href"] for one in told["every"]}
    assert not told["parts"] and not any(one["current"] or one["active"] for one in told["areas"])


@database
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.page)
def test_a_part_is_marked_as_the_page_one_is_on(part: Part) -> None:
    role = next(role for role in reversed(Role) if may(role, part.action))
    told = shown(role, reverse(part.page))
    marked = [one["text"] for one in told["areas"] if one["current"] or one["active"]]
    assert marked == [part.area]
    below = [one["text"] for one in told["parts"] if one["current"]]
    assert below == ([part.title] if told["parts"] else [])


@database
@pytest.mark.parametrize(
    ("path", "area", "part"),
    [
        ("/entries/abc/", "Inbox", "Inbox"),
        ("/cases/abc/write/task/", "Cases", None),
        ("/retention/certificates/", "Retention", "Certificates"),
        ("/retention/abc/", "Retention", "Retention"),
        ("/account/", None, None),
    ],
)
def test_a_page_below_a_part_belongs_to_it(path: str, area: str | None, part: str | None) -> None:
    told = shown(Role.HEAD, path)
    assert [one["text"] for one in told["areas"] if one["current"] or one["active"]] == ([area] if area else [])
    assert [one["text"] for one in told["parts"] if one["current"] or one["active"]] == ([part] if part else [])
