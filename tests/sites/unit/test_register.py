"""The register: grading, what was seen before, links that anybody who may not know of them never sees, and intelligence by hand."""

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boundaries.casework.content import recuse
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Account, Entry, Sealed, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.register.grading import GRADE, grading
from boundaries.casework.register.seen import seen_before, seen_in_all
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)

GRADED = {
    "source": "2", "information": "C", "handling": "P", "categories": ["sexual_misconduct", "misusing_systems"], "urgent": "yes",
    "sanitised": "An officer is said to write to a witness at night",
}  # fmt: skip


def about(*names: str, **told: Any) -> Entry:
    """An entry that names these members."""
    return enter(report(members=tuple(NamedMember(name=name) for name in names), **told))


def page(browser: Client, entry: Entry) -> str:
    """The page of an entry, which must open."""
    answer = browser.get(f"/entries/{entry.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def linked(browser: Client, entry: Entry, other: str, **told: str) -> int:
    """Try to link; the status of the answer."""
    form = {"other": other, "relation": "duplicate", "why": "Same night, same street", "confirmed": "yes", **told}
    return browser.post(f"/entries/{entry.pk}/link/", form).status_code


def queries_of(browser: Client, entry: Entry) -> int:
    """How often a page asks the database, once it was opened before."""
    page(browser, entry)
    with CaptureQueriesContext(connection) as queries:
        page(browser, entry)
    return len(queries)


def test_the_words_of_a_grading_are_those_of_the_guidance() -> None:
    choices = {question.name: [value for value, _ in question.choices] for question in grading().questions}
    assert choices["source"] == ["1", "2", "3"] and choices["information"] == list("ABCDE") and choices["handling"] == ["P", "C"]
    assert len(choices["categories"]) == len(set(choices["categories"])) == 12


def test_a_grading_is_added_sealed_and_never_changed() -> None:
    first, second, entry = person(Role.INVESTIGATOR), person(Role.ANALYST), about("Olaf Outside")
    assert first.sign_in().post(f"/entries/{entry.pk}/grade/", GRADED).status_code == 302
    before = {one.pk: bytes(one.held) for one in Sealed.objects.all()}
    again = {**GRADED, "source": "1", "handling": "C", "conditions": "not to his station"}
    assert second.sign_in().post(f"/entries/{entry.pk}/grade/", again).status_code == 302
    shown = page(first.browser, entry)
    assert shown.index("1CC,") < shown.index("Earlier gradings") < shown.index("2CP,")
    assert all(one in shown for one in (first.account.display_name, second.account.display_name, "Sexual misconduct"))
    after = {one.pk: bytes(one.held) for one in Sealed.objects.all()}
    assert before.items() < after.items() and Sealed.objects.filter(kind=GRADE).count() == 2
    said = b"".join(after.values()) + json.dumps(list(TrailLine.objects.values_list("detail", flat=True))).encode()
    assert b"witness" not in said and b"station" not in said and b"sexual_misconduct" not in said
    assert GRADE not in shown and "&#34;values" not in shown


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"source": "4"}, "Choose one of these"),
        ({"categories": []}, "Answer this"),
        ({"categories": ["gossip"]}, "Choose among these"),
        ({"handling": "C"}, "on what conditions"),
        ({"sanitised": "She said he rang from 07700 900123"}, "phone number"),
    ],
)
def test_a_grading_that_cannot_be_right_is_not_taken(told: dict[str, Any], fault: str) -> None:
    browser, entry = person(Role.INVESTIGATOR).sign_in(), about("Olaf Outside")
    answer = browser.post(f"/entries/{entry.pk}/grade/", {**GRADED, **told})
    assert answer.status_code == 200 and fault in answer.content.decode()
    assert not Sealed.objects.filter(kind=GRADE).exists()


def unit() -> tuple[Person, Person]:
    """A head and an analyst of whom the analyst is named Thorne, with others so that enough remain."""
    person(Role.INVESTIGATOR)
    person(Role.SUPERVISOR)
    return person(Role.HEAD, "hester brook"), person(Role.ANALYST, "ada thorne")


def test_seen_before_tells_what_one_may_open_and_the_head_a_number() -> None:
    head, analyst = unit()
    first, second, third = about("PC 1234 Smith"), about("PC 1234 John Smith"), about("Someone Else")
    hidden = about("PC 1234 Smith", exclude="not Thorne")
    assert set(seen_before(first, analyst.account)) == {second}
    assert set(seen_before(first, head.account)) == {second, hidden}
    assert list(seen_before(third, head.account)) == []
    assert hidden.pk[:8] not in page(analyst.sign_in(), first)
    assert analyst.browser.get(f"/entries/{first.pk}/seen/").status_code == 404
    assert "2 other entries name" in head.sign_in().get(f"/entries/{first.pk}/seen/").content.decode()


