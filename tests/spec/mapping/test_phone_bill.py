"""A mapping as a specification: what stands in the source, what the mapping says, what comes out."""

from pathlib import Path

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.mapping.stacking import mapped_sources
from tests.spec.engines.ascii import read

HEAD = """
[[contacts]]
file = "bill.csv"
delimiter = "|"
[contacts.columns]
contact_id = "No"
member_id = { constant = "M1" }
person_id = { constant = "P1" }
"""
AS_IT_IS = 'at = "When"\ndirection = "Way"\nchannel = { constant = "call" }\nduration_s = { column = "Length", as = "duration" }'
CASES = {
    "British dates and minutes": (
        """
        No | When             | Way | Length
        1  | 05/04/2024 10:00 | in  | 1:02
        2  | 05/04/2024 23:59 | out | 1h 02m
        3  | 31/04/2024 10:00 | out | 45
        """,
        'time = "%d/%m/%Y %H:%M"\n' + HEAD + AS_IT_IS,
        """
        contact_id:text | at:text             | direction:text | duration_s:text
        1               | 2024-04-05 10:00:00 | in             | 62
        2               | 2024-04-05 23:59:00 | out            | 3720
        3               | ? 31/04/2024 10:00  | out            | 45
        """,
    ),
    "UTC across the clock changes": (
        """
        No | When                | Way | Length
        1  | 2026-03-29 00:30:00 | in  |
        2  | 2026-03-29 01:30:00 | in  |
        3  | 2026-10-25 00:30:00 | in  |
        4  | 2026-10-25 01:30:00 | in  |
        """,
        'zone = "UTC"\n' + HEAD + AS_IT_IS,
        """
        contact_id:text | at:text             | direction:text | duration_s:text
        1               | 2026-03-29 00:30:00 | in             | -
        2               | 2026-03-29 02:30:00 | in             | -
        3               | 2026-10-25 01:30:00 | in             | -
        4               | 2026-10-25 01:30:00 | in             | -
        """,
    ),
    "an offset of its own holds before the zone": (
        """
        No | When                      | Way | Length
        1  | 2026-07-01T10:00:00+02:00 | in  |
        2  | 2026-07-01T10:00:00       | in  |
        """,
        'zone = "America/New_York"\n' + HEAD + AS_IT_IS,
        """
        contact_id:text | at:text             | direction:text | duration_s:text
        1               | 2026-07-01 09:00:00 | in             | -
        2               | 2026-07-01 15:00:00 | in             | -
        """,
    ),
    "words apart from case, exact ones before patterns, and a default": (
        """
        No | When       | Way            | Length
        1  | 1712311200 | INCOMING CALL  | 0:07
        2  | 1712311200 | incoming fax   | 0:07
        3  | 1712311200 | Something else | 0:07
        """,
        'time = "epoch"\n'
        + HEAD
        + 'at = "When"\nduration_s = { column = "Length", as = "hours_minutes" }\nchannel = { constant = "call" }\n'
        'direction = { column = "Way", map = { "incoming*" = "in", "Incoming fax" = "other" }, default = "out" }',
        """
        contact_id:text | at:text             | direction:text | duration_s:text
        1               | 2024-04-05 11:00:00 | in             | 420
        2               | 2024-04-05 11:00:00 | other          | 420
        3               | 2024-04-05 11:00:00 | out            | 420
        """,
    ),
}


@pytest.mark.parametrize(("source", "mapping", "expected"), CASES.values(), ids=CASES)
def test_what_a_mapping_makes_of_a_source(tmp_path: Path, source: str, mapping: str, expected: str) -> None:
    (tmp_path / "bill.csv").write_text("\n".join(line.strip() for line in source.strip().splitlines()) + "\n")
    (tmp_path / "mapping.toml").write_text(mapping)
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    mapped_sources(tmp_path / "mapping.toml", tmp_path, engine)
    wanted = read(expected)
    names = ", ".join(f"r.{name} AS {name}" for name in wanted.column_names)
    assert engine.table(f"SELECT {names} FROM raw_contacts AS r ORDER BY r.file_row").to_pylist() == wanted.to_pylist()
    engine.close()
