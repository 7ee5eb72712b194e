"""What the database itself refuses: to change or delete a line of the ledger."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = (
    """CREATE TRIGGER ledger_no_update BEFORE UPDATE ON training_ledger
        BEGIN SELECT RAISE(ABORT, 'a line of the ledger cannot be changed'); END""",
    """CREATE TRIGGER ledger_no_delete BEFORE DELETE ON training_ledger
        BEGIN SELECT RAISE(ABORT, 'a line of the ledger cannot be deleted'); END""",
)
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a line of the ledger cannot be changed or deleted'; END $$""",
    """CREATE TRIGGER ledger_no_update BEFORE UPDATE ON training_ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_no_delete BEFORE DELETE OR TRUNCATE ON training_ledger
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard on the ledger's table."""
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away: for undoing the migration, and for tests that tamper."""
    table = " ON training_ledger" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("ledger_no_update", "ledger_no_delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")
