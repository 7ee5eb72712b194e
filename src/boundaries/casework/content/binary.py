"""Rows with much in them that is locked, read and written as bytes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import sql

_ALL = 2000


def bytes_of(
    table: type[Model], columns: tuple[str, ...], where: Mapping[str, object], at_once: int = _ALL
) -> Iterator[tuple[Any, ...]]:
    """Columns of the rows of a table where others have these values, or one of these where a list is given; a few `at_once` of long ones.

    Django's own cursor on PostgreSQL hands bytes over as hexadecimal text, twice as long, which both sides write and read.
    """
    if connection.vendor != "postgresql":
        wanted = {f"{name}__in" if isinstance(value, list) else name: value for name, value in where.items()}
        yield from table._default_manager.filter(**wanted).order_by().values_list(*columns).iterator(at_once)
        return
    connection.ensure_connection()
    asked = _asked(table._meta.db_table, columns, tuple((name, isinstance(value, list)) for name, value in where.items()))
    with psycopg.Cursor(connection.connection) as cursor:
        if at_once < _ALL:  # which takes longer for each row
            yield from cursor.stream(asked, list(where.values()), binary=True)
            return
        yield from cursor.execute(asked, list(where.values()), binary=True)


@lru_cache
def _asked(table: str, columns: tuple[str, ...], where: tuple[tuple[str, bool], ...]) -> bytes:
    """What PostgreSQL is asked for rows where columns have a value, or one of several; a page asks for few kinds, over and over."""
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    conditions = sql.SQL(" AND ").join(
        sql.SQL("{} = ANY(%s)" if is_one_of else "{} = %s").format(sql.Identifier(name)) for name, is_one_of in where
    )
    return sql.SQL("SELECT {} FROM {} WHERE {}").format(named, sql.Identifier(table), conditions).as_bytes()


def write_bytes(table: type[Model], pk: str | int, values: Mapping[str, str | int | bytes]) -> None:
    """Write columns of the row with this primary key, where it is there.

    Django writes bytes into the text of what it asks PostgreSQL for as hexadecimal, twice as long, which both sides go through.
    """
    if connection.vendor != "postgresql":
        table._default_manager.filter(pk=pk).update(**values)
        return
    key = table._meta.pk
    assert key is not None
    connection.ensure_connection()
    columns = sql.SQL(", ").join(
        sql.SQL("{} = %b" if isinstance(value, bytes) else "{} = %s").format(sql.Identifier(name))
        for name, value in values.items()
    )
    asked = sql.SQL("UPDATE {} SET {} WHERE {} = %s").format(
        sql.Identifier(table._meta.db_table), columns, sql.Identifier(str(key.column))
    )
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(asked, [*values.values(), pk])
