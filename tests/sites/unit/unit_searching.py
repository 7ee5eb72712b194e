"""What the tests of the search share: what someone finds, what their index holds, and a note that is added."""

from datetime import datetime

from django.db import transaction

from boundaries.casework.content import Compartment, Piece, open_safe, put, search
from boundaries.casework.content.facts import READY
from boundaries.casework.content.index import counted, entries_said
from boundaries.casework.models import Entry
from tests.sites.unit.unit_people import Person


def found(someone: Person, words: str) -> set[str]:
    """The ids that a search gives, all being read."""
    hits = search(someone.holder, words)
    assert hits.unread == 0
    return set(hits.ids)


def told(someone: Person) -> str:
    """All that someone's index says and has counted as it lies there, nothing being read first."""
    said = [one.decode() for one in entries_said(someone.holder)]
    return " ".join([*said, *(held for column in (*READY, "facts") for held in counted(someone.holder, column))])


def note(entry: Entry, by: Person, text: str) -> None:
    """Add a note as the page does."""
    with transaction.atomic():
        put(entry.safe, open_safe(entry.safe, by.holder), [Piece(Compartment.NOTES, "note", text.encode(), datetime.now())])
