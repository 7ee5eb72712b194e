"""In what colleagues wrote, whom the cases are known to be about stands masked until names are shown, on the page and in the pack."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.content.marks import marks_of, word_mark
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.masking.mask import MASK, Mask, mask_for
from boundaries.casework.models import Entry, Pair, RosterWord
from boundaries.casework.names.words import forms_of, is_ordinary, plain_word, written_ways
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember, NamedPerson
from tests.scans import finding, scan
from tests.sites.unit.meeting.unit_meeting import text_of
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

WRITTEN = "PC Olaf Quist, that is 4471, was seen with Rhona Ashe; Quist calls Rhona at dawn. Ring the neighbour."


def days() -> dict[str, str]:
    """A meeting of today and the one a week ago."""
    return {"on": date.today().isoformat(), "since": (date.today() - timedelta(7)).isoformat()}


def page_of(browser: Client) -> str:
    return without_tokens(browser.get("/meeting/", days()).content).decode()


def oversight_of(browser: Client) -> str:
    return without_tokens(browser.get("/oversight/").content).decode()


@pytest.mark.django_db(transaction=True)
def test_names_in_reasons_are_masked_until_a_purpose_is_given() -> None:
    take_in([RosterLine("M-1", named=NamedMember(name="Olaf Quist", number="4471"))])
    browser = person(Role.HEAD).sign_in()
    told = report(
        members=(NamedMember(number="PC 4471"),), people=(NamedPerson(name="Rhona Ashe"), NamedPerson(name="A neighbour"))
    )
    case = open_case(browser, enter(told))
    write(browser, case, Kind.PRIORITY, rationale=WRITTEN)
    write(browser, case, Kind.OVERSIGHT, rationale=WRITTEN)
    write(browser, case, Kind.WELFARE, done=WRITTEN)
    write(browser, case, Kind.TASK, task=WRITTEN, who="Nell Brook")
    masked, overseen = page_of(browser), oversight_of(browser)
    pack = text_of(browser.post("/meeting/pack/", days()).content)
    for name in ("Olaf", "Quist", "4471", "Rhona", "Ashe"):
        assert name not in masked and name not in pack and name not in overseen, name
    assert masked.count("was seen with [name]") >= 4 and "Ring the neighbour" in masked and "Nell Brook" in masked
    assert "was seen with [name]" in overseen
    assert "is not masked" in masked and "isnotmasked" in pack.replace(" ", "")
    assert browser.post("/meeting/names/", {**days(), "purpose": "The meeting of the week"}).status_code == 302
    shown = page_of(browser)
    assert "Olaf Quist, that is 4471, was seen with Rhona Ashe" in shown and "is not masked" not in shown
    assert "Quist calls Rhona" in browser.get("/oversight/").content.decode()
    assert Entry.objects.count() == 1


def by_the_member(browser: Client, case: Entry, far: Entry) -> None:
    """Both name the same member."""


def by_a_link(browser: Client, case: Entry, far: Entry) -> None:
    """They are linked."""
    told = {"other": far.pk, "relation": "related", "why": "x", "confirmed": "yes"}
    assert browser.post(f"/entries/{case.pk}/link/", told).status_code == 302


def by_a_merge(browser: Client, case: Entry, far: Entry) -> None:
    """The other is part of it."""
    told = {"merged": far.pk, "merge_why": "x", "merge_confirmed": "yes"}
    assert browser.post(f"/entries/{case.pk}/merge/", told).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [by_the_member, by_a_link, by_a_merge])
def test_who_is_named_only_in_what_came_in_long_ago_is_masked_as_well(way: Callable[[Client, Entry, Entry], None]) -> None:
    browser = person(Role.HEAD).sign_in()
    own = (NamedMember(number="4471", station="Harbour"),)
    case = enter(report(members=own))
    far = enter(report(members=own if way is by_the_member else (), people=(NamedPerson(name="Katherine Ashe"),)))
    Entry.objects.filter(pk=far.pk).update(registered_at=datetime.now() - timedelta(days=400))
    way(browser, case, far)
    write(browser, open_case(browser, case), Kind.OVERSIGHT, rationale="Kate was there, with K. Ashe's brother")
    for page in (page_of(browser), oversight_of(browser)):
        assert "[name] was there, with [name]" in page and "Kate" not in page and "Ashe" not in page


@pytest.mark.django_db(transaction=True)
def test_the_notes_of_a_pair_are_masked_until_a_purpose_is_given() -> None:
    take_in([RosterLine("M-Quist", named=NamedMember(name="Katherine Quist", number="4471"))])
    browser = person(Role.ANALYST).sign_in()
    enter(report(members=(NamedMember(name="Katherine Quist"),), people=(NamedPerson(name="Rhona Ashe"),)))
    bring(scan(finding()))
    address = f"/review/{Pair.objects.get().pk}/"
    reason = "Katie told me that Rhona\nAshe and P-Lund are one; Quist (4471) will say more."
    assert browser.post(f"{address}verdict/", {"verdict": "insufficient", "reason": reason}).status_code == 302
    page = without_tokens(browser.get(address).content).decode()
    for name in ("Katie", "Rhona", "Ashe", "P-Lund", "Quist", "4471"):
        assert name not in page, name
    assert "[name] told me that [name] and [name] are one; [name] ([name]) will say more." in page
    assert browser.post(f"{address}names/", {"purpose": "To ask her sergeant"}).status_code == 302
    assert "Katie told me" in browser.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_pages_ask_as_often_for_one_as_for_three() -> None:
    take_in([RosterLine(f"M-{n}", named=NamedMember(name=f"Olaf Quist{'abc'[n]}", number=f"447{n}")) for n in range(3)])
    browser, counts = person(Role.HEAD).sign_in(), []
    for number in range(3):
        case = open_case(browser, enter(report(members=(NamedMember(number=f"447{number}"),))))
        write(browser, case, Kind.OVERSIGHT, rationale="Olaf was seen")
        for page in ("/meeting/", "/oversight/"):
            browser.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert "[name] was seen" in browser.get(page).content.decode()
            counts.append((page, len(queries)))
    assert len(set(counts)) == 2, counts


def of_roster(name: str, number: str = "") -> Mask:
    """The mask of a member of whom the roster alone knows."""
    words = frozenset(map(word_mark, written_ways(name)))
    return Mask(frozenset(), mask_for((), ()).ids, marks_of(NamedMember(name=name, number=number)), words)


def told(name: str) -> Mask:
    """The mask of someone whose name was told."""
    return mask_for([name], [])


def test_a_roster_without_words_of_names_still_hides_a_whole_name_and_what_then_stands_alone() -> None:
    mask = mask_for((), (), marks_of(NamedMember(name="Olaf Quist", number="4471")))
    text = "Olaf Quist rang. Quist again; Olaf's car. QUIST James Olaf, too. Carl Brook knows: 4471."
    assert mask.clean(text) == f"{MASK} rang. {MASK} again; {MASK}'s car. {MASK} James {MASK}, too. Carl Brook knows: {MASK}."
    assert mask.clean("Quist rang Carl, and Rhona Ashe") == "Quist rang Carl, and Rhona Ashe", "nothing says that it is the name"


@pytest.mark.django_db(transaction=True)
def test_the_pages_say_where_the_roster_tells_no_words_of_names() -> None:
    take_in([RosterLine("M-1", named=NamedMember(name="Olaf Quist", number="4471"))])
    browser = person(Role.HEAD).sign_in()
    case = open_case(browser, enter(report(members=(NamedMember(number="PC 4471"),))))
    write(browser, case, Kind.OVERSIGHT, rationale="Olaf Quist was seen; Quist again")
    says = "tells no first names and surnames"
    assert says not in page_of(browser) and says not in oversight_of(browser)
    RosterWord.objects.all().delete()
    for page in (page_of(browser), oversight_of(browser)):
        assert says in page and "Quist" not in page


def test_the_roster_is_asked_only_about_names_and_numbers_of_that_member() -> None:
    mask = of_roster("Olaf Quist", "4471")
    assert mask.clean("It was Sgt Olaf Quist (4471).") == f"It was Sgt {MASK} ({MASK})."
    assert mask.clean("Rolf Ashe rang in 2026 about 4472 pounds") == "Rolf Ashe rang in 2026 about 4472 pounds"
    assert Mask(frozenset(), mask_for((), ()).ids).clean("Olaf Quist") == "Olaf Quist"


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("Katherine Quist", "Kate, Katie and KATHRYN", "[name], [name] and [name]"),
        ("Katie Quist", "Katherine rang", "[name] rang"),
        ("Olaf Quist", "O. Quist, O Quist; Quist, O. rang", "[name], [name]; [name] rang"),
        ("Olaf Quist", "O.Q. and OQ", "[name] and [name]"),
        ("Olaf Quist", "Quist's car, the Quists' house, Quist’s", "[name]'s car, the [name]' house, [name]’s"),
        ("Olaf Quist", "Olaf\n  Quist and Qui-\nst", "[name] and [name]"),
        ("Olaf Quist", "quist rang olaf", "[name] rang [name]"),
        ("Seán O’Brien", "Sean OBrien, O Brien, O'Brien's", "[name], [name], [name]'s"),
        ("Anne Smith-Jones", "Smith, Jones and Smith-\nJones", "[name], [name] and [name]"),
        ("Bo Ng", "Bo rang; Ng did", "[name] rang; [name] did"),
        ("Will May", "I will go in the spring and may call", "I will go in the spring and may call"),
        ("Mark Hill", "a mark on the hill", "a mark on the hill"),
        ("Will May", "Will rang; will may rang", "[name] rang; [name] rang"),
        ("Olaf Quist", "Qu\u00adist and Qui\u200bst", "[name] and [name]"),
    ],
)
@pytest.mark.parametrize("made", [told, of_roster])
def test_names_are_masked_in_every_form_and_words_stay_words(
    made: Callable[[str], Mask], name: str, text: str, masked: str
) -> None:
    assert made(name).clean(text) == masked


def test_a_description_is_no_name() -> None:
    assert mask_for(["a neighbour", "my tall friend"], []).clean("A tall neighbour rang") == "A tall neighbour rang"


FIRST = st.sampled_from(["katherine", "will", "mark", "margaret", "robert", "rose", "olaf", "sean", "may", "jo", "zoe", "bill"])
LAST = st.sampled_from(["quist", "may", "hill", "o'brien", "smith-jones", "ng", "field", "ashe", "mcdonald", "price"])
AROUND = (
    "The member",
    "rang",
    "the harbour",
    "and wrote to",
    "who will",
    "may",
    "a mark",
    "on the hill",
    "at the price of a field",
)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str, str]:
    """A name, and a text that holds it in several of its forms among other words."""
    first, last = draw(FIRST), draw(LAST)
    said = draw(st.sampled_from(sorted(forms_of(first))))
    case = draw(st.sampled_from([str.title, str.upper, str.capitalize]))
    first_said, last_said = case(said), case(last)
    gap = draw(st.sampled_from([" ", "\n", "  ", "\n  "]))
    forms = [
        f"{first_said}{gap}{last_said}",
        f"{last_said}, {first_said}",
        f"{first_said[0]}. {last_said}",
        f"{first_said[0]} {last_said}",
        last_said,
        first_said,
        f"{last_said}'s",
        f"{first_said}’s",
        f"{said} {last}",
    ]
    chosen = draw(st.lists(st.sampled_from(forms), min_size=1, max_size=4))
    words = [part for form in chosen for part in (draw(st.sampled_from(AROUND)), form)]
    return f"{first.title()} {last.title()}", draw(st.sampled_from([" ", ". ", "; ", "\n"])).join(words), said


@settings(max_examples=300, deadline=None)
@given(texts(), st.sampled_from([told, of_roster]))
def test_no_masked_text_holds_a_name_of_the_pair(some: tuple[str, str, str], made: Callable[[str], Mask]) -> None:
    name, text, said = some
    masked = made(name).clean(text)
    left = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", masked.replace(MASK, " "))
    first, last = name.split()
    named = {plain_word(first), plain_word(last), said}
    for word in left:
        plain = plain_word(re.sub(r"['’]s$", "", word))
        assert plain not in named or (word == word.casefold() and is_ordinary(word)), (text, masked, word)
