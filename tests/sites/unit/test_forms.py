"""What a form proves its page by is the same for all forms of a page, another on the next page, and each is taken."""

import re

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import Client
from markupsafe import escape

from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.sites.forms import once
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
FIELD = r'<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)">'


def test_the_forms_of_a_page_bear_one_field_and_those_of_the_next_another() -> None:
    browser = person(Role.SUPERVISOR).sign_in()
    made = enter(report())
    pages = [re.findall(FIELD, browser.get(f"/entries/{made.pk}/").content.decode()) for _ in range(2)]
    assert all(len(one) > 5 and len(set(one)) == 1 for one in pages)
    assert pages[0][0] != pages[1][0], "it is masked for each page"
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.cookies = browser.cookies
    for field, status in (("", 403), (pages[0][0], 302), (pages[1][0], 302)):
        told = {"note": "Rang back", "csrfmiddlewaretoken": field}
        assert strict.post(f"/entries/{made.pk}/note/", told).status_code == status


def test_a_page_without_a_form_has_no_field() -> None:
    request = HttpRequest()
    held = once(request)
    assert "CSRF_COOKIE" not in request.META, "until a form asks for it"
    assert escape(held["csrf_input"]) == escape(held["csrf_input"]) == str(held["csrf_input"])
    assert re.fullmatch(FIELD, str(held["csrf_input"])) and "CSRF_COOKIE" in request.META
    drawn = engines["jinja2"].from_string("{{ csrf_input }}{{ csrf_input }}").render({}, request)
    assert len(set(re.findall(FIELD, drawn))) == 1
