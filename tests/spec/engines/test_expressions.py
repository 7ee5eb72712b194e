"""The dialect: for each expression the rows that go in, and in the last column what must come out."""

import pyarrow as pa
import pytest

from boundaries.engines.dialect import Dialect
from boundaries.engines.protocol import Engine
from tests.spec.engines.ascii import read


def answers(engine: Engine, table: str, expression: str) -> None:
    """Hold an expression over the first columns equal to the last column, row by row."""
    given = read(table)
    names = [*given.column_names[:-1], "expected"]
    engine.put("given", given.rename_columns(names))
    rows = engine.table(f"SELECT *, {expression} AS found FROM given AS g").to_pylist()
    assert len(rows) == given.num_rows
    assert [(row, row["found"]) for row in rows] == [(row, row["expected"]) for row in rows]


def test_days_are_calendar_days(engine: Engine) -> None:
    table = """
    start:time          | end:time            | days:whole
    2026-01-01 23:00:00 | 2026-01-02 01:00:00 | 1
    2026-01-01 00:00:00 | 2026-01-01 23:59:59 | 0
    2026-01-02 01:00:00 | 2026-01-01 23:00:00 | -1
    2026-03-28 12:00:00 | 2026-03-30 12:00:00 | 2
    2026-10-24 23:30:00 | 2026-10-26 00:30:00 | 2
    2023-12-31 12:00:00 | 2024-12-31 12:00:00 | 366
    2026-01-01 23:00:00 | -                   | -
    """
    answers(engine, table, engine.dialect.days_between("g.start", "g.end"))


def test_days_between_dates(engine: Engine) -> None:
    table = """
    start:date | end:date   | days:whole
    2026-02-27 | 2026-03-01 | 2
    2026-03-01 | 2026-02-27 | -2
    """
    answers(engine, table, engine.dialect.days_between("g.start", "g.end"))


def test_seconds_are_local_clock_seconds(engine: Engine) -> None:
    """No hour is lost or gained where the clocks change: the times are local, and so is what lies between them."""
    table = """
    start:time                 | end:time                   | seconds:whole
    2026-01-01 23:59:59        | 2026-01-02 00:00:01        | 2
    2026-03-29 00:30:00        | 2026-03-29 02:30:00        | 7200
    2026-10-25 00:30:00        | 2026-10-25 02:30:00        | 7200
    2026-01-02 00:00:00        | 2026-01-01 00:00:00        | -86400
    2026-01-01 00:00:00        | 2026-01-01 00:00:01.900000 | 1
    2026-01-01 00:00:01.900000 | 2026-01-01 00:00:00        | -1
    1969-12-31 23:59:59        | 1970-01-01 00:00:01        | 2
    -                          | 2026-01-01 00:00:00        | -
    """
    answers(engine, table, engine.dialect.seconds_between("g.start", "g.end"))


def test_plus_seconds(engine: Engine) -> None:
    table = """
    at:time             | seconds:whole | moved:time
    2026-01-01 23:59:59 | 2             | 2026-01-02 00:00:01
    2026-03-29 00:30:00 | 3600          | 2026-03-29 01:30:00
    2026-10-25 01:30:00 | 86400         | 2026-10-26 01:30:00
    2026-01-01 00:00:00 | -1            | 2025-12-31 23:59:59
    2026-01-01 00:00:00 | -             | -
    """
    answers(engine, table, engine.dialect.plus_seconds("g.at", "g.seconds"))


def test_last_known(engine: Engine) -> None:
    table = """
    place:whole | value:whole | last:whole
    1           | -           | -
    2           | 7           | 7
    3           | -           | 7
    4           | 5           | 5
    4           | -           | 5
    6           | -           | 5
    """
    answers(engine, table, f"{engine.dialect.last_known('g.value')} OVER (ORDER BY g.place)")


def test_iso_weekday(engine: Engine) -> None:
    table = """
    at:time             | weekday:whole
    2026-11-16 00:00:00 | 1
    2026-11-21 12:00:00 | 6
    2026-11-22 00:00:00 | 7
    2026-11-22 23:59:59 | 7
    -                   | -
    """
    answers(engine, table, engine.dialect.iso_weekday("g.at"))


def test_hour_of_the_local_day(engine: Engine) -> None:
    """The hour that the clocks skip in March is still an hour that a device can write down."""
    table = """
    at:time             | hour:whole
    2026-01-01 00:00:00 | 0
    2026-01-01 23:59:59 | 23
    2026-03-29 01:30:00 | 1
    2026-10-25 01:30:00 | 1
    -                   | -
    """
    answers(engine, table, engine.dialect.hour("g.at"))


def test_whole_division_rounds_towards_zero(engine: Engine) -> None:
    table = """
    number:whole | by:whole | found:whole
    7            | 2        | 3
    -7           | 2        | -3
    7            | -2       | -3
    6            | 3        | 2
    0            | 5        | 0
    1            | 0        | -
    -            | 2        | -
    """
    answers(engine, table.replace("by:", "divisor:"), engine.dialect.whole_div("g.number", "g.divisor"))


