"""Two who step back, or are taken away, at the same moment: each has what they asked for, and neither learns of the other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from boundaries.casework.content import recuse
from boundaries.casework.content.eligibility import eligible
from boundaries.casework.content.wraps import let_go
from boundaries.casework.models import Account, Entry, Exclusion, Safe, SubjectMark, TrailLine, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"own_reason": "I know her brother"}


def once(**told: str) -> dict[str, str]:
    """A form as a page gives it."""
    return {"once": new_id(), **told}


def unit() -> tuple[Person, Person, Entry]:
    """Two handlers, of whom one alone is too few, with the alternate authority, and an entry."""
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ALTERNATE, "fay further")
    for one in (ann, ian):
        one.sign_in()
    return ann, ian, enter(report())


class Meanwhile:
    """Has something happen once a page has found an entry and asks whether its form did its work already, before it holds the safe."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self.happens, self.has_happened = happens, False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if 'FROM "casework_taken"' in sql and not self.has_happened:
            self.has_happened = True
            self.happens()
        return execute(sql, params, many, context)


def test_who_loses_an_entry_while_stepping_back_from_it_is_answered_as_ever_and_kept_out_for_good() -> None:
    ann, ian, entry = unit()
    other = enter(report())
    before = ian.browser.post(f"/entries/{other.pk}/recuse-self/", once(**WHY))
    meanwhile = Meanwhile(lambda: recuse(entry.safe, ann.holder, ann.account, "his sister"))
    with connection.execute_wrapper(meanwhile):
        answer = ian.browser.post(f"/entries/{entry.pk}/recuse-self/", once(**WHY))
    assert meanwhile.has_happened and (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert (answer.content, answer["Location"]) == (before.content, before["Location"])
    assert set(Exclusion.objects.filter(safe=entry.pk).values_list("account", flat=True)) == {ann.account.pk, ian.account.pk}
    assert list(Wrap.objects.filter(safe=entry.pk).values_list("account__display_name", flat=True)) == ["Fay Further"]
    told = TrailLine.objects.filter(act="recused", about=entry.pk).order_by("sequence").values_list("actor", flat=True)
    assert list(told) == [ann.account.pk, ian.account.pk], "whoever has it now sees that both did"
    Account.objects.filter(pk=ian.account.pk).update(role=Role.HEAD)
    assert {one.display_name for one in eligible(Safe.objects.get(pk=entry.pk)).accounts} == {"Fay Further"}


def test_a_colleague_who_is_taken_away_is_kept_out_though_whoever_says_so_loses_it_too() -> None:
    ann, ian, entry = unit()
    told = once(colleague=ian.account.pk, reason="his cousin")
    with connection.execute_wrapper(Meanwhile(lambda: recuse(entry.safe, ian.holder, ian.account, "my cousin"))):
        answer = ann.browser.post(f"/entries/{entry.pk}/recuse-colleague/", told)
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/"), "not to a page that is not there"
    assert Exclusion.objects.filter(safe=entry.pk, account=ian.account.pk).exists()


def test_who_presses_a_moment_later_is_answered_as_whoever_names_what_never_was() -> None:
    ann, ian, entry = unit()
    page = ian.browser.get(f"/entries/{entry.pk}/").content.decode()
    assert "Give this up" in page
    recuse(entry.safe, ann.holder, ann.account, "his sister")
    lines = TrailLine.objects.count()
    answers = [ian.browser.post(f"/entries/{one}/recuse-self/", once(**WHY)) for one in (entry.pk, new_id())]
    assert [(one.status_code, one["Location"], one.content) for one in answers] == [(302, "/inbox/", b"")] * 2
    blank = [ian.browser.post(f"/entries/{one}/recuse-self/", once(own_reason=" ")) for one in (entry.pk, new_id())]
    assert [one.status_code for one in blank] == [404, 404]
    assert without_tokens(blank[0].content) == without_tokens(blank[1].content) and TrailLine.objects.count() == lines


def test_what_was_disposed_of_meanwhile_is_not_there_and_no_fault() -> None:
    ann, ian, entry = unit()

    def gone() -> None:
        with transaction.atomic():
            let_go(Wrap.objects.filter(safe=entry.pk))
            SubjectMark.objects.filter(safe=entry.pk).delete()
            Entry.objects.filter(pk=entry.pk).delete()
            Safe.objects.filter(pk=entry.pk).delete()

    with connection.execute_wrapper(Meanwhile(gone)):
        assert ian.browser.post(f"/entries/{entry.pk}/recuse-self/", once(**WHY))["Location"] == "/inbox/"
    entry = enter(report())
    with connection.execute_wrapper(Meanwhile(gone)):
        assert ann.browser.post(f"/entries/{entry.pk}/note/", once(note="seen")).status_code == 404
