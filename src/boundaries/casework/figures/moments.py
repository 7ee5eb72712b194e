"""Moments as PostgreSQL tells them: the framework takes each apart with a pattern, which a page of fifty rows pays for a hundred times."""

from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import BaseTzLoader


class Moments(BaseTzLoader):  # type: ignore[misc]  # it is no class where there is no driver
    """Reads a moment by what Python has for it, and leaves to the framework what that cannot read."""

    def load(self, data: Any) -> datetime:
        """The moment on the clocks of the connection, as the framework gives it."""
        try:
            return datetime.fromisoformat(str(data, "ascii")).astimezone(self._timezone).replace(tzinfo=None)
        except (ValueError, OverflowError):
            found: datetime = super().load(data)
            return found


def teach_moments(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have a connection read moments so, where it is one to PostgreSQL; called for each."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", Moments)
