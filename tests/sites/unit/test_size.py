"""However much there is, a page asks the database as often."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boundaries.casework.accounts import attendance
from boundaries.casework.content.index import refresh
from boundaries.casework.models import Case, Entry
from boundaries.casework.permissions import Action, may
from boundaries.casework.registers.columns import Register
from boundaries.casework.registers.keeping import add_rows
from boundaries.casework.roles import KEY_HOLDERS, Role
from boundaries.sites import templating
from tests.sites.unit import unit_filled
from tests.sites.unit.unit_addresses import ids_for, pages
from tests.sites.unit.unit_people import Person, person

pytestmark = pytest.mark.django_db(transaction=True)

OF_EACH = (0, 4, 5)
"""Of these, and of those a hundred on and so forth, one asks for its source, one is proposed for disposal and one was disposed of."""


def fill(team: list[Person], times: range) -> None:
    """Three entries, all of them cases, and five pairs each time."""
    accounts, now = [one.account for one in team], datetime.now()
    numbers = [100 * time + one for time in times for one in OF_EACH]
    unit_filled.save(unit_filled.entries(numbers, accounts, None, now, cases=10**6))
    unit_filled.save(unit_filled.pairs(range(5 * times.start, 5 * times.stop), accounts, now))
    gift = {"at": "2026-01-01T10:00", "member_id": "M1", "direction": "received"}
    with transaction.atomic():
        add_rows(Register.GIFTS, [(number, {"gift_id": f"G{number}", **gift}) for number in times], accounts[0])


def asked(by: Person, role: Role, ids: dict[str, str]) -> Iterator[tuple[str, int]]:
    """How often each page asks, once everything that is read only once has been read."""
    browser: Client = by.browser
    refresh(by.holder)
    for name, address in pages(role, ids):
        if browser.get(address).status_code == 405:
            continue
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        yield name, len(queries)
    browser.post("/search/", {"words": "believe"})
    with CaptureQueriesContext(connection) as queries:
        assert b"found" in browser.post("/search/", {"words": "believe"}).content
    yield "search for words", len(queries)


def test_every_page_of_a_key_holder_asks_as_often_with_3_and_with_60(monkeypatch: pytest.MonkeyPatch) -> None:
    # A session that was used a minute ago is written once more, which is no matter of size.
    monkeypatch.setattr(attendance, "_TOUCH_AFTER", timedelta(days=1))
    team = [person(role) for role in (Role.HEAD, Role.SUPERVISOR, Role.INVESTIGATOR, Role.ANALYST, Role.ALTERNATE)]
    assert {one.account.as_role for one in team} == KEY_HOLDERS
    assert all(may(Role.HEAD, action) for role in KEY_HOLDERS for action in Action if may(role, action)), (
        "the head has every page"
    )
    fill(team, range(1))
    looking = {one.account.as_role: one for one in team if one.account.as_role in (Role.HEAD, Role.ANALYST)}
    for one in looking.values():
        one.sign_in()
    ids = {one.account.as_role: ids_for(one.account) for one in team}
    assert Entry.objects.count() == Case.objects.count() == 3
    few = {role: dict(asked(one, role, ids[role])) for role, one in looking.items()}
    fill(team, range(1, 20))
    assert Entry.objects.count() == Case.objects.count() == 60
    many = {role: dict(asked(one, role, ids[role])) for role, one in looking.items()}
    assert {one: names.keys() for one, names in few.items()} == {one: names.keys() for one, names in many.items()}
    more = [
        (role, name, few[role][name], count) for role in many for name, count in many[role].items() if few[role][name] != count
    ]
    assert more == []
    of_reports = {"Person ", "Elm", *Entry.objects.values_list("pk", flat=True), *(one.account.pk for one in team)}
    kept = repr(templating._drawn)
    assert "Add the note" in kept and not [word for word in of_reports if word in kept], (
        "what is drawn once stays in the memory of the server, so it holds nothing of any report"
    )
    assert {"inbox", "cases", "dashboard", "yearly_return", "retention", "grants", "entry", "case", "looks"} <= many[
        Role.HEAD
    ].keys()
