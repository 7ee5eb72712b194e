"""One broken row in a long file is named, and takes no other with it."""

import pytest

from tests.unit.records.conftest import Folder, told

HEADER = "person_id,sex\n"


def lines(count: int, quoted: str) -> list[str]:
    """Rows of a whole file: plain, or with quotes, commas, doubled quotes and line ends inside."""
    return [f"P{row},{quoted if row % 3 else 'f'}\n" for row in range(count)]


@pytest.mark.parametrize("quoted", ["f", '"f"', '"a ""b"", c\nd"'], ids=["plain", "quoted", "line ends"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('X1,"f\n', "quote"), ('X1,"f" or m\n', "a quote is broken"), ('"X1,f\n', "quote"), ("X1,f,m\n", "3 fields where the header has 2"),
        ("X1\n", "1 fields where the header has 2"), ('X1,"f"",\n', "quote"),
    ],
)  # fmt: skip
def test_only_the_broken_row_is_rejected(folder: Folder, quoted: str, broken: str, reason: str) -> None:
    rows = lines(3_000, quoted)
    rows.insert(1_500, broken)
    folder.write("people.csv", HEADER + "".join(rows))
    records = folder.load()
    assert [(table, row) for table, row, _, _ in told(records)] == [("people", 1_501)]
    assert reason in told(records)[0][3]
    assert records.tables["people"].rows == 3_000


def test_a_quote_inside_an_unquoted_field_is_only_a_letter(folder: Folder) -> None:
    folder.write("people.csv", HEADER + 'P1,6" tall\nP2,f\n')
    folder.load()
    assert folder.rows("SELECT p.sex AS sex FROM loaded_people AS p ORDER BY sex") == [('6" tall',), ("f",)]


@pytest.mark.parametrize("broken", ["", 'X1,"f\n'], ids=["at speed", "row by row"])
def test_an_empty_byte_in_a_field_is_only_a_letter(folder: Folder, broken: str) -> None:
    folder.write("people.csv", HEADER + "P1,f\0m\nP2,f\n" + broken)
    folder.load()
    assert folder.rows("SELECT p.sex AS sex FROM loaded_people AS p ORDER BY sex") == [("f",), ("f\0m",)]


def test_the_last_row_may_lack_its_line_end_and_empty_lines_are_no_rows(folder: Folder) -> None:
    folder.write("people.csv", HEADER + "P1,f\r\n\r\nP2,m\r\n\nP3,f")
    assert folder.load().tables["people"].rows == 3
    folder.write("people.csv", HEADER + 'P1,f\r\n\r\nP2,"m\r\n\n  \nP3,f')
    records = folder.load()
    assert (records.tables["people"].rows, told(records)) == (2, [("people", 2, "", "a quote is not closed")])


def test_commas_at_the_end_of_every_line_are_no_fields(folder: Folder) -> None:
    folder.write("people.csv", HEADER + "P1,f,,\nP2,m,,\n")
    assert folder.load().tables["people"].rows == 2


def test_a_million_rows_with_a_quote_that_is_never_closed(folder: Folder) -> None:
    rows = [f"P{row:07d},f\n" for row in range(1_000_000)]
    rows.insert(500_000, 'X1,"f\n')
    folder.write("people.csv", HEADER + "".join(rows))
    records = folder.load()
    assert told(records) == [("people", 500_001, "", "a quote is not closed")]
    assert records.tables["people"].rows == 1_000_000
