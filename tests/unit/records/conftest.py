"""A records folder to dirty: every table whole, one of them replaced by what a test is about."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records
from boundaries.records.state import Records

NOW = datetime(2024, 6, 1, 12)
CONTACTS = "contact_id,at,member_id,direction,channel,person_id,text\n"
SMALL = {
    "members": "member_id,kind\nM1,officer\nM2,staff\n",
    "people": "person_id\nP1\nP2\n",
    "contacts": f"{CONTACTS}C1,2024-05-01 10:00,M1,out,sms,P1,hello\nC2,2024-05-02 10:00,M2,in,call,P2,\n",
}


class Folder:
    """Writes tables into a folder and loads it, holding each load to its arithmetic."""

    def __init__(self, path: Path, engine: DuckDBEngine) -> None:
        self.path, self.engine = path, engine
        for table, text in SMALL.items():
            self.write(f"{table}.csv", text)

    def write(self, name: str, content: str | bytes) -> None:
        (self.path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def load(self, *, now: datetime = NOW, as_of: datetime | None = None) -> Records:
        records = load_records(self.path, self.engine, now=now, as_of=as_of)
        for table, state in records.tables.items():
            assert self.engine.table(f"SELECT COUNT(*) AS n FROM loaded_{table}").column("n").to_pylist() == [state.rows]
            assert records.rejects.column("table").to_pylist().count(table) == state.rejected
        return records

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return [tuple(row.values()) for row in self.engine.table(sql).to_pylist()]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    engine = DuckDBEngine(threads=1, memory_gib=1.0)
    yield Folder(tmp_path, engine)
    engine.close()


@pytest.fixture
def contacts(folder: Folder) -> Callable[..., Records]:
    """Loads the folder with these lines as its contacts."""

    def load(*lines: str, header: str = CONTACTS) -> Records:
        folder.write("contacts.csv", header + "".join(f"{line}\n" for line in lines))
        return folder.load()

    return load


def told(records: Records) -> list[tuple[str, int, str, str]]:
    """The rejects as tuples."""
    return [tuple(row.values()) for row in records.rejects.to_pylist()]  # type: ignore[misc]
