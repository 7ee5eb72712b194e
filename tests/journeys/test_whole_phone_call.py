"""A call taken at the counter, its receipt read out, the unit's reply read by the caller on the public pages, and answered."""

from collections.abc import Iterator

import pytest

from tests.journeys.casework import find
from tests.journeys.installation import Person
from tests.journeys.telling import come_back, shown_of, type_back
from tests.journeys.walk import Walk, Walks
from tests.sites.collecting import until_collected

STORY = "He keeps ringing my sister about the stolen bicycle, late, from a number of his own"


@pytest.fixture(scope="module")
def operator(walks: Walks) -> Iterator[Person]:
    """Someone who takes calls, with the counter open."""
    walks.installation.start("counter")
    yield walks.installation.add_operator("ann", "three random words")
    walks.installation.stop("counter")


def take_the_call(walk: Walk, operator: Person) -> list[str]:
    """Take a call down as an operator does; the eight words that were read out."""
    walk.open("/")
    walk.fill({"#name": operator.name, "#password": operator.password, "#code": operator.code()})
    walk.press("Sign in")
    walk.choose("On the telephone")
    walk.press("Start")
    walk.fill({"#story-0-story": STORY, "#member-0-name": "PC 3107 Ashe"})
    walk.press("To the receipt")
    words = walk.page.locator("tbody th").all_inner_texts()
    walk.press("They have the words")
    assert shown_of(words, walk.text) == set(), "the words are not shown while they are read back"
    type_back(walk, words)
    walk.press("Send the report")
    assert walk.heading == "The report has been sent" and STORY not in walk.page.content()
    return words


def test_a_call_is_taken_and_the_caller_reads_the_reply_with_the_receipt(walks: Walks, operator: Person) -> None:
    words = take_the_call(walks.on("counter"), operator)
    assert len(words) == 8

    ines = walks.of("Investigator")
    entry = find(ines, "stolen bicycle")
    assert STORY in ines.text and "PC 3107 Ashe" in ines.text and ines.text.startswith(f"Entry {entry[:8]}")
    ines.fill({"Reply to the reporter": "Thank you. Has she kept the messages?"})
    ines.choose("We hope for an answer")
    ines.press("Send the reply")
    ines.must_be_good()

    caller = walks.on("public")
    come_back(caller, words)
    assert "Thank you. Has she kept the messages?" in caller.text and "a question for you" in caller.text
    caller.fill({"#text": "Yes, she has all of them."})
    caller.press("Send")
    assert "What you added has been sent." in caller.text

    until_collected(walks.installation.places)
    ines.open("/inbox/")
    row = ines.page.get_by_role("row", name=entry[:8])
    assert "new" in row.inner_text()
    ines.go(row.get_by_role("link"))
    assert "Yes, she has all of them." in ines.text
