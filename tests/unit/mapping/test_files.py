"""Source files of every kind: how they are laid out, and what is said of those that cannot be read."""

import gzip
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from boundaries.errors import BoundariesError
from tests.unit.mapping.bring import brought, rows

PEOPLE = '[[people]]\nfile = "{file}"\n{more}\n[people.columns]\nperson_id = "Id"\nsex = "Näme"\n'


def people(folder: Path, name: str, content: str | bytes, more: str = "") -> list[tuple[Any, Any]]:
    """Id and sex of each person of a file."""
    found = rows(folder, PEOPLE.format(file=name, more=more), {name: content}, "people")
    return [(row["person_id"], row["sex"]) for row in found]


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ("Id,Näme\n1,F\n2,\n", ""),
        ("\ufeffId,Näme\r\n1,F\r\n\r\n2,\r\n", ""),
        ('Id;Näme\n"1";"F"\n2;\n', 'delimiter = ";"'),
        ("Id\tNäme\n1\tF\n2\t\n", 'delimiter = "\\t"'),
        ("Report\nof today, all\n\nId,Näme,More\n1,F,x\n2,,y\n", "skip_lines = 3"),
        ("1,F\n2,\n", 'columns_in_file = ["Id", "Näme"]'),
        ("Id,  Näme  ,\n1, F ,\n2,,,\n", ""),
        ("Id,Näme\n'1',F\n'2',\n", 'quote = "\'"'),
        ("Id,Näme\n1,F\n2,\n".encode("cp1252"), 'encoding = "cp1252"'),
        ("Id,Näme\n1,F\n2,\n".encode("utf-16"), 'encoding = "utf-16"'),
    ],
)
def test_csv_layouts(tmp_path: Path, content: str | bytes, more: str) -> None:
    assert people(tmp_path, "a.csv", content, more) == [("1", "F"), ("2", None)]


def test_quoted_line_ends_quotes_and_compressed_files(tmp_path: Path) -> None:
    content = 'Id,Näme\n1,"a\nb"\n2,"say ""x"""\n'
    assert people(tmp_path, "a.csv.gz", gzip.compress(content.encode())) == [("1", "a\nb"), ("2", 'say "x"')]


def test_quotes_that_mean_nothing(tmp_path: Path) -> None:
    assert people(tmp_path, "a.csv", 'Id,Näme\n1,"F\n2,M\n', 'quote = ""') == [("1", '"F'), ("2", "M")]


def test_an_unclosed_quote_takes_one_row_and_no_more(tmp_path: Path) -> None:
    content = (
        "Id,Näme\n" + "".join(f"{row},F\n" for row in range(500)) + '500,"F\n' + "".join(f"{row},F\n" for row in range(501, 1000))
    )
    with brought(tmp_path, PEOPLE.format(file="a.csv", more=""), {"a.csv": content}) as (engine, sources):
        assert engine.table("SELECT COUNT(*) AS n FROM raw_people").column("n").to_pylist() == [999]
    assert [(reject.row, reject.reason) for reject in sources["people"].rejects] == [(501, "a quote is not closed")]


def test_a_decimal_comma(tmp_path: Path) -> None:
    mapping = """
[[gifts]]
file = "a.csv"
delimiter = ";"
decimal = ","
columns = { gift_id = "Id", at = "At", member_id = "M", direction = { constant = "received" }, value_gbp = "Value" }
"""
    found = rows(tmp_path, mapping, {"a.csv": "Id;At;M;Value\n1;2024-01-01;A;1.204,50\n"}, "gifts")
    assert found[0]["value_gbp"] == "1204.50"


