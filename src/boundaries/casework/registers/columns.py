"""The registers and their columns, as the record contract's tables have them; every value is checked on its way in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST = 2_000
"""The most characters of one value."""
_LONDON = ZoneInfo("Europe/London")
_YES, _NO = frozenset({"true", "t", "yes", "y", "1"}), frozenset({"false", "f", "no", "n", "0"})


class Holds(StrEnum):
    """What a column holds."""

    ID = "id"
    TEXT = "text"
    TIME = "time"
    WORD = "word"
    MONEY = "money"
    FLAG = "yes or no"


class Register(StrEnum):
    """The registers, by the contract's table that each is written to; a declared device is an endpoint of its member."""

    DECLARATIONS = "declarations"
    GIFTS = "gifts"
    ENDPOINTS = "endpoints"


TITLES = {Register.DECLARATIONS: "Relationships", Register.GIFTS: "Gifts", Register.ENDPOINTS: "Devices"}


@dataclass(frozen=True)
class Column:
    """One column: what it is called on a page, what it holds, whether it must be there, and its words where it is one of them."""

    name: str
    title: str
    holds: Holds
    is_needed: bool = False
    words: tuple[str, ...] = ()


MEMBER = Column("member_id", "Member's id", Holds.ID, is_needed=True)
COLUMNS: Mapping[Register, tuple[Column, ...]] = {
    Register.DECLARATIONS: (
        MEMBER,
        Column("person_id", "Person's id", Holds.ID, is_needed=True),
        Column("declared_at", "Declared when", Holds.TIME, is_needed=True),
        Column("relation", "Relation", Holds.WORD, False, ("family", "friend", "neighbour", "colleague", "met_on_duty", "other")),
    ),
    Register.GIFTS: (
        Column("gift_id", "Id of the line", Holds.ID, is_needed=True),
        Column("at", "When", Holds.TIME, is_needed=True),
        MEMBER,
        Column("person_id", "Person's id", Holds.ID),
        Column("direction", "Direction", Holds.WORD, True, ("received", "given", "other")),
        Column("description", "What it was", Holds.TEXT),
        Column("value_gbp", "Value in pounds", Holds.MONEY),
        Column("accepted", "Accepted, yes or no", Holds.FLAG),
    ),
    Register.ENDPOINTS: (
        Column("endpoint", "Number or address", Holds.ID, is_needed=True),
        MEMBER,
        Column("kind", "Kind", Holds.WORD, False, ("work", "personal", "shared", "other")),
        Column("valid_from", "From when", Holds.TIME),
        Column("valid_to", "Until when", Holds.TIME),
    ),
}
KEYS: Mapping[Register, tuple[str, ...]] = {
    Register.DECLARATIONS: ("member_id", "person_id", "declared_at"),
    Register.GIFTS: ("gift_id",),
    Register.ENDPOINTS: ("endpoint", "member_id", "valid_from"),
}
"""Which columns say that two rows are the same line: the later one supersedes the earlier."""


def checked(register: Register, told: Mapping[str, str | None]) -> tuple[dict[str, str], dict[str, str]]:
    """A row in the contract's own writing, and what is wrong with it by column."""
    row: dict[str, str] = {}
    faults: dict[str, str] = {}
    for column in COLUMNS[register]:
        text = (told.get(column.name) or "").strip()
        try:
            row[column.name] = _written(column, text)
        except ValueError as error:
            faults[column.name] = str(error)
    return row, faults


def _written(column: Column, text: str) -> str:
    if not text:
        if column.is_needed:
            raise ValueError("this is needed")
        return ""
    if len(text) > LONGEST:
        raise ValueError(f"use at most {LONGEST:,} characters")
    if column.holds is not Holds.TEXT and not text.isprintable():
        raise ValueError("this holds a character that cannot be printed")
    return _WRITTEN[column.holds](text, column)


def _as_is(text: str, _column: Column) -> str:
    return text


def _time(text: str, _column: Column) -> str:
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(_LONDON).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        raise ValueError("this is no time; write it like 2026-11-25T14:30") from None
    return at.isoformat()


def _word(text: str, column: Column) -> str:
    """The contract takes any other word as `other`."""
    word = text.casefold().replace(" ", "_")
    return word if word in column.words else "other"


def _money(text: str, _column: Column) -> str:
    number = text.replace("£", "").replace(",", "").strip()
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", number, re.ASCII):
        raise ValueError("this is no sum of money; write it like 12.50")
    return number


def _flag(text: str, _column: Column) -> str:
    word = text.casefold()
    if word not in _YES | _NO:
        raise ValueError("write yes or no")
    return "true" if word in _YES else "false"


_WRITTEN: Mapping[Holds, Callable[[str, Column], str]] = {
    Holds.ID: _as_is, Holds.TEXT: _as_is, Holds.TIME: _time, Holds.WORD: _word, Holds.MONEY: _money, Holds.FLAG: _flag,
}  # fmt: skip