def test_whole_division_of_sums(engine: Engine) -> None:
    """Both sides are expressions, and keep to themselves."""
    table = """
    a:whole | b:whole | found:whole
    5       | 2       | 2
    """
    answers(engine, table, engine.dialect.whole_div("g.a + g.b", "g.b + 1"))


def test_division_is_exact_and_null_by_zero(engine: Engine) -> None:
    table = """
    number:whole | divisor:whole | share:number
    7            | 2             | 3.5
    1            | 4             | 0.25
    1            | 0             | -
    0            | 0             | -
    """
    answers(engine, table, "g.number / g.divisor")


def test_remainder_keeps_the_sign_of_the_number(engine: Engine) -> None:
    table = """
    number:whole | divisor:whole | rest:whole
    7            | 3             | 1
    -7           | 3             | -1
    7            | 0             | -
    """
    answers(engine, table, "g.number % g.divisor")


def test_a_written_time(engine: Engine) -> None:
    table = """
    at:time             | before:flag
    2026-03-29 01:29:59 | yes
    2026-03-29 01:30:00 | no
    """
    answers(engine, table, f"g.at < {engine.dialect.timestamp('2026-03-29 01:30:00')}")


PATTERNS = [
    (r"\bx+\b", "see you x", True),
    (r"\bx+\b", "box", False),
    (r"\bx+\b", "SEE YOU X", False),
    (r"(?i)\bx+\b", "SEE YOU X", True),
    (r"(?i)café", "CAFÉ", True),
    (r"caf.$", "café", True),
    (r"^.$", "é", True),
    (r"^.$", "😘", True),
    (r"[😘💋]", "night 😘", True),
    (r"\p{Lu}", "é", False),
    (r"\p{Lu}", "É", True),
    (r"don't", "please don't", True),
    (r"a.b", "a\nb", False),
    (r"(?s)a.b", "a\nb", True),
    (r"^b", "a\nb", False),
    (r"(?m)^b", "a\nb", True),
    (r"a$", "a\n", False),
    (r"\d{3}", "12", False),
    (r"a\\b", "a\\b", True),
    (r"", "anything", True),
    (r"x", "", False),
    (r"x", None, None),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), PATTERNS)
def test_patterns_are_re2(engine: Engine, pattern: str, text: str | None, expected: bool | None) -> None:
    given = read("text:text\n-" if text is None else "text:text\nx")
    engine.put("given", given if text is None else given.set_column(0, "text", [[text]]))
    assert engine.table(f"SELECT {engine.dialect.matches('text', pattern)} AS found FROM given").to_pylist() == [
        {"found": expected}
    ]


def test_a_text_hash_tells_texts_apart_and_no_more(engine: Engine) -> None:
    texts = [None, "", " ", "x", "X", "é", "e\u0301", "x", "a longer text, longer than any engine keeps inline"]
    engine.put("given", read("text:text\n" + "x\n" * len(texts)).set_column(0, "text", [texts]))
    hash_of = engine.dialect.text_hash("text")
    found = engine.table(f"SELECT text, {hash_of} AS h FROM given WHERE text IS NOT NULL").to_pylist()
    assert len({row["h"] for row in found}) == len({row["text"] for row in found}) == 7
    assert all(isinstance(row["h"], int) for row in found)


def test_a_column_may_have_any_name(engine: Engine) -> None:
    awkward = ["at", "select", 'say "hello"', "Date & time", "naïve", "a.b"]
    engine.put("given", pa.table({name: [place] for place, name in enumerate(awkward)}))
    columns = ", ".join(f"{engine.dialect.quoted(name)} AS c{place}" for place, name in enumerate(awkward))
    assert engine.table(f"SELECT {columns} FROM given").to_pylist() == [{f"c{place}": place for place in range(len(awkward))}]


def test_a_time_with_an_offset_in_utc(engine: Engine) -> None:
    """The step on the way to local time: summer and winter offsets, and the hour that happens twice, told apart."""
    table = """
    written:text                     | utc:time
    2026-07-01T12:30:00+01:00        | 2026-07-01 11:30:00
    2026-01-01T12:30:00Z             | 2026-01-01 12:30:00
    2026-01-01T12:30:00z             | 2026-01-01 12:30:00
    2026-01-01 12:30:00 +0530        | 2026-01-01 07:00:00
    2026-01-01 00:30:00.250000+01:00 | 2025-12-31 23:30:00.250000
    2026-10-25 01:30:00+01:00        | 2026-10-25 00:30:00
    2026-10-25 01:30:00+00:00        | 2026-10-25 01:30:00
    nonsense                         | -
    2026-02-30 12:00:00+00:00        | -
    -                                | -
    """
    answers(engine, table, engine.dialect.utc(engine.dialect.zoned("g.written")))


def test_every_expression_is_held_here() -> None:
    """An expression added to the dialect needs its own specification in this file."""
    expressions = {name for name in vars(Dialect) if not name.startswith("_")}
    assert expressions == {
        *("days_between", "seconds_between", "plus_seconds", "iso_weekday", "hour", "last_known"),
        *("matches", "whole_div", "timestamp", "text_hash"),
        *("quoted", "utc", "zoned"),
    }
