"""What a mapping makes of rows: stacked, filtered, joined, given ids; nothing is left out without a count."""

from pathlib import Path

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records
from tests.unit.mapping.bring import brought, rows, write

PEOPLE = """
[[people]]
file = "{file}"
{more}
[people.columns]
person_id = "Id"
sex = "Sex"
"""
CALLS = """
time = "%d/%m/%Y %H:%M"
[[contacts]]
file = "calls*.csv"
{more}
[contacts.columns]
contact_id = {{ generated = true }}
at = "When"
member_id = "Who"
direction = {{ constant = "out" }}
channel = {{ constant = "call" }}
endpoint = {{ column = "Number", as = "phone" }}
"""
HEAD = "Who,When,Number,Cost\n"


def ids(folder: Path, files: dict[str, str], more: str = "") -> list[str]:
    """The generated ids, in order."""
    return [row["contact_id"] for row in rows(folder, CALLS.format(more=more), files, "contacts")]


def test_blocks_are_stacked_in_order_and_rows_keep_their_place(tmp_path: Path) -> None:
    mapping = PEOPLE.format(file="a.csv", more="") + PEOPLE.format(file="b.csv", more="")
    with brought(tmp_path, mapping, {"a.csv": "Id,Sex\n1,F\nbroken\n2,M\n", "b.csv": "Sex,Id\nF,3\nF\n"}) as (engine, sources):
        source = sources["people"]
        assert engine.table("SELECT person_id, sex, file_row FROM raw_people ORDER BY file_row").to_pylist() == [
            {"person_id": "1", "sex": "F", "file_row": 1},
            {"person_id": "2", "sex": "M", "file_row": 3},
            {"person_id": "3", "sex": "F", "file_row": 4},
        ]
    assert [path.name for path in source.paths] == ["a.csv", "b.csv", "mapping.toml"]
    placed = [source.placed(reject) for reject in source.rejects]
    assert [(one.row, one.reason) for one in placed] == [
        (2, "1 fields where the header has 2 (a.csv)"),
        (2, "1 fields where the header has 2 (b.csv)"),
    ]


def test_generated_ids_stay_the_same_in_another_export(tmp_path: Path) -> None:
    first = "1,01/03/2024 10:00,07700900001,5\n"
    second = "1,02/03/2024 10:00,07700900001,5\n"
    before = ids(tmp_path, {"calls.csv": HEAD + first + second})
    assert len(set(before)) == 2
    reordered = "Number,Cost,Who,When,New\n07700900001,9,1,02/03/2024 10:00,x\n07700900001,9,1,01/03/2024 10:00,x\n"
    assert ids(tmp_path, {"calls.csv": reordered}) == before[::-1]


def test_two_equal_rows_of_one_file_are_two_events_and_of_two_files_the_same(tmp_path: Path) -> None:
    row = "1,01/03/2024 10:00,07700900001,5\n"
    one, two, again, twice = ids(tmp_path, {"calls.csv": HEAD + row + row, "calls2.csv": HEAD + row + row})
    assert two == one + "-2"
    assert (again, twice) == (one, two)


def test_rows_filtered_out_are_counted_with_their_rule(tmp_path: Path) -> None:
    files = {"calls.csv": HEAD + "1,01/03/2024 10:00,07700900001,5\n2,01/03/2024 10:00,,5\n3,01/03/2024 10:00,Premium 1,5\n"}
    more = 'drop = { Number = ["", "premium*"] }\nkeep = { Who = ["1", "2", "3"] }'
    with brought(tmp_path, CALLS.format(more=more), files) as (engine, sources):
        assert engine.table("SELECT member_id FROM raw_contacts").to_pylist() == [{"member_id": "1"}]
    assert [str(told) for told in sources["contacts"].warnings] == [
        "mapping.toml: contacts[1].drop.Number: 2 of 3 rows left out (Number is empty or 'premium*')"
    ]