def test_the_number_counts_what_the_head_cannot_open_but_never_what_names_or_excludes_the_head() -> None:
    head = person(Role.HEAD, "hester brook", member_id="100")
    for role in (Role.INVESTIGATOR, Role.SUPERVISOR, Role.ANALYST):
        person(role)
    take_in(
        [
            RosterLine("100", "", NamedMember(name="Hester Brook", number="100")),
            RosterLine("200", "100", NamedMember(name="Ian Vesey", number="200")),
        ]
    )
    first = about("Olaf Outside")
    in_line, named = about("Olaf Outside", "Ian Vesey"), about("Olaf Outside", "Hester Brook")
    excluded = about("Olaf Outside", exclude="not Brook")
    assert set(Entry.objects.filter(safe__wraps__account=head.account)) == {first}
    assert {in_line.pk, named.pk, excluded.pk}.isdisjoint(one.pk for one in seen_before(first, head.account))
    assert seen_in_all(first, head.account) == 1


def test_the_roster_tells_that_a_number_and_a_name_are_one_member_unless_two_share_it() -> None:
    someone = person(Role.INVESTIGATOR)
    take_in(
        [
            RosterLine("1", "", NamedMember(name="John Smith", number="1234")),
            RosterLine("2", "", NamedMember(name="Amy Pond", number="77")),
            RosterLine("3", "", NamedMember(name="Amy Pond", number="88")),
        ]
    )
    number, name = about("PC 1234"), about("John Smith")
    one_amy, other_amy, some_amy = about("PC 77"), about("PC 88"), about("Amy Pond")
    assert list(seen_before(number, someone.account)) == [name] and list(seen_before(name, someone.account)) == [number]
    assert [list(seen_before(one, someone.account)) for one in (one_amy, other_amy, some_amy)] == [[], [], []]


def test_who_is_only_kept_out_is_not_seen_before() -> None:
    someone = person(Role.INVESTIGATOR)
    first, _ = about("Olaf Outside"), enter(report(exclude_members=(NamedMember(name="Olaf Outside"),)))
    assert list(seen_before(first, someone.account)) == []


def test_a_link_stands_on_both_and_is_undone_by_a_later_record() -> None:
    someone, other = person(Role.INVESTIGATOR), person(Role.ANALYST)
    one, two = about("Olaf Outside"), about("Someone Else")
    browser = someone.sign_in()
    assert linked(browser, one, two.pk[:8]) == 302
    assert linked(browser, two, one.pk) == 200
    for here, there in ((one, two), (two, one)):
        shown = page(other.sign_in() if here is one else other.browser, here)
        assert f"/entries/{there.pk}/" in shown and "Same night, same street" in shown
    (undo,) = re.findall(r'action="(/entries/[a-z2-7]+/links/([a-z2-7]+)/undo/)"', page(browser, one))
    before = {piece.pk: bytes(piece.held) for piece in Sealed.objects.all()}
    assert b"Same night" not in b"".join(before.values())
    assert browser.post(undo[0], {}).status_code == 200
    assert browser.post(undo[0], {f"undo_{undo[1]}": "Another street after all"}).status_code == 302
    assert browser.post(undo[0], {f"undo_{undo[1]}": "Again"}).status_code == 404
    shown = page(browser, two)
    assert "Another street after all" in shown and "Same night, same street" in shown and "/undo/" not in shown
    assert before.items() <= {piece.pk: bytes(piece.held) for piece in Sealed.objects.all()}.items()
    assert linked(browser, two, one.pk) == 302 and Entry.objects.count() == 2


def test_a_link_needs_another_entry_that_one_may_open_a_reason_and_a_confirmation() -> None:
    unit()
    browser = person(Role.INVESTIGATOR, "ian thorne").sign_in()
    one, two, hidden = about("Olaf Outside"), about("Someone Else"), about("Someone Else", exclude="not Thorne")
    for told in (
        {"relation": "x"},
        {"why": " "},
        {"confirmed": ""},
        {"other": two.pk[:7]},
        {"other": one.pk},
        {"other": "%%%%%%%%"},
    ):
        assert linked(browser, one, **{"other": two.pk, **told}) == 200, told
    answers = [
        without_tokens(browser.post(f"/entries/{one.pk}/link/", told).content).decode()
        for told in ({"other": hidden.pk, "why": "a"}, {"other": "a" * 26, "why": "a"})
    ]
    assert "There is no such entry" in answers[0] and answers[0].replace(hidden.pk, "a" * 26) == answers[1]
    assert not Sealed.objects.filter(kind="entry_link").exists()


