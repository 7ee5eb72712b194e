"""Keeping what is declared: each row sealed to the unit's own key, added, corrected and withdrawn with a reason, never changed.

Someone whom a row is about, their line and declared associates neither see it nor enter or end it; they are found by the roster.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.db.models import QuerySet

from boundaries.casework.accounts.persons import behind
from boundaries.casework.audit import Act, record
from boundaries.casework.content.lines import kept_out
from boundaries.casework.content.marks import line_mark, marks_of, member_mark
from boundaries.casework.content.places import places
from boundaries.casework.models import Account, RegisterLine
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.periods.reviews import begin_review
from boundaries.casework.registers.columns import KEYS, Register
from boundaries.errors import BoundariesError
from boundaries.handover.keys import load_opening_key
from boundaries.handover.people import NamedMember
from boundaries.handover.sealing import OpeningKey, seal, unseal

PERIOD = "register"
CLOSE = "this is about you or someone close to you: a colleague must enter it"
SAME_LINE = "The same line came again and said something else"
"""Why a line was ended whose like was entered or taken in from a file."""


@dataclass(frozen=True)
class Opened:
    """One line in the clear, and why it was ended, where it was."""

    line: RegisterLine
    row: Mapping[str, str] = field(repr=False)
    ended_why: str = field(default="", repr=False)


@dataclass
class Added:
    """What became of rows: how many are new, took the place of an earlier line or were there already, and the lines kept back."""

    new: int = 0
    superseded: int = 0
    same: int = 0
    close: list[int] = field(default_factory=list)


_DECLARED = Prepared(
    lambda marks, close: (
        RegisterLine.objects.filter(is_current=True, member_mark__one_of=marks)
        .exclude(member_mark__one_of=close)
        .order_by("added_at", "line_id")
    )
)


def visible(account: Account) -> QuerySet[RegisterLine]:
    """The lines that stand and that an account may see, the newest first."""
    return lines_for(account).filter(is_current=True)


def declared_by(account: Account, member_marks: Collection[str]) -> list[Opened]:
    """What some members declared, by their marks, as far as an account may see it, the oldest first."""
    return opened(_DECLARED(marks=list(member_marks), close=list(close_to(account))))


def lines_for(account: Account) -> QuerySet[RegisterLine]:
    """The lines that an account may see, those that were superseded or withdrawn too."""
    return lines_but(list(close_to(account)))


def lines_but(close: list[str]) -> QuerySet[RegisterLine]:
    """All lines but those of members whose marks these are."""
    return RegisterLine.objects.exclude(member_mark__one_of=close)


def add_rows(register: Register, rows: Iterable[tuple[int, dict[str, str]]], account: Account) -> Added:
    """Add checked rows with their line numbers; one that is there already changes nothing. Called in a transaction."""
    opening, close, added = load_opening_key(places()), close_to(account), Added()
    marked = [(number, row, _marks(register, row)) for number, row in rows]
    known = {line.mark: line for line in _standing({mark for _, _, marks in marked for mark in marks}).select_for_update()}
    for number, row, (mark, other_mark) in marked:
        if mark in known and known[mark].member_mark in close:
            mark = other_mark  # the account must neither end that line nor learn that it is there
        before = known.get(mark)
        if member_mark(row["member_id"]) in close:
            added.close.append(number)
        elif before is not None and _open(before, opening) == row:
            added.same += 1
        else:
            if before is not None:
                _end(before, account, SAME_LINE)
            known[mark] = _add(register, row, account, mark, before)
            added.new, added.superseded = added.new + (before is None), added.superseded + (before is not None)
    told = {"register": register.value, "new": str(added.new), "superseded": str(added.superseded)}
    record(account, Act.REGISTER_CHANGED, detail=told)
    return added


def correct(line: RegisterLine, row: dict[str, str], account: Account, why: str) -> str:
    """Put a checked row in the place of a line that the account sees; gives what stands in the way, or nothing. In a transaction."""
    register, close = Register(line.register), close_to(account)
    mark, other_mark = _marks(register, row)
    if member_mark(row["member_id"]) in close:
        return CLOSE
    taken = {one.mark: one for one in _standing({mark, other_mark}).exclude(pk=line.pk)}
    if mark in taken and taken[mark].member_mark in close:
        mark = other_mark
    if mark in taken:
        return "another line says this already: withdraw this one instead"
    _end(line, account, why)
    _add(register, row, account, mark, line)
    record(account, Act.REGISTER_CHANGED, line.pk, {"register": line.register, "corrected": "1"})
    return ""


def _add(register: Register, row: Mapping[str, str], account: Account, mark: str, before: RegisterLine | None) -> RegisterLine:
    """Save a line, as a correction of another where there is one."""
    line = RegisterLine(register=register, mark=mark, member_mark=member_mark(row["member_id"]), added_by=account)
    line.added_at, line.first_id = datetime.now(), before.first_id if before else line.pk
    line.sealed = seal(json.dumps(row).encode(), load_opening_key(places()).public, _bound(line))
    _save(line)
    return line


def _standing(marks: Collection[str]) -> QuerySet[RegisterLine]:
    """The lines that stand and have one of these marks."""
    return RegisterLine.objects.filter(is_current=True, mark__in=marks)


def _save(line: RegisterLine) -> None:
    try:
        line.save(force_insert=True)
        begin_review(line.pk, PERIOD)
    except IntegrityError as error:
        raise BoundariesError("a colleague entered the same line in the meantime", to_do="Do it again.") from error


def withdraw(line: RegisterLine, account: Account, why: str) -> None:
    """Take a line out of the register; it stays in the database, and the next scan is not told. Called in a transaction."""
    _end(line, account, why)
    record(account, Act.REGISTER_CHANGED, line.pk, {"register": line.register, "withdrawn": "1"})


def opened(lines: Iterable[RegisterLine]) -> list[Opened]:
    """Lines in the clear."""
    opening = load_opening_key(places())
    return [Opened(line, _open(line, opening), _why(line, opening)) for line in lines]


def with_corrections(line: RegisterLine, account: Account) -> list[Opened]:
    """A line with all that it was before or became later and that the account may see, the newest first."""
    return opened(lines_for(account).filter(first_id=line.first_id).select_related("added_by", "ended_by"))


def declared_rows(register: Register) -> Iterator[dict[str, str]]:
    """Every line that stands as a row of the contract's table, the oldest first, for the next scan."""
    opening = load_opening_key(places())
    for line in RegisterLine.objects.filter(register=register, is_current=True).order_by("added_at", "line_id").iterator():
        yield _open(line, opening)


