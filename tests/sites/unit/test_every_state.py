"""Every state is reached by a way that is there, is somebody's, and leaves a line in the trail."""

import itertools
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction

import boundaries
from boundaries.casework import visibility
from boundaries.casework.audit import Act
from boundaries.casework.cases.allocating import allocate
from boundaries.casework.cases.keeping import add_record, open_case, records_of
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.moving import agree, move
from boundaries.casework.cases.workflow import FIRST, STEPS, State
from boundaries.casework.content import open_safe, recuse
from boundaries.casework.models import Account, Case, Entry, EntryState, TrailLine, Verdict
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.register import closing
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting, leaving
from tests.scans import finding, scan
from tests.sites.unit.content.test_who_is_kept_out import add_later
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)


def lines(about: str, act: Act) -> int:
    """How often something stands in the trail of one thing."""
    return TrailLine.objects.filter(about=about, act=act).count()


def ways() -> Mapping[State, tuple[State, ...]]:
    """The shortest way to each state from the first."""
    found: dict[State, tuple[State, ...]] = {FIRST: ()}
    wave = [FIRST]
    while wave:
        state = wave.pop(0)
        for to in STEPS[state]:
            if to not in found:
                found[to] = (*found[state], to)
                wave.append(to)
    return found


def provide(case: Case, state: State, to: State, first: Person, second: Person) -> None:
    """Write and agree to what a step needs."""
    step = STEPS[state][to]
    for kind in sorted(step.needs | step.agreed | {Kind.SAFEGUARDING}):
        told = {"at_risk": "no"} if kind is Kind.SAFEGUARDING else {}
        if kind is Kind.REFERRAL_DECISION:
            told = {"decision": "yes" if to is State.REFERRED else "no"}
        with transaction.atomic():
            assert add_record(case, first.holder, kind, answers(kind, **told)) == {}
        if kind in step.agreed:
            with transaction.atomic():
                newest = records_of(case, open_safe(case.safe, second.holder))[-1]
                assert agree(case, newest.sealed_id, second.holder, is_agreed=True)


@pytest.mark.parametrize("state", State)
def test_every_state_of_a_case_is_reached_and_every_step_from_it_is_made_owned_and_recorded(state: State) -> None:
    first, second, third = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.HEAD)
    for steps_on in [(to,) for to in STEPS[state]] or [()]:
        with transaction.atomic():
            case = open_case(enter(report()), first.holder, is_covert=False, reason="serious")
        at = FIRST
        for onward in (*ways()[state], *steps_on):
            provide(case, at, onward, first, second)
            with transaction.atomic():
                move(case, onward, third.holder if STEPS[at][onward].by_another else first.holder, "it is time")
            at = onward
            owner = Case.objects.get(pk=case.pk).allocated_to
            assert owner is not None and visibility.cases(owner).filter(pk=case.pk).exists(), (state, steps_on, at)
        steps = list(Case.objects.get(pk=case.pk).moves.values_list("to_state", flat=True))
        assert steps == [FIRST, *ways()[state], *steps_on]
        assert lines(case.pk, Act.CASE_MOVED) + lines(case.pk, Act.REFERRED) == len(steps) - 1


def test_an_entry_is_opened_closed_with_a_reason_and_opened_again_by_a_person_or_its_reporter() -> None:
    first = person(Role.INVESTIGATOR)
    person(Role.SUPERVISOR)
    entry = enter(report())
    reached, browser = [entry.state], first.sign_in()

    def now() -> str:
        return Entry.objects.get(pk=entry.pk).state

    path = f"/entries/{entry.pk}/"
    browser.get(path)
    reached.append(now())
    assert "Say why" in browser.post(path + "close/", {"close_reason": " "}).content.decode()
    for reason in ("A wrong number", "It was not"):
        assert browser.post(path + "close/", {"close_reason": reason}).status_code == 302
        reached.append(now())
    assert "A wrong number" in browser.get(path).content.decode()
    browser.post(path + "close/", {"close_reason": "Now it is over"})
    add_later(entry, "He came again")
    reached.append(now())
    assert reached == ["new", "open", "closed", "open", "open"]
    assert set(reached) == set(EntryState.values) == set(closing.STEPS)
    assert all(EntryState(to) in closing.STEPS[EntryState(at)] for at, to in itertools.pairwise(reached) if at != to)
    assert TrailLine.objects.filter(about=entry.pk, act=Act.ENTRY_CHANGED, detail__contains="closed").count() == 2
    browser.post(path + "case/", {"reason": "Serious"})
    assert browser.post(path + "close/", {"close_reason": "Enough"}).status_code == 409, "its case is open"


def test_two_who_close_an_entry_at_once_do_not_open_it_again() -> None:
    first, second, entry = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), enter(report())
    path, seen = f"/entries/{entry.pk}/", "open"
    assert f'name="standing" value="{seen}"' in first.sign_in().get(path).content.decode()
    assert second.sign_in().post(path + "close/", {"close_reason": "A wrong number", "standing": seen}).status_code == 302
    late = first.browser.post(path + "close/", {"close_reason": "Told to the council", "standing": seen})
    page = late.content.decode()
    assert late.status_code == 200 and Entry.objects.get().state == EntryState.CLOSED
    assert "since you looked" in page and "A wrong number" in page and "Told to the council" in page
    assert first.browser.post(path + "close/", {"close_reason": "It was not", "standing": "closed"}).status_code == 302
    assert Entry.objects.get().state == EntryState.OPEN


