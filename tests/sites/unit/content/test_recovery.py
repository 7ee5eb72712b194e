"""Escrow: two custodians give back what nobody can open, and never to whom it is about."""

import io
import json
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.casework import visibility
from boundaries.casework.audit.verifying import verify
from boundaries.casework.content import admitting, recuse
from boundaries.casework.content.places import places
from boundaries.casework.content.recovery import Scope, recover_for, scope_of
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.content.source import ask, grant_source, open_source
from boundaries.casework.content.wraps import let_go
from boundaries.casework.models import Account, Entry, Exclusion, Given, Merge, Safe, TrailLine, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting, leaving
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.people import NamedMember
from tests.sites.unit.test_content import story, team
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_custodians_recover_what_nobody_can_open(custodians: list[str]) -> None:
    ann, ian, ada = team()
    entry = enter(report(story="the story", contact=CONTACT))
    recuse(entry.safe, ann.holder, ada.account, "too close")
    for one in (ann, ian, ada):
        leaving.disable(one.account, None)
    new, other = person(Role.HEAD, "hanna brook"), person(Role.SUPERVISOR, "sol other")
    with pytest.raises(Exception, match="different custodians"):
        recover_for(new.account, custodians[:1], "nobody is left")
    assert recover_for(new.account, custodians[:2], "nobody is left") == 1
    assert recover_for(other.account, custodians[1:], "nobody is left") == 1
    assert "the story" in story(entry, new)
    grant = ask(Safe.objects.get(), new.holder, "to reach her")
    grant_source(grant, other.holder)
    assert b"07700" in open_source(Safe.objects.get(), new.holder)[0].plain
    assert TrailLine.objects.filter(act="recovered").count() == 4


@pytest.fixture
def custodians() -> list[str]:
    """The identities of the three custodians of this installation."""
    sheets = sorted(places().escrow.glob("identity-*.txt"))
    return [sheet.read_text().strip() for sheet in sheets]


def test_a_recovery_needs_a_reason_which_is_sealed_in_what_was_recovered(custodians: list[str]) -> None:
    ann, *_ = team()
    entry = enter(report())
    leaving.disable(ann.account, None)
    new = person(Role.HEAD, "hanna brook", admitted=False)
    with pytest.raises(BoundariesError, match="needs a reason"):
        recover_for(new.account, custodians[:2], " ")
    assert not Wrap.objects.filter(account=new.account).exists()
    assert recover_for(new.account, custodians[:2], "Ann was the last") == 1
    page = new.sign_in().get(f"/entries/{entry.pk}/").content.decode()
    assert "Recovered by two custodians" in page and "Ann was the last" in page
    assert not TrailLine.objects.filter(detail__contains="last").exists(), "the trail says what, not why"


def test_a_case_is_recovered_with_what_is_merged_into_it_and_nothing_else(custodians: list[str]) -> None:
    ann, ian, _ = team()
    case, merged, further, other = (enter(report()) for _ in range(4))
    for one, into in ((merged, case), (further, merged)):
        Merge.objects.create(merge_id=new_id(), merged=one, into=into, merged_at=datetime.now())
    out = enter(report(exclude="anyone called Brook"))
    Merge.objects.create(merge_id=new_id(), merged=out, into=case, merged_at=datetime.now())
    for one in (ann, ian):
        leaving.disable(one.account, None)
    new = person(Role.HEAD, "hanna brook", admitted=False)
    for wrong in ("", case.pk[:7], "a" * 26):
        with pytest.raises(BoundariesError, match="not the id of one"):
            scope_of(case=wrong or "x")
    assert recover_for(new.account, custodians[:2], "Both left", scope_of(case=case.pk[:8].upper())) == 3
    assert {one.pk for one in visibility.entries(new.account)} == {case.pk, merged.pk, further.pk}
    assert other.pk not in set(TrailLine.objects.filter(act="recovered").values_list("about", flat=True))
    line = TrailLine.objects.get(act="recovered", about=new.account.pk)
    assert json.loads(line.detail) == {"what": "case", "about": case.pk}


def test_what_a_leaver_could_open_is_recovered_but_for_whom_it_is_about(custodians: list[str]) -> None:
    ann, ian, ada = team()
    his, named, recused = enter(report()), enter(report(members=(NamedMember(name="Hanna Brook"),))), enter(report())
    recuse(recused.safe, ann.holder, ian.account, "his cousin")
    leaving.disable(ian.account, ann.account)
    later = enter(report())
    new = person(Role.INVESTIGATOR, "hanna brook", admitted=False)
    again = person(Role.INVESTIGATOR, "nia new", admitted=False)
    with pytest.raises(BoundariesError, match="has left or lost a key"):
        scope_of(leaver=ada.account.name)
    with pytest.raises(BoundariesError, match="two scopes"):
        scope_of(case=his.pk, leaver=ian.account.name)
    scope = scope_of(leaver=ian.account.name)
    assert recover_for(new.account, custodians[:2], "Ian left at once", scope) == 1
    assert {one.pk for one in visibility.entries(new.account)} == {his.pk}
    assert recover_for(again.account, custodians[:2], "Ian left at once", scope) == 2
    assert {one.pk for one in visibility.entries(again.account)} == {his.pk, named.pk}, (
        "neither what he was out of nor what came later"
    )
    assert later.pk in {one.pk for one in visibility.entries(ada.account)} and verify().whole


