"""The grade of an entry: 3x5x2, categories, urgency and a sanitised text; each grading is a sealed record, the newest counts."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.acting import graded
from boundaries.casework.cases.kinds import YES_NO, Answer, Question
from boundaries.casework.content import Compartment, Piece, moment_in, open_safe, put
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.models import Entry, Sealed
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.standing import hold_standing

GRADE = "entry_grade"
_SHORT = ("source", "information", "handling")
FILE = Path(__file__).with_name("grades.toml")


@dataclass(frozen=True)
class Grading:
    """The questions that grade an entry."""

    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Grade:
    """One grading in the clear: its answers, by whom and when."""

    values: Mapping[str, str] = field(repr=False)
    by: str
    made_at: datetime

    @property
    def short(self) -> str:
        """Source, information and handling as they are written, such as 2CP."""
        return "".join(self.values[name] for name in _SHORT)

    def is_like(self, other: "Grade") -> bool:
        """Whether two say the same of what they grade: the texts beside it do not count."""
        return all(self.values.get(name, "") == other.values.get(name, "") for name in (*_SHORT, "categories", "urgent"))


@cache
def grading() -> Grading:
    """The questions, with the choices that `grades.toml` names."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    choices = {name: tuple(titles.items()) for name, titles in told.items()}
    return Grading((
        Question("source", "How reliable is the source?", Answer.ONE, choices["sources"]),
        Question("information", "How is it known?", Answer.ONE, choices["information"]),
        Question("handling", "May it be shared?", Answer.ONE, choices["handling"]),
        Question("conditions", "On what conditions?", hint="Needed with C.", is_needed=False),
        Question("categories", "Which national corruption categories does it touch?", Answer.SOME, choices["categories"]),
        Question("urgent", "Is it urgent?", Answer.ONE, YES_NO,
                 hint="Then it is due today, and shown first, until it is graded again, closed, or a case of it says what was done."),
        Question("sanitised", "Sanitised text, for sharing", is_needed=False,
                 hint="What may be told on, so that nobody can tell where it came from. Facts apart from opinion."),
    ))  # fmt: skip


def check_grade(asked: Asked) -> None:
    """Add the faults that no question has by itself: conditions without words, and a sanitised text that is not."""
    if asked.values.get("handling") == "C" and not asked.values.get("conditions"):
        asked.wrong("conditions", "Say on what conditions it may be shared")
    cleaner = Sanitiser()
    cleaner.clean(asked.values.get("sanitised", ""))
    found = [kind for kind, count in cleaner.removed.items() if count]
    if found:
        asked.wrong("sanitised", f"Take this out before it can be shared: {', '.join(found)}")


_STANDING = Prepared(
    lambda entry_id: (
        Sealed.objects.filter(safe_id=entry_id, kind=GRADE).order_by("-made_at", "-sealed_id").values_list("pk", flat=True)[:1]
    )
)


def standing_grade(entry: Entry) -> str:
    """The id of the grading that counts, told without opening it; nothing where there is none."""
    return _STANDING.first(entry_id=entry.pk) or ""


def add_grade(entry: Entry, holder: Holder, values: Mapping[str, str], on: str | None = None) -> bool:
    """Grade an entry; earlier gradings stay. Called in a transaction; raises PartOfAnother where it does not stand by itself.

    `on` is the grading that counted when whoever grades began, where that is known: False, and nothing is added, where there is another.
    """
    hold_standing(holder.account, "Grade that one.", entry)
    if on is not None and on != standing_grade(entry):
        return False
    told = json.dumps({"values": dict(values), "by": holder.account.account_id})
    put(entry.safe, open_safe(entry.safe, holder), [Piece(Compartment.NOTES, GRADE, told.encode(), moment_in(entry.pk))])
    graded(entry, is_urgent=values.get("urgent") == "yes")
    record(holder.account, Act.ENTRY_CHANGED, entry.pk, {"kind": "grade"})
    return True


def shared_text(notes: Iterable[Piece]) -> str:
    """The newest grading as it may be shared: grade, conditions and sanitised text; empty where there is no such text."""
    newest = next(iter(grades_in(notes)), None)
    if newest is None or not newest.values.get("sanitised"):
        return ""
    return "\n".join(part for part in (newest.short, newest.values.get("conditions"), newest.values["sanitised"]) if part)


def grades_in(notes: Iterable[Piece]) -> list[Grade]:
    """Every grading among the notes of an entry, the newest first."""
    found = [(json.loads(piece.plain), piece.made_at) for piece in notes if piece.kind == GRADE]
    return [Grade(told["values"], told["by"], made_at) for told, made_at in reversed(found)]
