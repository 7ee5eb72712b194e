"""What every engine can do: run the project's SQL over named tables and hand back Arrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from boundaries.engines.dialect import Dialect


class Engine(Protocol):
    """A place that holds named tables and answers SQL written in the common part plus the dialect.

    Other threads than the one that made it may do all but `lend` and `close`, at the same time, with tables that no two of them change.
    """

    name: str
    version: str
    dialect: Dialect

    def run(self, sql: str) -> None:
        """Run a statement that gives nothing back (CREATE, DROP, INSERT)."""
        ...

    def table(self, sql: str) -> pa.Table:
        """The rows of a query, whole."""
        ...

    def batches(self, sql: str, rows: int = 262_144) -> Iterator[pa.RecordBatch]:
        """The rows of a query, a batch of at most about `rows` at a time."""
        ...

    def keep(self, name: str, sql: str) -> None:
        """Store the rows of a query as the table `name`, replacing one of that name."""
        ...

    def view(self, name: str, sql: str) -> None:
        """Give a query a name without storing its rows, replacing a view of that name."""
        ...

    def put(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Store Arrow rows as the table `name`, replacing one of that name."""
        ...

    def lend(self, name: str, table: pa.Table) -> None:
        """Let SQL read Arrow rows as the table `name`, replacing one of that name, without a copy: they stay the caller's memory."""
        ...

    def drop(self, name: str) -> None:
        """Forget the table or view `name`; nothing happens where there is none."""
        ...

    def read_parquet(self, path: Path) -> str:
        """The SQL source that reads a Parquet file, with `file_row_number` counted from 0."""
        ...

    def close(self) -> None:
        """Let go of memory and temporary files."""
        ...
