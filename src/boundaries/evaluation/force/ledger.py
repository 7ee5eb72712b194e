"""Where the parts of a world write their rows, column by column, before they become tables."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from boundaries.evaluation.force.chance import Flags, Ints, Words

Columns = dict[str, Words]
NO_TIME = -(2**62)
_TIMES = ("until", "valid_from", "valid_to")


@dataclass
class Ledger:
    """Rows by table; a column that one fragment lacks is null there (-1 for ids, NO_TIME for times, None for words)."""

    fragments: dict[str, list[Columns]] = field(default_factory=dict)

    def add(self, table: str, **columns: Any) -> None:
        """Add rows; single values are repeated to the length of the others."""
        length = max((len(value) for value in columns.values() if isinstance(value, np.ndarray)), default=1)
        whole = {
            name: value if isinstance(value, np.ndarray) else np.full(length, value, dtype=object if value is None else None)
            for name, value in columns.items()
        }
        if length:
            self.fragments.setdefault(table, []).append(whole)

    def columns(self, table: str) -> Columns:
        """All rows of a table as one fragment."""
        parts = self.fragments.get(table, [])
        if len(parts) > 1:
            names = list(dict.fromkeys(name for part in parts for name in part))
            merged = {name: np.concatenate([_filled(part, name, parts) for part in parts]) for name in names}
            self.fragments[table] = [merged]
        return self.fragments[table][0] if parts else {}

    def keep(self, table: str, rows: Flags) -> None:
        """Keep only these rows of a table."""
        self.fragments[table] = [{name: values[rows] for name, values in self.columns(table).items()}]

    def pair_rows(self, table: str, member: int, person: int) -> Flags:
        """Which rows of a table concern one pair."""
        columns = self.columns(table)
        return np.asarray((columns["member_id"] == member) & (columns["person_id"] == person))

    def size(self, table: str) -> int:
        return sum(len(next(iter(part.values()))) for part in self.fragments.get(table, []))


def _filled(part: Columns, name: str, parts: list[Columns]) -> Words:
    """A column of one fragment, with nulls where this fragment does not have it."""
    if name in part:
        return part[name]
    length = len(next(iter(part.values())))
    like = next(other[name] for other in parts if name in other)
    if like.dtype.kind not in "iu":
        return np.full(length, None, dtype=object)
    return np.full(length, NO_TIME if name.endswith("_at") or name in _TIMES else -1, dtype=np.int64)


def times_of(columns: Columns) -> Ints:
    """The time of each row."""
    return np.asarray(columns["at"], dtype=np.int64)
