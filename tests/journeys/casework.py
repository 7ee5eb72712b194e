"""What people of the unit do in several whole journeys: find an entry by its words, open a case, write into it."""

from collections.abc import Mapping

from tests.journeys.walk import Walk
from tests.sites.collecting import until_collected

MOMENT, FOUND = "2026-11-24T10:30", "As was found"


def find(walk: Walk, words: str) -> str:
    """Open the one entry that holds these words; its id."""
    until_collected(walk.places)
    walk.open("/search/")
    walk.fill({"Words that an entry must hold": words})
    walk.press("Search")
    assert walk.page.get_by_role("heading", name="1 entry found", exact=True).count() == 1, walk.text
    walk.go(walk.page.locator("tbody a").first)
    return walk.page.url.rstrip("/").rpartition("/")[2]


def begin(walk: Walk, kind: str) -> None:
    """Go from the case to the form of one kind of record."""
    walk.press(kind)
    assert walk.heading == kind


def add(walk: Walk) -> None:
    """Add the record that was filled in."""
    walk.press("Add it to the case")
    walk.must_be_good()


def write_task(walk: Walk, task: str, who: str) -> None:
    """Write a task into the case that is open."""
    begin(walk, "Task")
    walk.fill({"What is to be done?": task, "By whom?": who, "By when?": "2026-12-01"})
    add(walk)


def write(walk: Walk, kind: str, answers: Mapping[str, str]) -> None:
    """Write a record into the case that is open: what is not given is answered yes, or as found; boxes stay empty."""
    begin(walk, kind)
    for name in asked_names(walk):
        field = walk.page.locator(f"main form [name={name}]")
        sort = field.first.get_attribute("type") or ""
        if sort == "radio":
            walk.hands.choose(walk.page.locator(f"main form [name={name}][value={answers.get(name, 'yes')}]"))
        elif sort not in ("checkbox", "file"):
            walk.hands.write(field, answers.get(name, MOMENT if sort == "datetime-local" else FOUND))
    add(walk)


def asked_names(walk: Walk) -> list[str]:
    """The names of a form's fields, each once, in the order of the page."""
    fields = walk.page.locator("main form [name]:not([type=hidden])").all()
    return list(dict.fromkeys(field.get_attribute("name") or "" for field in fields))


def move(walk: Walk, to: str, why: str) -> None:
    """Move the case that is open."""
    walk.choose(to)
    walk.fill({"Why?": why})
    walk.press("Move the case")
    walk.must_be_good()
