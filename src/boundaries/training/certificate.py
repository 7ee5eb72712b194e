"""The certificate of a pass: a tagged PDF that names the ledger's line it rests on."""

from pathlib import Path

from boundaries.training.courses import Course
from boundaries.training.leaflet.layouts import Language
from boundaries.training.leaflet.typesetting import typeset
from boundaries.training.leaflet.words import small_words
from boundaries.training.ledger.entries import Completed
from boundaries.training.ledger.standing import months_later

_PAPERS = Path(__file__).parent / "papers"


def certificate(done: Completed, course: Course, name: str, stamp: str) -> bytes:
    """One A4 page; `name` may be empty, `stamp` is the line's sequence and the start of its hash."""
    months = small_words(Language.ENGLISH)["months"]
    until = months_later(done.on, course.months)
    days = {"on": done.on, "until": until}
    content = {
        "title": "Certificate of training",
        "course": course.title,
        "version": done.version,
        "name": name,
        "number": done.number,
        "score": "" if done.score is None else f"{done.score}%",
        "attested": done.attested,
        "stamp": stamp,
        **{key: f"{day.day} {months[day.month - 1]} {day.year}" for key, day in days.items()},
    }
    return typeset("certificate.typ", content, "pdf", _PAPERS)[0]