def test_what_was_lost_with_a_key_is_recovered_for_the_new_one(custodians: list[str]) -> None:
    ann, ian, _ = team()
    entry = enter(report())
    token = leaving.reset(ian.account, with_key=True, by=ann.account).rstrip("/").rpartition("/")[2]
    link = inviting.invitation_of(token, datetime.now())
    assert link is not None
    inviting.accept(link, inviting.prepare(link, PASSWORD, PASSPHRASE), 0)
    now = Account.objects.get(pk=ian.account.pk)
    assert not visibility.entries(now).exists()
    assert recover_for(now, custodians[:2], "The phrase is forgotten", scope_of(leaver=now.name)) == 1
    assert [one.pk for one in visibility.entries(now)] == [entry.pk]


def test_a_recovery_that_is_killed_has_shown_nothing_and_goes_on_where_it_was(
    custodians: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    team()
    entries = [enter(report(contact=CONTACT)) for _ in range(5)]
    new = person(Role.HEAD, "hanna brook", admitted=False)
    monkeypatch.setattr(admitting, "BATCH", 2)
    real, made = admitting.wrap_for, []

    def three_then_nothing(*told: object) -> Wrap:
        if len(made) == 3:
            raise MemoryError
        made.append(told)
        return real(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(admitting, "wrap_for", three_then_nothing)
    with pytest.raises(MemoryError):
        recover_for(new.account, custodians[:2], "All left")
    assert not visibility.entries(new.account).exists() and Given.objects.count() == 2
    monkeypatch.setattr(admitting, "wrap_for", real)
    assert recover_for(new.account, custodians[:2], "All left") == 5
    assert visibility.entries(new.account).count() == 5
    about = list(TrailLine.objects.filter(act="recovered").exclude(about=new.account.pk).values_list("about", flat=True))
    assert sorted(about) == sorted(one.pk for one in entries), "each once"


PLACES = range(3)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    about=st.lists(st.sampled_from(["", "named", "line", "words", "recused"]), min_size=3, max_size=3),
    left=st.sets(st.sampled_from(PLACES)),
    scope=st.sampled_from(["everything", "leaver", "case"]),
)
def test_whatever_is_recovered_never_goes_to_whom_it_is_about(
    custodians: list[str], about: list[str], left: set[int], scope: str
) -> None:
    with transaction.atomic():
        let_go(Wrap.objects.all())
    for table in (Merge, Entry, Safe, Account):
        table.objects.all().delete()
    gone = person(Role.SUPERVISOR, "ann supple")
    person(Role.ANALYST, "ada list")
    take_in(
        [
            RosterLine("1", "", NamedMember(name="Hanna Brook", number="701")),
            RosterLine("2", "1", NamedMember(name="Olaf Outside", number="702")),
        ]
    )
    new = person(Role.INVESTIGATOR, "hanna brook", member_id="1", admitted=False)
    kinds = {
        "named": {"members": (NamedMember(name="Hanna Brook"),)},
        "line": {"members": (NamedMember(number="702"),)},
        "words": {"exclude": "anyone called Brook"},
    }
    entries = [enter(report(**kinds.get(one, {}))) for one in about]
    for entry, one in zip(entries, about, strict=True):
        if one == "recused":
            Exclusion.objects.create(safe=entry.safe, account=new.account)
    Wrap.objects.filter(account=gone.account, safe__in=[entries[place].pk for place in PLACES if place not in left]).delete()
    leaving.disable(gone.account, None)
    wanted = {"everything": set(PLACES), "leaver": left, "case": {0}}[scope]
    asked = {"everything": scope_of(), "leaver": Scope("leaver", gone.account.pk), "case": scope_of(case=entries[0].pk)}[scope]
    may_have = {entries[place].pk for place in wanted if not about[place]}
    recover_for(new.account, custodians[:2], "All left", asked)
    assert {one.pk for one in visibility.entries(new.account)} == may_have


def test_the_command_says_what_it_gave(custodians: list[str]) -> None:
    team()
    case = enter(report())
    enter(report())
    new = person(Role.HEAD, "hanna brook", admitted=False)
    told = io.StringIO()
    asked = {"name": f"{new.account.name.upper()} ", "identities": custodians[:2], "reason": "Both left", "leaver": ""}
    call_command("recover", **asked, case=case.pk, stdout=told)
    assert "Hanna Brook can open 1 more." in told.getvalue() and visibility.entries(new.account).get().pk == case.pk
