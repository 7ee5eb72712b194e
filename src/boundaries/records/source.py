"""What stands between a file and the contract: one raw relation per table, its columns as found."""

from dataclasses import dataclass
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
class Source:
    """One contract table as a force holds it, before anything is typed or checked.

    `relation` names a table or view of the engine (by habit `raw_TABLE`): contract column names, values of any type as found
    (text, numbers, dates, timestamps with or without a zone), and `file_row`, a BIGINT counted from 1 and unique in the relation.
    `schema` holds the relation's columns and Arrow types without `file_row`. `paths` are the files it came from, in order: their
    bytes are hashed and the first gives its name. `rejects` are rows that could not even be read and so do not stand in the
    relation; `warnings` are told in the check.
    """

    table: str
    paths: tuple[Path, ...]
    relation: str
    schema: pa.Schema
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[Fault, ...] = ()
