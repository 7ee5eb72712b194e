"""The order of a meeting's members, which each account keeps locked: it goes with anything that the account loses."""

from collections.abc import Sequence

import pytest
from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content import orders, recuse
from boundaries.casework.models import Case, KeptOrder, Pair
from boundaries.casework.register.entering import enter
from boundaries.casework.register.merging import merge
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from tests.scans import finding, scan
from tests.sites.unit.meeting.unit_meeting import case_about, page_of
from tests.sites.unit.unit_cases import write
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

database = pytest.mark.django_db(transaction=True)


@database
def test_an_order_is_kept_locked_and_goes_at_once_with_anything_that_its_account_loses() -> None:
    ann, ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
    person(Role.ANALYST)
    cases = [case_about(ann.sign_in(), NamedMember(name=f"Bo Elm{n}", number=f"55{n}")) for n in range(2)]
    ian.sign_in()

    def shown() -> list[int]:
        pages = (page_of(ian.browser), ian.browser.get("/oversight/").content.decode())
        return [sum(case.pk[:8] in page for case in cases) for page in pages]

    assert shown() == [2, 2]
    before = dict(KeptOrder.objects.filter(account=ian.account).values_list("what", "state"))
    assert before.keys() == {"links", "agenda", "meeting", "met", "overview", "oversight"} and shown() == [2, 2]
    assert dict(KeptOrder.objects.filter(account=ian.account).values_list("what", "state")) == before, "nothing changed"
    assert not any(case.pk.encode() in bytes(row.held) for row in KeptOrder.objects.all() for case in cases)
    recuse(cases[0].safe, ann.holder, ian.account, "a friend")
    assert not KeptOrder.objects.filter(account=ian.account).exists()
    assert shown() == [1, 1]
    write(ann.browser, cases[1], Kind.OVERSIGHT, tier="close")
    assert "Close: looked at each month" in page_of(ian.browser)
    watched = Case.objects.get(pk=cases[1].pk)
    watched.state, watched.review_on = "closed", None
    watched.save()
    assert shown() == [1, 0], "it moved since the last meeting, but nobody watches over it any more"


@database
def test_what_happens_where_an_account_cannot_look_has_nothing_counted_anew_for_it() -> None:
    """Else the time that a page takes would tell who is kept out that somebody works on what they must not know of."""
    ann, ian, ada = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey"), person(Role.ANALYST)
    bring(scan(finding()))
    pair, hidden = Pair.objects.get(), case_about(ann.sign_in(), NamedMember(name="Bo Elm", number="551"))
    case_about(ann.browser, NamedMember(name="Cy Ash", number="552"))
    merged, into = (enter(report()) for _ in range(2))
    for safe in (pair.safe, hidden.safe, merged.safe, into.safe):
        recuse(safe, ann.holder, ian.account, "a friend")

    def kept(by: Person) -> dict[str, str]:
        for page in ("/dashboard/", "/strategic-assessment/", "/meeting/", "/oversight/", "/units/"):
            assert by.browser.get(page).status_code == 200, page
        return dict(KeptOrder.objects.filter(account=by.account).values_list("what", "state"))

    ian.sign_in()
    before = kept(ian), kept(ann)
    assert len(before[0]) > 5 and kept(ian) == before[0]
    write(ann.browser, hidden, Kind.OVERSIGHT, tier="close")
    assert kept(ann)["work"] != before[1]["work"] and kept(ann)["meeting"] != before[1]["meeting"]
    with transaction.atomic():
        merge(merged, into, ann.holder, "the same")
    assert kept(ann)["merged"] != before[1]["merged"]
    said = {"verdict": "concern", "reason": "No ordinary reason was found"}
    assert ada.sign_in().post(f"/review/{pair.pk}/verdict/", said).status_code == 302
    assert kept(ann)["strategic"] != before[1]["strategic"]
    assert kept(ian) == before[0]