def test_rows_that_repeat_a_key_are_left_out_only_where_asked(tmp_path: Path) -> None:
    files = {"a.csv": "Id,Sex\n1,F\n1,M\n2,M\n,M\n,M\n", "b.csv": "Id,Sex\n2,F\n3,F\n3,F\n"}
    mapping = PEOPLE.format(file="a.csv", more="") + PEOPLE.format(file="b.csv", more="unique = true")
    with brought(tmp_path, mapping, files) as (engine, sources):
        found = engine.table("SELECT person_id, sex FROM raw_people ORDER BY file_row").to_pylist()
    assert [(row["person_id"], row["sex"]) for row in found] == [
        ("1", "F"),
        ("1", "M"),
        ("2", "M"),
        (None, "M"),
        (None, "M"),
        ("3", "F"),
    ]
    assert [str(told) for told in sources["people"].warnings] == [
        "mapping.toml: people[2].unique: 2 rows left out that repeat person_id"
    ]


def test_an_unreadable_time_is_handed_on_so_that_nothing_reads_it_otherwise(tmp_path: Path) -> None:
    found = rows(
        tmp_path, CALLS.format(more=""), {"calls.csv": HEAD + "1,2024-03-01 10:00,1,5\n1,01/03/2024 10:00,1,5\n"}, "contacts"
    )
    assert [row["at"] for row in found] == ["? 2024-03-01 10:00", "2024-03-01 10:00:00"]


def test_origins_words_and_lists(tmp_path: Path) -> None:
    mapping = """
[maps.marks]
Child = "child"
"Drink*" = "alcohol"
[[people]]
file = "a.csv"
[people.columns]
person_id = { template = "{Area}-{No}" }
sex = { first = ["Sex", "Gender"], map = { Female = "F", Male = "M" }, default = "?" }
vulnerabilities = { column = "Marks", split = ",", map = "marks", default = "other" }
birth_year = { column = "Born", as = "year" }
"""
    text = 'Area,No,Sex,Gender,Marks,Born\nN,1,,female,"child, Drinks,drinking",1/2/1990\nN,,Male,,,\nS,2,,Other,Rare,2001\n'
    assert rows(tmp_path, mapping, {"a.csv": text}, "people") == [
        {"person_id": "N-1", "sex": "F", "vulnerabilities": "child;alcohol", "birth_year": "1990"},
        {"person_id": None, "sex": "M", "vulnerabilities": None, "birth_year": None},
        {"person_id": "S-2", "sex": "?", "vulnerabilities": "other", "birth_year": "2001"},
    ]


def test_tables_that_nothing_maps_are_read_under_their_own_names(tmp_path: Path) -> None:
    mapping = PEOPLE.format(file="a.csv", more="")
    files = {
        "a.csv": "Id,Sex\n1,F\n",
        "members.csv": "member_id,kind\nA,officer\n",
        "people.csv": "person_id\n9\n",
        "extra.csv": "x\n1\n",
    }
    path = write(tmp_path, mapping, files)
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    records = load_records(tmp_path, engine, mapping=path)
    assert {name: (state.source, state.rows) for name, state in records.tables.items() if state.present} == {
        "members": ("members.csv", 1),
        "people": ("a.csv", 1),
    }
    assert [str(warning) for warning in records.warnings if "not read" in str(warning)] == [
        "extra.csv: not read: its name is not that of a table",
        "people.csv: not read, since the mapping gives people",
    ]
    engine.close()


def test_the_hash_of_a_table_depends_on_sources_joins_and_mapping(tmp_path: Path) -> None:
    def hashed(mapping: str, lookup: str) -> str:
        files = {"a.csv": "Id,Sex\n1,F\n", "l.csv": lookup, "members.csv": "member_id,kind\nA,officer\n"}
        engine = DuckDBEngine(threads=1, memory_gib=0.5)
        found = load_records(tmp_path, engine, mapping=write(tmp_path, mapping, files)).tables["people"].hash
        engine.close()
        return found

    joined = (
        PEOPLE.format(file="a.csv", more="")
        + 'member_id = { column = "Id", lookup = "l", gives = "M" }\n[lookups.l]\nfile = "l.csv"\nkey = "K"\n'
    )
    told = {hashed(joined, "K,M\n1,A\n"), hashed(joined, "K,M\n1,B\n"), hashed(joined + "# changed", "K,M\n1,A\n")}
    assert len(told) == 3
    assert hashed(joined, "K,M\n1,A\n") in told
