"""Keeping what is declared: each row sealed to the unit's own key, added and superseded, never changed.

Someone whom a row is about, their line and declared associates neither see it nor enter it; they are found by the roster.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.db.models import QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.content.lines import kept_out
from boundaries.casework.content.marks import line_mark, marks_of, member_mark
from boundaries.casework.content.places import places
from boundaries.casework.models import Account, RegisterLine
from boundaries.casework.registers.columns import KEYS, Register
from boundaries.casework.retention.reviews import begin_review
from boundaries.errors import BoundariesError
from boundaries.handover.keys import load_opening_key
from boundaries.handover.people import NamedMember
from boundaries.handover.sealing import OpeningKey, seal, unseal

PERIOD = "register"
CLOSE = "this is about you or someone close to you: a colleague must enter it"


@dataclass(frozen=True)
class Opened:
    """One line in the clear."""

    line: RegisterLine
    row: Mapping[str, str] = field(repr=False)


@dataclass
class Added:
    """What became of rows: how many are new, took the place of an earlier line or were there already, and the lines kept back."""

    new: int = 0
    superseded: int = 0
    same: int = 0
    close: list[int] = field(default_factory=list)


def visible(account: Account) -> QuerySet[RegisterLine]:
    """The lines that stand and that an account may see, the newest first."""
    return lines_for(account).filter(is_current=True)


def lines_for(account: Account) -> QuerySet[RegisterLine]:
    """The lines that an account may see, those that were superseded or withdrawn too."""
    return RegisterLine.objects.exclude(member_mark__in=_close_to(account))


def add_rows(register: Register, rows: Iterable[tuple[int, dict[str, str]]], account: Account) -> Added:
    """Add checked rows with their line numbers; one that is there already changes nothing. Called in a transaction."""
    opening, close, added = load_opening_key(places()), _close_to(account), Added()
    marked = [(number, row, member_mark(row["member_id"]), _mark(register, row)) for number, row in rows]
    lines = RegisterLine.objects.filter(is_current=True, mark__in={mark for *_, mark in marked})
    known = {line.mark: line for line in lines.select_for_update()}
    for number, row, member, mark in marked:
        before = known.get(mark)
        if member in close:
            added.close.append(number)
        elif before is not None and _open(before, opening) == row:
            added.same += 1
        else:
            if before is not None:
                _end(before)
            line = RegisterLine(register=register, mark=mark, member_mark=member, added_by=account, added_at=datetime.now())
            line.sealed = seal(json.dumps(row).encode(), opening.public, _bound(line))
            _save(line)
            known[mark] = line
            added.new, added.superseded = added.new + (before is None), added.superseded + (before is not None)
    told = {"register": register.value, "new": str(added.new), "superseded": str(added.superseded)}
    record(account, Act.REGISTER_CHANGED, detail=told)
    return added


def _save(line: RegisterLine) -> None:
    try:
        line.save(force_insert=True)
        begin_review(line.pk, PERIOD)
    except IntegrityError as error:
        raise BoundariesError("a colleague entered the same line in the meantime", to_do="Do it again.") from error


def withdraw(line: RegisterLine, account: Account) -> None:
    """Take a line out of the register; it stays in the database, and the next scan is not told. Called in a transaction."""
    _end(line)
    record(account, Act.REGISTER_CHANGED, line.pk, {"register": line.register, "withdrawn": "1"})


def opened(lines: Iterable[RegisterLine]) -> list[Opened]:
    """Lines in the clear."""
    opening = load_opening_key(places())
    return [Opened(line, _open(line, opening)) for line in lines]


def declared_rows(register: Register) -> Iterator[dict[str, str]]:
    """Every line that stands as a row of the contract's table, the oldest first, for the next scan."""
    opening = load_opening_key(places())
    for line in RegisterLine.objects.filter(register=register, is_current=True).order_by("added_at", "line_id").iterator():
        yield _open(line, opening)


def _open(line: RegisterLine, opening: OpeningKey) -> dict[str, str]:
    row: dict[str, str] = json.loads(unseal(bytes(line.sealed), opening, _bound(line)))
    return row


def _end(line: RegisterLine) -> None:
    RegisterLine.objects.filter(pk=line.pk).update(is_current=False)


def _close_to(account: Account) -> set[str]:
    """The marks of those of whom an account must not see what they declared: the account's own member, line and associates."""
    named = dict.fromkeys(marks_of(NamedMember(name=account.display_name, number=account.member_id)), False)
    own = {member_mark(account.member_id): False} if account.member_id else {}
    return kept_out(named | own)


def _mark(register: Register, row: Mapping[str, str]) -> str:
    return line_mark(register, [row[column] for column in KEYS[register]])


def _bound(line: RegisterLine) -> str:
    return f"register:{line.line_id}"
