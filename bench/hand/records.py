"""Records as columns of numbers: ids by their places, words as categories."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Where = list[tuple[str, str, str]] | None
_EVENTS = {
    "contacts": "at", "cases": "opened_at", "case_members": "from_at", "case_log": "at", "visits": "at", "searches": "at", "gifts": "at",
    "feedback": "at", "requests": "at", "declarations": "declared_at", "verdicts": "decided_at",
}  # fmt: skip


@dataclass(frozen=True)
class Records:
    """A folder, its ids, each of which stands as its place among them, the members' roles, and the moment it is looked at from."""

    folder: Path
    ids: dict[str, pd.Index]
    roles: Whole
    as_of: pd.Timestamp

    def read(self, name: str, columns: Sequence[str], where: Where = None) -> pd.DataFrame:
        """Some columns of a table, ids by their places (-1 for none)."""
        rows = read_columns(self.folder, name, columns, where)
        return rows.assign(**{column: places(rows[column], self.ids[column]) for column in columns if column in self.ids})

    def pair(self, rows: pd.DataFrame) -> "pd.Series[int]":
        """One number for the member and the person of each row."""
        return rows["member_id"] * len(self.ids["person_id"]) + rows["person_id"]


def opened(folder: Path) -> Records:
    """Ids from the tables that describe them, and people whom only contacts or case work names."""
    members = read_columns(folder, "members", ["member_id", "role"])
    naming = ("people", "contacts", "case_people", "case_log")
    named = [read_columns(folder, name, ["person_id"])["person_id"].cat.categories for name in naming]
    ids = {
        "member_id": pd.Index(members["member_id"].astype(str)),
        "person_id": functools.reduce(pd.Index.union, named),
        "case_id": read_columns(folder, "cases", ["case_id"])["case_id"].cat.categories,
    }
    newest = [read_columns(folder, name, [at])[at].max() for name, at in _EVENTS.items() if (folder / f"{name}.parquet").exists()]
    as_of = max(at for at in newest if not pd.isna(at)) + pd.Timedelta(seconds=1)
    return Records(folder, ids, members["role"].cat.codes.to_numpy(np.int64), as_of)


def read_columns(folder: Path, name: str, columns: Sequence[str], where: Where = None) -> pd.DataFrame:
    """Some columns, words and ids as categories; null where the file has no such column."""
    path = folder / f"{name}.parquet"
    held = [column for column in columns if column in pq.read_schema(path).names]
    words = [column for column in held if column != "text" and not column.endswith("at")]
    return pd.read_parquet(path, columns=held, read_dictionary=words, filters=where).reindex(columns=list(columns))


def places(ids: pd.Series, among: pd.Index) -> Whole:
    """The place of each id among those known, -1 for none."""
    return np.append(among.get_indexer(ids.cat.categories), -1)[ids.cat.codes.to_numpy()]