def test_every_state_of_an_account_is_reached_and_recorded() -> None:
    invited, _ = inviting.invite("n.new", "Nia New", Role.INVESTIGATOR, "", None)
    joined = person(Role.ANALYST)
    states = {invited.state, joined.account.state}
    leaving.disable(joined.account, None)
    states.add(Account.objects.get(pk=joined.account.pk).state)
    assert states == set(AccountState.values)
    assert [
        lines(*one) for one in ((invited.pk, Act.INVITED), (joined.account.pk, Act.JOINED), (joined.account.pk, Act.LEFT))
    ] == [1] * 3


def test_a_case_of_someone_who_left_or_was_taken_away_is_nobodys_until_it_is_given_or_taken() -> None:
    first, second, third = person(Role.INVESTIGATOR), person(Role.SUPERVISOR), person(Role.INVESTIGATOR, "cy third")
    cases = []
    for _ in range(2):
        with transaction.atomic():
            cases.append(open_case(enter(report()), first.holder, is_covert=False, reason="serious"))
    recuse(cases[0].safe, second.holder, first.account, "too close")
    leaving.disable(first.account, None)
    assert [one.allocated_to for one in Case.objects.all()] == [None, None]
    page = third.sign_in().get(f"/cases/{cases[0].pk}/").content.decode()
    assert "This case is nobody&#39;s." in page or "This case is nobody's." in page
    assert third.browser.post(f"/cases/{cases[0].pk}/allocate/", {"to_account": second.account.pk}).status_code == 409
    assert third.browser.post(f"/cases/{cases[0].pk}/allocate/", {"to_account": third.account.pk}).status_code == 302
    assert third.browser.post(f"/cases/{cases[0].pk}/allocate/", {"to_account": third.account.pk}).status_code == 409, (
        "it is theirs"
    )
    lead = second.sign_in()
    assert (
        "Choose who it is given to"
        in lead.post(f"/cases/{cases[1].pk}/allocate/", {"to_account": first.account.pk}).content.decode()
    )
    assert lead.post(f"/cases/{cases[1].pk}/allocate/", {"to_account": third.account.pk}).status_code == 302
    assert {one.allocated_to for one in Case.objects.all()} == {third.account}
    assert [lines(one.pk, Act.ALLOCATED) for one in cases] == [2, 2]
    with transaction.atomic():
        allocate(cases[1], second.account, second.holder)


def test_two_who_decide_the_same_finding_learn_of_each_other_before_they_do() -> None:
    first, second = person(Role.INVESTIGATOR), person(Role.SUPERVISOR)
    bring(scan(finding()))
    browser = first.sign_in()
    path = re.findall(r'href="(/review/[a-z2-7]{26}/)"', browser.get("/review/").content.decode())[0]

    def seen(by: Person) -> str:
        return re.findall(r'name="standing" value="([^"]+)"', by.browser.get(path).content.decode())[0]

    second.sign_in()
    one, other = seen(first), seen(second)
    told = {"verdict": "explained", "reason": "His sister lives there"}
    assert browser.post(path + "verdict/", {**told, "standing": one}).status_code == 302
    late = second.browser.post(path + "verdict/", {"verdict": "concern", "reason": "Seven visits", "standing": other})
    page = late.content.decode()
    assert late.status_code == 200 and "A colleague or a newer scan came before you" in page
    assert "Seven visits" in page and "His sister lives there" in page, "what was typed is there still, beside what is new"
    before = seen(second)
    bring(scan(finding(bits=20.0), as_of=datetime(2026, 3, 17)))
    assert second.browser.post(path + "verdict/", {**told, "standing": before}).status_code == 200, "a newer scan has come"
    assert second.browser.post(path + "verdict/", {**told, "standing": seen(second)}).status_code == 302
    assert set(Verdict.objects.values_list("word", flat=True)) == {"explained"} and Verdict.objects.count() == 2


def test_the_page_of_a_pair_shows_nothing_of_the_case_it_became_nor_of_entries_one_cannot_open() -> None:
    ann, ian, _ = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey"), person(Role.ANALYST)
    bring(scan(finding()))
    browser = ann.sign_in()
    path = re.findall(r'href="(/review/[a-z2-7]{26}/)"', browser.get("/review/").content.decode())[0]
    browser.post(path + "verdict/", {"verdict": "concern", "reason": "Seven visits"})
    hidden = enter(report(exclude="not DS Vesey please"))
    told = {"other": hidden.pk, "relation": "related", "why": "the same house", "confirmed": "yes"}
    assert browser.post(path.replace("review", "entries") + "link/", told).status_code == 302
    browser.post(path.replace("review", "entries") + "case/", {"reason": "Serious"})
    page = ian.sign_in().get(path).content.decode()
    assert (
        "Seven visits" in page and hidden.pk not in page and "the same house" not in page and '{"' not in page.partition("<h1")[2]
    )


def test_every_act_is_done_somewhere() -> None:
    folder = Path(boundaries.__file__).parent
    text = "".join(one.read_text(encoding="utf-8") for one in folder.rglob("*.py") if one.name != "acts.py")
    assert [act.name for act in Act if f"Act.{act.name}" not in text] == []
