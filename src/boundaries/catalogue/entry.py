"""One table of a TOML file, read key by key; every fault is noted with its file and key, and reading goes on."""

from collections.abc import Mapping
from typing import Any

from boundaries.errors import Fault

_CALLED = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table", float: "a number"}


def _called(value: object) -> str:
    return _CALLED.get(type(value), "a date or time")


class Entry:
    """Reads typed keys out of one table; a missing or wrong key is noted in `faults` and an empty value returned.

    Call `close` when every key has been asked for: whatever is left is a key nobody knows.
    """

    def __init__(self, values: Mapping[str, Any], file: str, faults: list[Fault], path: str = "") -> None:
        self._values = values
        self._file = file
        self._path = path
        self._faults = faults
        self._asked: set[str] = set()

    def _where(self, key: str) -> str:
        return f"{self._file}: {self._path}{key}"

    def fault(self, key: str, what: str) -> None:
        """Note what is wrong with one key."""
        self._faults.append(Fault(self._where(key), what))

    def _value(self, key: str, wanted: type, empty: Any) -> Any:
        self._asked.add(key)
        if key not in self._values:
            self.fault(key, "is missing")
            return empty
        value = self._values[key]
        if type(value) is not wanted:  # bool passes for int otherwise
            self.fault(key, f"should be {_CALLED[wanted]}, is {_called(value)}")
            return empty
        return value

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        """The text of a key, with runs of spaces and line ends as one space; empty text is a fault."""
        value = self._value(key, str, None)
        if value is None:
            return ""
        joined = " ".join(value.split())
        if not joined:
            self.fault(key, "is empty")
        return joined

    def number(self, key: str) -> int:
        """The whole number of a key, from 1; a fault gives 0."""
        number = int(self._value(key, int, 0))
        if number < 1 and type(self._values.get(key)) is int:
            self.fault(key, f"should be 1 or more, is {number}")
            return 0
        return number

    def flag(self, key: str) -> bool:
        return bool(self._value(key, bool, False))

    def is_flag(self, key: str) -> bool:
        return type(self._values.get(key)) is bool

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; an empty list, an empty text and a repeated text are faults."""
        texts: list[str] = []
        for place, value in enumerate(self._items(key)):
            if not isinstance(value, str):
                self.fault(f"{key}[{place}]", f"should be text, is {_called(value)}")
            elif not value.strip():
                self.fault(f"{key}[{place}]", "is empty")
            elif (joined := " ".join(value.split())) in texts:
                self.fault(f"{key}[{place}]", "is there twice")
            else:
                texts.append(joined)
        return tuple(texts)

    def numbers(self, key: str) -> tuple[int, ...]:
        """The whole numbers of a list, which may be empty; a repeated number is a fault."""
        numbers: list[int] = []
        for place, value in enumerate(self._value(key, list, [])):
            if type(value) is not int:
                self.fault(f"{key}[{place}]", f"should be a whole number, is {_called(value)}")
            elif value in numbers:
                self.fault(f"{key}[{place}]", "is there twice")
            else:
                numbers.append(value)
        return tuple(numbers)

    def table(self, key: str) -> "Entry":
        """The table under a key, to be read and closed like this one; without one, an entry that notes nothing more."""
        value = self._value(key, dict, None)
        if value is None:
            return Entry({}, self._file, [], f"{self._path}{key}.")
        return Entry(value, self._file, self._faults, f"{self._path}{key}.")

    def tables(self, key: str) -> list["Entry"]:
        """The tables of a list of tables, each to be read and closed; an empty list is a fault."""
        entries: list[Entry] = []
        for place, value in enumerate(self._items(key)):
            if isinstance(value, dict):
                entries.append(Entry(value, self._file, self._faults, f"{self._path}{key}[{place}]."))
            else:
                self.fault(f"{key}[{place}]", f"should be a table, is {_called(value)}")
        return entries

    def names(self) -> tuple[str, ...]:
        return tuple(self._values)

    def close(self) -> None:
        """Note every key that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                self.fault(key, "is not a key we know")

    def _items(self, key: str) -> list[Any]:
        values: list[Any] | None = self._value(key, list, None)
        if values is None:
            return []
        if not values:
            self.fault(key, "is empty")
        return values