def workbook(**sheets: list[list[Any]]) -> bytes:
    """A spreadsheet file."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


VISITS = """
time = "%d/%m/%Y %H:%M"
[[visits]]
file = "{file}"
{more}
[visits.columns]
visit_id = "Id"
at = {{ template = "{{Date}} {{Time}}" }}
until = "Until"
member_id = "Who"
person_id = "Who"
source = {{ constant = "notebook" }}
"""
FOUND = {
    "visit_id": "7",
    "at": "2024-03-02 10:05:00",
    "until": "2024-03-02 11:00:00",
    "member_id": "1042",
    "person_id": "1042",
    "source": "notebook",
}


@pytest.mark.parametrize(
    "line",
    [
        [7, date(2024, 3, 2), time(10, 5), datetime(2024, 3, 2, 11), 1042.0],
        ["7", datetime(2024, 3, 2), "10:05", "02/03/2024 11:00", "1042"],
        ["7 ", "02/03/2024", "10:05", datetime(2024, 3, 2, 11), 1042],
    ],
)
def test_cells_of_a_spreadsheet_are_read_as_what_they_mean(tmp_path: Path, line: list[Any]) -> None:
    content = workbook(Cover=[["nothing"]], Visits=[["A report"], ["Id", "Date", "Time", "Until", "Who", None], line, [None] * 5])
    found = rows(tmp_path, VISITS.format(file="a.xlsx", more='sheet = "Visits"\nskip_lines = 1'), {"a.xlsx": content}, "visits")
    assert found == [FOUND]


def test_lengths_flags_and_dates_of_a_spreadsheet(tmp_path: Path) -> None:
    mapping = """
[[contacts]]
file = "a.xlsx"
[contacts.columns]
contact_id = "Id"
at = { column = "At", time = "excel" }
member_id = "Id"
direction = { constant = "out" }
channel = { constant = "call" }
endpoint = "Id"
duration_s = { column = "Length", as = "duration" }
"""
    lines = [
        ["Id", "At", "Length"],
        [1, 45353.5, timedelta(hours=1, minutes=2, seconds=3)],
        [2, datetime(2024, 3, 2, 12), time(0, 2, 3)],
    ]
    found = rows(tmp_path, mapping, {"a.xlsx": workbook(One=lines)}, "contacts")
    assert [(row["at"], row["duration_s"]) for row in found] == [("2024-03-02 12:00:00", "3723"), ("2024-03-02 12:00:00", "123")]


def test_parquet_values_become_text(tmp_path: Path) -> None:
    moment = datetime(2024, 7, 2, 9, 30)
    table = pa.table(
        {
            "Id": pa.array([7.0]),
            "Date": pa.array(["02/03/2024"]),
            "Time": pa.array(["10:05"]).dictionary_encode(),
            "Until": pa.array([moment], pa.timestamp("ms", "UTC")),
            "Who": pa.array([1042], pa.int16()),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found = rows(tmp_path, VISITS.format(file="*.parquet", more=""), {}, "visits")
    assert found == [FOUND | {"until": "2024-07-02 10:30:00"}]


@pytest.mark.parametrize(
    ("name", "content", "more", "told"),
    [
        ("a.csv", "Id,Näme\n1,F\n2,Ö\n".encode("cp1252"), "", "a.csv, line 1: not in the encoding utf-8"),
        ("a.csv", "Id,Näme\n".encode() + b"1,F\n" * 90_000 + b"2,\xff\n", "", "a.csv, line 90002: not in the encoding utf-8"),
        ("a.csv.gz", gzip.compress(b"Id,N\xc3\xa4me\n1,F\n", mtime=0)[:-12], "", "compressed file is broken or cut short"),
        ("a.csv.gz", b"Id", "", "compressed file is broken"),
        ("a.xlsx", b"PK not really", "", "not an .xlsx file"),
        ("a.xlsx", workbook(One=[["Id", "Näme"]])[:900], "", "not an .xlsx file"),
        ("a.xlsx", workbook(One=[["Id", "Näme"]]), 'sheet = "Two"', "has no sheet 'Two' (it has One)"),
        ("a.parquet", b"PAR1 cut", "", "not a whole Parquet file"),
        ("a.xls", b"old", "", ".xls files are not read"),
        ("a.csv", "", "", 'has no column "Id" (it has none)'),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: str | bytes, more: str, told: str
) -> None:
    with pytest.raises(BoundariesError) as caught:
        people(tmp_path, name, content, more)
    assert told in str(caught.value)
    assert caught.value.to_do


def test_several_files_by_pattern_in_order_of_name(tmp_path: Path) -> None:
    files = {"bill-2.csv": "Id,Näme\n2,F\n", "bill-1.csv": "Näme,Id\nM,1\n", "~$bill-3.csv": "junk", "other.csv": "Id\n"}
    found = rows(tmp_path, PEOPLE.format(file="bill-*.csv", more=""), files, "people")
    assert [row["person_id"] for row in found] == ["1", "2"]


def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    assert people(tmp_path, "bill [1].csv", "Id,Näme\n1,F\n") == [("1", "F")]
