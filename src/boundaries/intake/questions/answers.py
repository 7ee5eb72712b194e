"""What has been answered so far: values of fields of questions, of which some are asked for several people, one part each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from boundaries.handover.report import Teller


@dataclass(frozen=True)
class Given:
    """The values of one field; `part` counts from 0 where a question is asked for several people."""

    question: str
    part: int
    name: str
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Answers:
    """All that was given, never changed in place; a field left empty is not in it."""

    given: tuple[Given, ...] = field(default=(), repr=False)

    def one(self, question: str, field: str, part: int = 0) -> str:
        """The value of a field, or empty text."""
        return next(iter(self.many(question, field, part)), "")

    def many(self, question: str, field: str, part: int = 0) -> tuple[str, ...]:
        """The values of a field of which several may be chosen."""
        where = (question, part, field)
        return next((one.values for one in self.given if (one.question, one.part, one.name) == where), ())

    def parts(self, question: str) -> int:
        """For how many people a question was answered."""
        return max((one.part + 1 for one in self.given if one.question == question), default=0)

    def with_part(self, question: str, part: int, values: Mapping[str, tuple[str, ...]]) -> "Answers":
        """The answers with one part of one question replaced; parts stay without a gap, an emptied one goes."""
        kept = tuple(one for one in self.given if (one.question, one.part) != (question, part))
        place = min(part, self.parts(question))
        new = tuple(Given(question, place, name, held) for name, held in values.items() if held)
        return Answers((*kept, *new)) if new else Answers(kept)._closed(question, part)

    def _closed(self, question: str, gap: int) -> "Answers":
        moved = (replace(one, part=one.part - 1) if one.question == question and one.part > gap else one for one in self.given)
        return Answers(tuple(moved))

    def of(self, questions: Collection[str]) -> "Answers":
        """Only the answers to these questions."""
        return Answers(tuple(one for one in self.given if one.question in questions))

    @property
    def teller(self) -> Teller:
        """Who tells, as far as they said."""
        said = self.one("teller", "teller")
        return Teller(said) if said else Teller.NOT_SURE
