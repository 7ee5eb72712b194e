"""DuckDB, embedded: the default engine. The one place that imports it."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
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
        self._database.execute(_QUIETLY)
        for setting in _SETTINGS:
            self._database.execute(setting)

    def run(self, sql: str) -> None:
        with _plainly(), self._connection() as connection:
            connection.execute(sql)

    def table(self, sql: str) -> pa.Table:
        with _plainly(), self._connection() as connection:
            return connection.sql(sql).to_arrow_table()

    def batches(self, sql: str, rows: int = 262_144) -> Iterator[pa.RecordBatch]:
        # A cursor of its own: rows stream while other statements run, and memory holds a few batches only.
        with _plainly(), self._cursor() as cursor:
            yield from cursor.sql(sql).to_arrow_reader(rows)

    # The types of DuckDB's binding stand in quotes: it complains of those that something still refers to when Python ends.
    def _connection(self) -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
        """The connection of the thread that made the engine; for any other thread one of its own, since none may be shared."""
        return nullcontext(self._database) if threading.get_ident() == self._thread else self._cursor()

    @contextmanager
    def _cursor(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        with self._database.cursor() as cursor:
            cursor.execute(_QUIETLY)
            for name, table in tuple(self._lent.items()):
                cursor.register(name, table)
            yield cursor

    def keep(self, name: str, sql: str) -> None:
        with self._connection() as connection:
            self._keep(connection, name, sql)

    def _keep(self, connection: "duckdb.DuckDBPyConnection", name: str, sql: str) -> None:
        # Staged first, so that the query may read the table it replaces, and a failure leaves that one in place.
        staged = f"{_STAGED}_{threading.get_ident()}"
        with _plainly():
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
        self._database.register(name, table)

    def drop(self, name: str) -> None:
        if self._lent.pop(name.lower(), None) is not None:
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
        self._database.close()
        self._spills.cleanup()


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell what a user can act on (memory, disk, a file that does not read) without a traceback; let the rest through."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise BoundariesError(
            "the records do not fit in the memory and scratch space given",
            "duckdb",
            "Give more memory (BOUNDARIES_MEMORY_GIB), or a scratch folder with more space (BOUNDARIES_SCRATCH).",
        ) from error
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        # What a text holds that does not read is somebody's message.
        what = str(error).partition("\n")[0].partition(": value ")[0]
        raise BoundariesError(what, "duckdb", "Check that the file is whole and the disk has space.") from error
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise
