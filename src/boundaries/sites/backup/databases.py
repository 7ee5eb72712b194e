"""Copies a site's database at one moment, and puts a copy back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import boundaries
from boundaries.errors import BoundariesError

# The columns that hold data of their own: a generated one would refuse to be copied in.
_COLUMNS = """SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name ORDER BY table_name"""
_COUNTERS = """SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND (is_identity = 'YES' OR column_default LIKE 'nextval(%')"""


def copy_sqlite(file: Path, target: Path) -> None:
    """A copy of an SQLite database as it is at this moment, whoever writes meanwhile."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)


def copy_postgresql(address: str, folder: Path) -> dict[str, list[str]]:
    """Every table of a PostgreSQL database as a file of its own, all of one moment; gives the columns of each."""
    folder.mkdir(mode=0o700)
    with _connected(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        tables: dict[str, list[str]] = dict(connection.execute(_COLUMNS).fetchall())
        for table, columns in tables.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            ask = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), names)
            with connection.cursor().copy(ask) as rows, (folder / f"{table}.copy").open("wb") as file:
                for row in rows:
                    file.write(row)
    return tables


def is_empty(address: str) -> bool:
    """Whether a PostgreSQL database has no table yet."""
    with _connected(address) as connection:
        return not connection.execute(_COLUMNS).fetchall()


def set_aside(address: str, name: str) -> None:
    """Keep what a PostgreSQL database holds under another schema name, and leave an empty place."""
    with _connected(address) as connection:
        connection.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(sql.Identifier(name)))
        connection.execute("CREATE SCHEMA public")


def steps_of(folder: Path, columns: list[str]) -> dict[str, str]:
    """How far the tables of a copy had come: the last migration of each app."""
    app, name = columns.index("app"), columns.index("name")
    steps: dict[str, str] = {}
    for line in (folder / "django_migrations.copy").read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        steps[row[app]] = max(steps.get(row[app], ""), row[name])
    return steps


def steps_in(file: Path) -> dict[str, str]:
    """The same of a copy of an SQLite database."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        return dict(copy.execute("SELECT app, max(name) FROM django_migrations GROUP BY app").fetchall())


def known_steps(app: str) -> frozenset[str]:
    """The migrations that this version has for one of our own apps; none for another."""
    return frozenset(path.stem for path in (Path(boundaries.__file__).parent / app / "migrations").glob("0*.py"))


def load_postgresql(address: str, folder: Path, tables: dict[str, list[str]]) -> None:
    """Put the rows of a copy into tables that were just made, all or nothing."""
    with _connected(address) as connection:
        there = dict(connection.execute(_COLUMNS).fetchall())
        missing = sorted(tables.keys() - there.keys())
        if missing:
            raise BoundariesError(f"the copy has tables that this version does not: {', '.join(missing)}", "restore")
        for table in tables:
            # The trail's guard lets nothing in but the next line; its chain is verified afterwards.
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table, columns in tables.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            with connection.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as rows:
                for piece in _pieces(folder / f"{table}.copy"):
                    rows.write(piece)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
        for table, column in connection.execute(_COUNTERS).fetchall():
            ask = "SELECT setval(pg_get_serial_sequence(%s, %s), coalesce((SELECT max({}) FROM {}), 0) + 1, false)"
            connection.execute(sql.SQL(ask).format(sql.Identifier(column), sql.Identifier(table)), [table, column])


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as rows:
        while piece := rows.read(1 << 20):
            yield piece


def _connected(address: str) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        return psycopg.connect(address)
    except psycopg.OperationalError as error:
        raise BoundariesError("the database does not answer", "PostgreSQL", "See whether it runs, and the setting.") from error
