"""What stands between a file and the contract: one raw relation per table, its columns as found."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from boundaries.errors import Fault


@dataclass(frozen=True, order=True)
class Reject:
    """A row that was not taken; `row` counts the data rows of its file from 1, `column` may be empty."""

    table: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Part:
    """A stretch of a relation that came from one file: the number before its first row, and the file's name."""

    before: int
    name: str


@dataclass(frozen=True)
class Source:
    """One contract table as a force holds it, before anything is typed or checked.

    `relation` names a table or view of the engine (by habit `raw_TABLE`): contract column names, values of any type as found
    (text, numbers, dates, timestamps with or without a zone), and `file_row`, a BIGINT counted from 1 and unique in the relation.
    `schema` holds the relation's columns and Arrow types without `file_row`. `paths` are the files it came from, in order: their
    bytes are hashed and the first gives its name. `rejects` are rows that could not even be read and so do not stand in the
    relation; `warnings` are told in the check. `parts` say which file a row came from where several are stacked. `stays` says that the relation holds no rows, only reads a file: what
    is seldom wanted can be left there.
    """

    table: str
    paths: tuple[Path, ...]
    relation: str
    schema: pa.Schema
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[Fault, ...] = ()
    parts: tuple[Part, ...] = ()
    stays: bool = False

    def placed(self, reject: Reject) -> Reject:
        """A reject with the row of its own file and that file's name, where the relation stacks several."""
        if not self.parts:
            return reject
        part = self.parts[bisect_right([part.before for part in self.parts], reject.row - 1) - 1]
        return replace(reject, row=reject.row - part.before, reason=f"{reject.reason} ({part.name})")