def test_who_loses_one_end_sees_no_link_at_the_other_nor_in_an_export() -> None:
    someone, other = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    person(Role.ANALYST)
    one, two = about("Olaf Outside"), about("Someone Else")
    assert linked(someone.sign_in(), one, two.pk) == 302
    (link_id,) = re.findall(r"/links/([a-z2-7]+)/undo/", page(someone.browser, one))
    assert two.pk in page(other.sign_in(), one)
    recuse(two.safe, someone.holder, Account.objects.get(pk=other.account.pk), "Knows her")
    shown = page(other.browser, one) + other.browser.get(f"/entries/{one.pk}/looks/").content.decode()
    assert two.pk[:8] not in shown and "Same night" not in shown and "inked:" not in shown and ">Linked<" not in shown
    assert other.browser.post(f"/entries/{one.pk}/links/{link_id}/undo/", {f"undo_{link_id}": "a"}).status_code == 404
    told = {"purpose": "referral", "extent": "whole", "why": "For the file"}
    bundle = other.browser.post(f"/entries/{one.pk}/export/", told)
    assert bundle.status_code == 200 and two.pk.encode() not in _unpacked(bundle.content)


def _unpacked(held: bytes) -> bytes:

    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_reason_of_a_link_to_what_one_cannot_open_is_not_found_by_a_search() -> None:
    ann, ian, _ = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey"), person(Role.ANALYST)
    seen, hidden = enter(report()), enter(report(exclude="not DS Vesey please"))
    told = {"other": hidden.pk, "relation": "related", "why": "both name the lighthouse", "confirmed": "yes"}
    assert ann.sign_in().post(f"/entries/{seen.pk}/link/", told).status_code == 302
    page = ian.sign_in().post("/search/", {"words": "lighthouse"}).content.decode()
    assert seen.pk[:8] not in page and "0 entries found" in page


def test_intelligence_by_hand_is_kept_from_whom_it_names_and_goes_on_to_its_grade() -> None:
    _, thorne = unit()
    vesey = person(Role.SUPERVISOR, "ian vesey", member_id="200")
    author = person(Role.INVESTIGATOR, "eve else")
    told = {
        "story": "Seen by the lighthouse",
        "when": "",
        "members": "DS Ian Vesey\n",
        "people": "Rhona Ashe\n\nJo Lund",
        "exclude": "Thorne",
        "identity": "A neighbour",
    }
    browser = author.sign_in()
    assert browser.post("/intelligence/", {**told, "story": " "}).status_code == 200
    answer = browser.post("/intelligence/", told)
    entry = Entry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/entries/{entry.pk}/grade/") and entry.route == "intelligence"
    holding = set(Account.objects.filter(wraps__safe=entry.safe).values_list("pk", flat=True))
    assert author.account.pk in holding and not {vesey.account.pk, thorne.account.pk} & holding
    shown = page(browser, entry)
    assert all(name in shown for name in ("Rhona Ashe", "Jo Lund")) and shown.count("Person affected") == 2
    assert "lighthouse" in shown and "Intelligence," in shown and "neighbour" not in shown
    held = b"".join(bytes(one.held) for one in Sealed.objects.all())
    assert not any(word in held for word in (b"lighthouse", b"Vesey", b"neighbour", b"Rhona"))
    assert Sealed.objects.filter(safe=entry.safe, compartment="source").exists()


def test_who_names_himself_is_sent_back_to_the_inbox() -> None:
    unit()
    author = person(Role.INVESTIGATOR, "eve else")
    told = {"story": "I know her", "when": "", "members": "Eve Else", "exclude": "", "identity": ""}
    assert author.sign_in().post("/intelligence/", told)["Location"] == "/inbox/"
    assert author.browser.get(f"/entries/{Entry.objects.get().pk}/").status_code == 404


def test_an_entry_asks_the_database_the_same_number_of_times_however_much_stands_on_it() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    entry, asked = about("Olaf Outside"), []
    for more in (1, 6):
        for _ in range(more):
            assert linked(browser, entry, about("Olaf Outside").pk) == 302
            assert browser.post(f"/entries/{entry.pk}/grade/", GRADED).status_code == 302
        asked.append(queries_of(browser, entry))
    assert asked[0] == asked[1]


def test_a_sanitised_export_holds_the_newest_sanitised_text_with_its_grade_and_conditions() -> None:
    browser, entry = person(Role.INVESTIGATOR).sign_in(), about("Olaf Outside")
    told = {"purpose": "referral", "extent": "sanitised", "why": "For the file"}

    def exported() -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(browser.post(f"/entries/{entry.pk}/export/", told).content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert "intelligence.txt" not in exported()
    for more in ({}, {"handling": "C", "conditions": "Not to his station", "sanitised": "It was said to be often"}):
        assert browser.post(f"/entries/{entry.pk}/grade/", {**GRADED, **more}).status_code == 302
    found = exported()
    assert found["intelligence.txt"].decode() == "2CC\nNot to his station\nIt was said to be often\n" and "notes.txt" not in found
