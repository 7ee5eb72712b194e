"""Where a site keeps its rows: SQLite in its own folder, or the PostgreSQL that the setting names."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from boundaries.errors import BoundariesError

# Durable to the disk at every commit, readers beside one writer, and a writer that says so from its first statement. Mapping the file
# into memory spares a copy of every page that is read.
_SQLITE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000; PRAGMA mmap_size=2000000000;"
# To open a file again reads what its tables are and forgets every page of it that was in memory.
_KEPT_S = 60
# Beginning a second process, or compiling a question, takes longer than any question of a page, and what is asked for lies in memory.
_POSTGRESQL = "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 -c jit=off"


def database(address: str, file: Path) -> dict[str, Any]:
    """Django's settings of one database from `postgresql://user:password@host:port/name`, or SQLite in `file` where it is empty."""
    if not address:
        options = {"init_command": _SQLITE, "transaction_mode": "IMMEDIATE", "timeout": 20}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options, "CONN_MAX_AGE": _KEPT_S}
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise BoundariesError("a database address must look like postgresql://user:password@host/name", "settings")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": _POSTGRESQL, "server_side_binding": True, "prepare_threshold": 5},
        "CONN_MAX_AGE": _KEPT_S,
        "CONN_HEALTH_CHECKS": True,
    }
