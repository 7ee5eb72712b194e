"""DuckDB, embedded: the default engine. The one place that imports it."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import duckdb
import pyarrow as pa

from boundaries.engines.dialect import Dialect
from boundaries.errors import BoundariesError

# Local time whatever the machine's own zone, null for every division by zero, nothing fetched from a network, and no
# Python variable taken for a table because it happens to have its name.
_SETTINGS = (
    "SET GLOBAL TimeZone = 'Europe/London'",
    "SET GLOBAL error_on_division_by_zero = false",
    "SET GLOBAL ieee_floating_point_ops = false",
    "SET GLOBAL autoinstall_known_extensions = false",
    "SET GLOBAL autoload_known_extensions = false",
    "SET GLOBAL python_enable_replacements = false",
)
_QUIETLY = "SET enable_progress_bar = false"
_STAGED = "boundaries_staged"
_ARRIVING = "boundaries_arriving"
_MOMENT_S = 0.01


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

    def last_known(self, value: str) -> str:
        return f"LAST_VALUE({value} IGNORE NULLS)"

    def matches(self, text: str, pattern: str) -> str:
        quoted = pattern.replace("'", "''")
        return f"regexp_matches({text}, '{quoted}')"

    def whole_div(self, number: str, by: str) -> str:
        return f"(({number}) // ({by}))"

    def timestamp(self, literal: str) -> str:
        return f"TIMESTAMP '{literal}'"

    def text_hash(self, text: str) -> str:
        return f"hash({text})"

    def quoted(self, name: str) -> str:
        escaped = name.replace('"', '""')
        return f'"{escaped}"'

    def utc(self, zoned: str) -> str:
        return f"make_timestamp(epoch_us({zoned}))"

    def zoned(self, text: str) -> str:
        return f"TRY_CAST(replace(replace({text}, ' +', '+'), 'z', 'Z') AS TIMESTAMPTZ)"


class DuckDBEngine:
    """One in-process database; spills to a private folder, gone when it closes, where memory runs short.

    `memory_gib` bounds its own buffers, `threads` its workers (default: every core), `scratch` says where the private
    folder is made (default: the system's place for temporary files).
    """

    name = "duckdb"

    def __init__(self, *, scratch: Path | None = None, memory_gib: float = 4.0, threads: int | None = None) -> None:
        if scratch is not None and not scratch.is_dir():
            raise BoundariesError("the scratch folder is not there", str(scratch), "Make it, or name another.")
        self._spills = tempfile.TemporaryDirectory(prefix="boundaries-", dir=scratch, ignore_cleanup_errors=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{int(memory_gib * 1024)}MiB",
            "temp_directory": self._spills.name,
        }
        if threads is not None:
            config["threads"] = threads
        self.version = duckdb.__version__
        self.dialect: Dialect = DuckDBDialect()
        self._database = duckdb.connect(":memory:", config=config)
        self._lent: dict[str, pa.Table] = {}
        self._thread = threading.get_ident()
        self._open: set[duckdb.DuckDBPyConnection] = set()
        with self._connection() as connection:
            connection.execute(_QUIETLY)
            for setting in _SETTINGS:
                connection.execute(setting)

    def run(self, sql: str) -> None:
        with self._connection() as connection:
            connection.execute(sql)

    def table(self, sql: str) -> pa.Table:
        with self._connection() as connection:
            return connection.sql(sql).to_arrow_table()

    def batches(self, sql: str, rows: int = 262_144) -> Iterator[pa.RecordBatch]:
        # A cursor of its own: rows stream while other statements run, and memory holds a few batches only.
        with self._cursor() as cursor:
            yield from cursor.sql(sql).to_arrow_reader(rows)

    # The types of DuckDB's binding stand in quotes: it complains of those that something still refers to when Python ends.
    @contextmanager
    def _connection(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        """The connection of the thread that made the engine; for any other thread one of its own, since none may be shared."""
        with _plainly(), nullcontext(self._database) if threading.get_ident() == self._thread else self._cursor() as connection:
            yield connection

    @contextmanager
    def _cursor(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        with _plainly(), self._database.cursor() as cursor:
            self._open.add(cursor)
            try:
                cursor.execute(_QUIETLY)
                for name, table in tuple(self._lent.items()):
                    cursor.register(name, table)
                yield cursor
            finally:
                self._open.discard(cursor)

    def keep(self, name: str, sql: str) -> None:
        with self._connection() as connection:
            self._keep(connection, name, sql)

    def _keep(self, connection: "duckdb.DuckDBPyConnection", name: str, sql: str) -> None:
        # Staged first, so that the query may read the table it replaces, and a failure leaves that one in place.
        staged = f"{_STAGED}_{threading.get_ident()}"
        connection.execute(f"CREATE OR REPLACE TABLE {staged} AS {sql}")
        self.drop(name)
        self.run(f"ALTER TABLE {staged} RENAME TO {name}")

    def view(self, name: str, sql: str) -> None:
        self.drop(name)
        self.run(f"CREATE VIEW {name} AS {sql}")

    def put(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        with self._connection() as connection:
            connection.register(_ARRIVING, table)
            try:
                self._keep(connection, name, f"SELECT * FROM {_ARRIVING}")
            finally:
                connection.unregister(_ARRIVING)

    def lend(self, name: str, table: pa.Table) -> None:
        self.drop(name)
        self._lent[name.lower()] = table
        with _plainly():
            self._database.register(name, table)

    def drop(self, name: str) -> None:
        if self._lent.pop(name.lower(), None) is not None:
            with _plainly():
                self._database.unregister(name)
            return
        # Asking first what is there takes longer than what is asked for, a hundred times a scan.
        with self._connection() as connection:
            try:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            except duckdb.CatalogException:
                connection.execute(f"DROP VIEW {name}")

    def read_parquet(self, path: Path) -> str:
        # Brackets, stars and question marks in a file's name are meant as they stand, not as a pattern.
        literal = "".join(f"[{letter}]" if letter in "[*?" else letter for letter in str(path)).replace("'", "''")
        return f"read_parquet('{literal}', file_row_number = true)"

    def close(self) -> None:
        # Threads of a command that was stopped may still be asking, and a connection refuses to close in the middle of a call.
        while True:
            for cursor in tuple(self._open):
                cursor.interrupt()
            try:
                self._database.close()
                break
            except duckdb.ResourceInUseException:
                time.sleep(_MOMENT_S)
        self._spills.cleanup()


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell what a user can act on (stopped, memory, disk, a file that does not read) plainly; let the rest through."""
    try:
        yield
    except (duckdb.Error, RuntimeError) as error:
        if _stopped(error):
            raise KeyboardInterrupt from error
        if (told := _told(error)) is None:
            raise
        raise told from error


def _stopped(error: Exception) -> bool:
    """Whether the binding tells in its own words that Python was interrupted: it has three ways, by where the signal met it."""
    words = str(error)
    return isinstance(error, duckdb.InterruptException) or words == "Query interrupted" or "failed: KeyboardInterrupt" in words


def _told(error: Exception) -> BoundariesError | None:
    if isinstance(error, duckdb.OutOfMemoryException):
        return BoundariesError(
            "the records do not fit in the memory and scratch space given",
            "duckdb",
            "Give more memory (BOUNDARIES_MEMORY_GIB), or a scratch folder with more space (BOUNDARIES_SCRATCH).",
        )
    if isinstance(error, duckdb.IOException | duckdb.InvalidInputException):
        # What a text holds that does not read is somebody's message.
        what = str(error).partition("\n")[0].partition(": value ")[0]
        return BoundariesError(what, "duckdb", "Check that the file is whole and the disk has space.")
    return None
