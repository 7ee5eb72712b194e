"""DuckDB, embedded: the default engine. The one place that imports it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from boundaries.errors import BoundariesError


class DuckDBDialect:
    """The dialect as DuckDB writes it."""

    def days_between(self, start: str, end: str) -> str:
        return f"date_diff('day', {start}, {end})"

    def seconds_between(self, start: str, end: str) -> str:
        return f"CAST((epoch_us({end}) - epoch_us({start})) // 1000000 AS BIGINT)"

    def plus_seconds(self, at: str, seconds: str) -> str:
        return f"({at} + to_seconds(CAST({seconds} AS BIGINT)))"

    def iso_weekday(self, at: str) -> str:
        return f"isodow({at})"

    def hour(self, at: str) -> str:
        return f"hour({at})"

    def matches(self, text: str, pattern: str) -> str:
        quoted = pattern.replace("'", "''")
        return f"regexp_matches({text}, '{quoted}')"

    def whole_div(self, number: str, by: str) -> str:
        return f"({number} // {by})"

    def timestamp(self, literal: str) -> str:
        return f"TIMESTAMP '{literal}'"

    def text_hash(self, text: str) -> str:
        return f"hash({text})"


class DuckDBEngine:
    """One in-process database; spills to `scratch` when memory runs short.

    `memory_gib` bounds its own buffers, `threads` its workers (default: every core).
    """

    name = "duckdb"

    def __init__(self, *, scratch: Path | None = None, memory_gib: float = 4.0, threads: int | None = None) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": f"{int(memory_gib * 1024)}MiB"}
        if scratch is not None:
            config["temp_directory"] = str(scratch)
        if threads is not None:
            config["threads"] = threads
        self.version = duckdb.__version__
        self.dialect = DuckDBDialect()
        self._database = duckdb.connect(":memory:", config=config)
        self._database.execute("SET enable_progress_bar = false")

    def run(self, sql: str) -> None:
        try:
            self._database.execute(sql)
        except duckdb.OutOfMemoryException as error:
            raise BoundariesError(
                "the records do not fit in the memory given", "duckdb", "Give more memory, or a scratch folder with space."
            ) from error

    def table(self, sql: str) -> pa.Table:
        return self._database.execute(sql).to_arrow_table()

    def batches(self, sql: str, rows: int = 262_144) -> Iterator[pa.RecordBatch]:
        yield from self._database.execute(sql).to_arrow_reader(rows)

    def keep(self, name: str, sql: str) -> None:
        self.drop(name)
        self.run(f"CREATE TABLE {name} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        self.drop(name)
        self.run(f"CREATE VIEW {name} AS {sql}")

    def put(self, name: str, table: pa.Table) -> None:
        self._database.register("arriving", table)
        try:
            self.keep(name, "SELECT * FROM arriving")
        finally:
            self._database.unregister("arriving")

    def drop(self, name: str) -> None:
        kinds = self._database.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [name]
        ).fetchall()
        for (kind,) in kinds:
            self._database.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")

    def read_parquet(self, path: Path) -> str:
        quoted = str(path).replace("'", "''")
        return f"read_parquet('{quoted}', file_row_number = true)"

    def close(self) -> None:
        self._database.close()