@database
def test_what_was_taken_away_while_an_order_was_worked_out_is_not_kept() -> None:
    ann = person(Role.SUPERVISOR)
    orders.make_room(ann.holder, "meeting")
    with transaction.atomic():
        KeptOrder.objects.all().delete()  # as whoever takes away does
        assert orders.kept(ann.holder, "meeting", [1], lambda: ["a", "b"]) == ["a", "b"]
    assert not KeptOrder.objects.exists()
    orders.make_room(ann.holder, "meeting")
    for state, made in (([1], ["a", "b"]), ([1], ["a", "b"]), ([2], ["c"])):
        with transaction.atomic():
            assert orders.kept(ann.holder, "meeting", state, lambda made=made: made) == made
    with transaction.atomic():
        assert orders.kept(ann.holder, "meeting", [2], lambda: ["not asked"]) == ["c"]
    other = person(Role.ANALYST)
    KeptOrder.objects.update(account=other.account)
    with transaction.atomic():
        assert orders.kept(other.holder, "meeting", [2], lambda: ["mine"]) == ["mine"], "nobody reads another's"


@database
def test_of_what_is_kept_in_parts_only_those_are_worked_out_again_that_hang_on_something_else() -> None:
    ann, asked = person(Role.SUPERVISOR), []

    def found(**states: int) -> list[str]:
        def work_out(parts: Sequence[str]) -> dict[str, str]:
            asked.append(sorted(parts))
            return {part: f"the counts of {part}{states[part]}\nÄ" for part in parts}

        with transaction.atomic():
            return sorted(orders.kept_parts(ann.holder, "counts", {part: [one] for part, one in states.items()}, work_out))

    assert found(a=1) == found(a=1) == ["the counts of a1\nÄ"] and not KeptOrder.objects.exists(), "nothing is kept without room"
    orders.make_room(ann.holder, "counts", "first")
    orders.make_room(ann.holder, "counts")
    assert found(a=1, b=1) == found(a=1, b=1) == ["the counts of a1\nÄ", "the counts of b1\nÄ"]
    assert (
        found(a=1, b=2, c=1) == ["the counts of a1\nÄ", "the counts of b2\nÄ", "the counts of c1\nÄ"]
        and found(a=1, c=1) == ["the counts of a1\nÄ", "the counts of c1\nÄ"]
        and found() == []
    )
    assert asked == [["a"], ["a"], ["a", "b"], ["b", "c"], [], []]
    held = KeptOrder.objects.get(what="counts")
    KeptOrder.objects.filter(pk=held.pk).update(held=bytes(held.held)[:-1] + bytes([held.held[-1] ^ 1]))
    assert found(a=3) == ["the counts of a3\nÄ"], "what does not open is worked out afresh"
    assert not any(text in bytes(held.held) for text in (b"the counts of a", b"the counts of b"))
    with transaction.atomic():
        orders.forget([ann.account.pk])
    assert not KeptOrder.objects.exists()
    assert found(a=1) == ["the counts of a1\nÄ"] and asked[-1] == ["a"]


@database
def test_parts_that_were_taken_away_after_they_were_looked_up_are_worked_out_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(Role.SUPERVISOR)
    orders.make_room(ann.holder, "counts")
    with transaction.atomic():
        orders.kept_parts(ann.holder, "counts", {"a": [1], "b": [1]}, lambda parts: dict.fromkeys(parts, "lost"))
    look_up = orders._found

    def looked_up(holder: Holder, what: str) -> list[tuple[str, bytes]]:
        found = list(look_up(holder, what))
        KeptOrder.objects.filter(what=what).update(state="", held=b"")  # as where it went, and another page made room anew
        return found

    with transaction.atomic():
        monkeypatch.setattr(orders, "_found", looked_up)
        assert (
            orders.kept_parts(ann.holder, "counts", {"a": [1], "b": [2]}, lambda parts: dict.fromkeys(parts, "own"))
            == ["own"] * 2
        )
