"""One TOML table read key by key: wrong types and unknown keys become faults with their place, never exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from boundaries.errors import Fault

Word = TypeVar("Word", bound=StrEnum)


def closest(name: str, names: Iterable[str]) -> str:
    """`(did you mean X?)` where one of the names is close, apart from case."""
    folded = {other.casefold(): other for other in names}
    close = get_close_matches(name.casefold(), folded, 1, 0.6)
    return f' (did you mean "{folded[close[0]]}"?)' if close else ""


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in quotes, at most so many."""
    held = list(names)
    more = f" and {len(held) - most} more" if len(held) > most else ""
    return ", ".join(f'"{name}"' for name in held[:most]) + more


@dataclass
class Entry:
    """A TOML table at a place of the mapping file; `faults` is shared by all entries of the file."""

    where: str
    table: dict[str, object]
    faults: list[Fault]
    read: set[str] = field(default_factory=set)

    def place(self, key: str) -> str:
        """A key's place in full: `mapping.toml: contacts[1].columns.at`."""
        if not key:
            return self.where.removesuffix(":")
        return f"{self.where} {key}" if self.where.endswith(":") else f"{self.where}.{key}"

    def fault(self, key: str, what: str) -> None:
        self.faults.append(Fault(self.place(key), what))

    def get(self, key: str) -> object:
        self.read.add(key)
        return self.table.get(key)

    def text(self, key: str, otherwise: str = "") -> str:
        value = self.get(key)
        if value is None:
            return otherwise
        if isinstance(value, str):
            return value
        self.fault(key, f"is to be a text, not {_kind(value)}")
        return otherwise

    def whole(self, key: str, otherwise: int = 0) -> int:
        value = self.get(key)
        if value is None:
            return otherwise
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000:
            return value
        self.fault(key, "is to be a whole number from 0")
        return otherwise

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "is to be true or false")
        return value is True

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(key, "is to be a text or a list of texts")
        return ()

    def word(self, key: str, words: type[Word]) -> Word | None:
        text = self.text(key)
        if not text:
            return None
        try:
            return words(text)
        except ValueError:
            self.fault(key, f"{text!r} is not one of {', '.join(words)}{closest(text, words)}")
            return None

    def inside(self, key: str) -> "Entry":
        """A table within this one; empty, with a fault, where something else stands there."""
        value = self.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"is to be a table of keys, not {_kind(value)}")
            value = None
        return Entry(self.place(key), value or {}, self.faults)

    def finish(self, known: Iterable[str]) -> None:
        """Name the keys that mean nothing here."""
        for key in self.table:
            if key not in self.read:
                self.fault(key, f"no such key{closest(key, known)}")


def _kind(value: object) -> str:
    return {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table", str: "a text"}.get(
        type(value), "a date or time"
    )
