"""Makes, tampers with and empties a trail, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from boundaries.casework.audit import Act, guard, record
from boundaries.casework.audit.verifying import Inspection, verify


@contextmanager
def unguarded() -> Iterator[None]:
    """What someone who owns the database can do first: take the guard away."""
    guard.lift(connection)
    try:
        yield
    finally:
        guard.install(connection)


def empty_trail() -> None:
    """Start over: no line, no checkpoint."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_trail")
    witness_path().unlink(missing_ok=True)


def witness_path() -> Path:
    """The witness file of this site."""
    path: Path = settings.AUDIT_WITNESS
    return path


def write_lines(count: int) -> None:
    """Add some lines, each with a checkpoint."""
    for number in range(count):
        record(None, Act.ENTRY_VIEWED, f"ENTRY{number % 3}", {"count": str(number)})


def tamper(statement: str, *values: object) -> Inspection:
    """Change the database behind the guard's back, and verify."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return verify()