def _open(line: RegisterLine, opening: OpeningKey) -> dict[str, str]:
    row: dict[str, str] = json.loads(unseal(bytes(line.sealed), opening, _bound(line)))
    return row


def _why(line: RegisterLine, opening: OpeningKey) -> str:
    return unseal(bytes(line.ended_why), opening, _bound_why(line)).decode() if line.ended_why else ""


def _end(line: RegisterLine, account: Account, why: str) -> None:
    sealed = seal(why.encode(), load_opening_key(places()).public, _bound_why(line))
    ended = {"ended_by": account, "ended_at": datetime.now(), "ended_why": sealed}
    RegisterLine.objects.filter(pk=line.pk).update(is_current=False, **ended)


def close_to(account: Account) -> set[str]:
    """The marks of those of whom an account must not see what they declared: the person's own member, line and associates."""
    named: dict[str, bool] = {}
    for one in behind([account]):
        named |= dict.fromkeys(marks_of(NamedMember(name=one.display_name, number=one.member_id)), False)
        named |= {member_mark(one.member_id): False} if one.member_id else {}
    return kept_out(named)


def _marks(register: Register, row: Mapping[str, str]) -> tuple[str, str]:
    """The mark of a line, and the one that it has where that is taken by a line which whoever enters it must not know of."""
    key = [row[column] for column in KEYS[register]]
    return line_mark(register, key), line_mark(register, [*key, "of", row["member_id"]])


def _bound(line: RegisterLine) -> str:
    return f"register:{line.line_id}"


def _bound_why(line: RegisterLine) -> str:
    return f"register why:{line.line_id}"
