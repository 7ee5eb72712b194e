"""Every engine, and a force written as ASCII tables: a title line, a header, a line a row; `-` is an empty field."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.engines.protocol import Engine
from boundaries.records.load import load_records
from boundaries.records.state import Records

ENGINES: dict[str, Callable[..., Engine]] = {"duckdb": DuckDBEngine}
NOW = datetime(2024, 12, 31)


@pytest.fixture(params=ENGINES.values(), ids=ENGINES.keys())
def load(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Records]]:
    """Loads the tables of a text, with members M1 to M3 and people P1 to P3 where the text has none."""
    engine: Engine = request.param(threads=1, memory_gib=1.0)

    def loaded(text: str) -> Records:
        tables = {
            "members": [["member_id", "kind"], *([f"M{n}", "officer"] for n in (1, 2, 3))],
            "people": [["person_id"], *([f"P{n}"] for n in (1, 2, 3))],
        } | tables_of(text)
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(",".join(row) for row in rows) + "\n")
        return load_records(tmp_path, engine, now=NOW)

    yield loaded
    engine.close()


def tables_of(text: str) -> dict[str, list[list[str]]]:
    """The rows of each table, header first."""
    tables: dict[str, list[list[str]]] = {}
    name = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if "|" not in line and line.endswith(":"):
            name = line.removesuffix(":")
            tables[name] = []
        else:
            tables[name].append(["" if cell.strip() == "-" else cell.strip() for cell in line.split("|")])
    return tables


def holds(records: Records, sql: str, expected: str) -> None:
    """Assert that a query, in its order, gives the rows of a written table."""
    found = records.engine.table(sql)
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in expected.strip().splitlines()]
    assert found.column_names == head
    assert [
        ["-" if cell is None else str(cell).removesuffix(":00") for cell in row.values()] for row in found.to_pylist()
    ] == lines
