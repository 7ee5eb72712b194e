"""What the database itself refuses: to change or delete a line of the trail, or to add one that does not join on."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = {
    "trail_no_update": """CREATE TRIGGER trail_no_update BEFORE UPDATE ON casework_trail
        BEGIN SELECT RAISE(ABORT, 'a line of the audit trail cannot be changed'); END""",
    "trail_no_delete": """CREATE TRIGGER trail_no_delete BEFORE DELETE ON casework_trail
        BEGIN SELECT RAISE(ABORT, 'a line of the audit trail cannot be deleted'); END""",
    "trail_joins_on": """CREATE TRIGGER trail_joins_on BEFORE INSERT ON casework_trail
        WHEN NEW.sequence <> coalesce((SELECT max(sequence) FROM casework_trail), 0) + 1
          OR NEW.previous <> coalesce((SELECT hash FROM casework_trail ORDER BY sequence DESC LIMIT 1), zeroblob(32))
        BEGIN SELECT RAISE(ABORT, 'a line of the audit trail must join on to the last one'); END""",
}

_POSTGRESQL = {
    "trail_no_update": """CREATE TRIGGER trail_no_update BEFORE UPDATE ON casework_trail
        FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()""",
    "trail_no_delete": """CREATE TRIGGER trail_no_delete BEFORE DELETE OR TRUNCATE ON casework_trail
        FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()""",
    "trail_joins_on": """CREATE TRIGGER trail_joins_on BEFORE INSERT ON casework_trail
        FOR EACH ROW EXECUTE FUNCTION trail_join()""",
}

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a line of the audit trail cannot be changed or deleted'; END $$;
CREATE OR REPLACE FUNCTION trail_join() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head record;
BEGIN
    SELECT sequence, hash INTO head FROM casework_trail ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(head.sequence, 0) + 1 OR NEW.previous <> coalesce(head.hash, decode(repeat('00', 32), 'hex')) THEN
        RAISE EXCEPTION 'a line of the audit trail must join on to the last one';
    END IF;
    RETURN NEW;
END $$;
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guard on the trail's table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTIONS)
        for statement in _triggers(connection).values():
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away: for undoing the migration, and for tests that tamper."""
    with connection.cursor() as cursor:
        for name in _triggers(connection):
            table = " ON casework_trail" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Which parts of the guard are not there, or not at work."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'casework_trail'::regclass AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'casework_trail'")
        there = {name for (name,) in cursor.fetchall()}
    return sorted(_triggers(connection).keys() - there)


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
