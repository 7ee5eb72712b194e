"""A mapping that will not do is told whole: every fault at once, each with its file and key, and what it may have meant."""

from pathlib import Path

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.errors import BoundariesError
from boundaries.records.mapping.stacking import mapped_sources
from tests.unit.mapping.bring import write

GOOD = """
[lookups.staff]
file = "staff.csv"
key = "No"
[lookups.dated]
file = "staff.csv"
key = "No"
from = "Since"
[[contacts]]
file = "bill.csv"
{block}
[contacts.columns]
contact_id = {{ generated = true }}
at = {{ template = "{{Date}} {{Time}}", time = "%d/%m/%Y %H:%M" }}
member_id = {{ column = "Who", lookup = "dated", gives = "Collar" }}
direction = {{ constant = "out" }}
channel = "Type"
endpoint = "Number"
{more}
"""
FILES = {
    "bill.csv": "Who,Date,Time,Type,Number\n1,01/02/2024,10:00,sms,07700900001\n",
    "staff.csv": "No,Collar,Since\n1,A,2020-01-01\n",
}


def told(folder: Path, mapping: str) -> list[str]:
    """The faults of a mapping, in order."""
    path = write(folder, mapping, FILES)
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    try:
        with pytest.raises(BoundariesError) as caught:
            mapped_sources(path, folder, engine)
    finally:
        engine.close()
    assert caught.value.to_do
    return [str(fault) for fault in caught.value.faults]


def changed(block: str = "", more: str = "", **replaced: str) -> str:
    """The good mapping with keys added to the block or its columns, or lines replaced by column name."""
    text = GOOD.format(block=block, more=more)
    lines = [
        next((f"{name} = {value}" for name, value in replaced.items() if line.startswith(f"{name} =")), line)
        for line in text.splitlines()
    ]
    return "\n".join(lines)


def test_the_good_mapping_has_no_fault(tmp_path: Path) -> None:
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    source = mapped_sources(write(tmp_path, changed(), FILES), tmp_path, engine)["contacts"]
    assert engine.table("SELECT member_id FROM raw_contacts").column(0).to_pylist() == ["A"]
    assert source.rejects == ()
    engine.close()


CASES = [
    (
        changed(at='{ column = "Dte" }'),
        'contacts[1].columns.at: bill.csv has no column "Dte" (it has "Who", "Date", "Time", "Type", "Number") (did you mean "Date"?)',
    ),
    (
        changed(at='{ column = "Date", time = "%H" }'),
        "contacts[1].columns.at.time: '%H' needs a day, a month and a year, such as %d/%m/%Y; or use iso, epoch, epoch_ms, excel",
    ),
    (
        changed(at='{ column = "Date", zone = "Europe/Lundon" }'),
        "contacts[1].columns.at.zone: 'Europe/Lundon': no such zone; use local, UTC or a name such as Europe/Paris",
    ),
    (
        changed(direction='{ constant = "outgoing" }'),
        "contacts[1].columns.direction: 'outgoing' is not a word of direction (out, in, other)",
    ),
    (
        changed(direction='{ column = "Type", map = { sms = "inn" } }'),
        "contacts[1].columns.direction: 'inn' is not a word of direction (out, in, other) (did you mean \"in\"?)",
    ),
    (changed(direction='{ column = "Type", map = "words" }'), "contacts[1].columns.direction.map: no map 'words' under [maps]"),
    (
        changed(direction='{ column = "Type", constant = "out" }'),
        "contacts[1].columns.direction: needs exactly one of column, first, template, constant, generated; it has column and constant",
    ),
    (
        changed(direction="{ default = 'out' }"),
        "contacts[1].columns.direction: needs exactly one of column, first, template, constant, generated; it has none",
    ),
    (
        changed(direction="3"),
        'contacts[1].columns.direction: is to be a source column, or a table such as { column = "Date", time = "%d/%m/%Y" }',
    ),
    (
        changed(contact_id='{ template = "none" }'),
        "contacts[1].columns.contact_id.template: names no column; write {Column} in it, or use constant",
    ),
    (changed(channel="{ generated = true }"), "contacts[1].columns.channel: only an id can be generated"),
    (changed(channel='{ column = "Type", colour = "red" }'), "contacts[1].columns.channel.colour: no such key"),
    (
        changed(channel='{ column = "Type", as = "fone" }'),
        "contacts[1].columns.channel.as: 'fone' is not one of phone, email, lower, upper, duration, hours_minutes, minutes, year (did you mean \"phone\"?)",
    ),
    (
        changed(channel='{ column = "Type", extract = "(" }'),
        "contacts[1].columns.channel.extract: not a regular expression: missing ): (",
    ),
    (changed(channel='{ column = "Type", split = ";" }'), "contacts[1].columns.channel: split is for lists, and channel is none"),
    (
        changed(channel='{ column = "Type", time = "iso" }'),
        "contacts[1].columns.channel: time and zone are for times, and channel is none",
    ),
    (
        changed(channel='{ column = "Type", as = "duration" }'),
        "contacts[1].columns.channel: as = 'duration' gives seconds, and channel is no number",
    ),
    (
        changed(member_id='{ column = "Who", lookup = "staf", gives = "Collar" }'),
        'contacts[1].columns.member_id.lookup: no lookup \'staf\'; the file has "staff", "dated" (did you mean "staff"?)',
    ),
    (
        changed(member_id='{ column = "Who", lookup = "staff" }'),
        "contacts[1].columns.member_id.gives: names no column of the lookup 'staff'",
    ),
    (
        changed(member_id='{ column = "Who", lookup = "staff", gives = "Colour" }'),
        'contacts[1].columns.member_id: staff.csv has no column "Colour" (it has "No", "Collar", "Since") (did you mean "Collar"?)',
    ),
    (changed(member_id='{ column = "Who", gives = "Collar" }'), "contacts[1].columns.member_id.gives: needs a lookup"),
    (
        changed(member_id='{ column = "Who", lookup = "staff", gives = "Collar", when = "at" }'),
        "contacts[1].columns.member_id.when: the lookup 'staff' has no dates (from, to)",
    ),
    (
        changed(member_id='{ column = "Who", lookup = "dated", gives = "Collar", when = "channel" }'),
        "contacts[1].columns.member_id: the lookup 'dated' has dates, so a time of the row is needed: the block gives \"at\"; 'channel' is not among them",
    ),
    (changed(more='chanel = "Type"'), 'contacts[1].columns.chanel: contacts has no such column (did you mean "channel"?)'),
    (
        changed(block='keep = { Typ = ["sms"] }'),
        'contacts[1].keep.Typ: bill.csv has no column "Typ" (it has "Who", "Date", "Time", "Type", "Number") (did you mean "Type"?)',
    ),
    (
        changed(block='keep = { Who = { lookup = "dated" } }'),
        "contacts[1].keep.Who: the lookup 'dated' has dates; rows are kept or dropped by one without",
    ),
    (changed(block='delimiter = ";;"'), "contacts[1].delimiter: ';;': is to be one character, such as ; or a tab"),
    (changed(block='encoding = "martian"'), "contacts[1].encoding: 'martian': no such encoding; try utf-8 or cp1252"),
    (changed(block='decimal = "x"'), "contacts[1].decimal: 'x': is to be . or ,"),
    (changed(block='country = "Britain"'), "contacts[1].country: 'Britain': is to be two capital letters, such as GB"),
    (changed(block="skip_lines = -1"), "contacts[1].skip_lines: is to be a whole number from 0"),
    (changed(block='unique = "yes"'), "contacts[1].unique: is to be true or false"),
    (changed(block='columns_in_file = ["Who", "Who"]'), "contacts[1].columns_in_file: every column needs a name of its own"),
    (changed(block='colour = "red"'), "contacts[1].colour: no such key"),
    (
        changed() + '\n[[contact]]\nfile = "x"',
        'contact: neither a table of the contract nor a key of a mapping (did you mean "contacts"?)',
    ),
    (changed() + '\n[[people]]\nfile = "no.csv"\ncolumns = { person_id = "A" }', 'people[1].file: no file "no.csv" in '),
    (changed() + '\n[[people]]\ncolumns = { person_id = "A" }', "people[1].file: no file is named"),
    (changed() + '\n[lookups.empty]\nfile = "staff.csv"', "lookups.empty.key: no key column is named"),
    (
        changed() + '\n[lookups.odd]\nfile = "staff.csv"\nkey = "Number"',
        'lookups.odd.key: staff.csv has no column "Number" (it has "No", "Collar", "Since")',
    ),
    (changed() + "\n[maps.words]\na = 1", "maps.words.a: is to be a text, not a number"),
]


@pytest.mark.parametrize(
    ("mapping", "fault"), CASES, ids=[fault.split(": ")[0] + str(number) for number, (_, fault) in enumerate(CASES)]
)
def test_each_fault_has_its_place(tmp_path: Path, mapping: str, fault: str) -> None:
    faults = told(tmp_path, mapping)
    assert faults[0].startswith(f"mapping.toml: {fault}")
    assert len(faults) == 1


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    mapping = changed(
        block='delimiter = ";;"\nkeep = { Typ = ["sms"] }', at='{ column = "Dte" }', direction='{ constant = "outgoing" }'
    )
    assert len(told(tmp_path, mapping)) == 4


def test_required_columns_that_nothing_gives(tmp_path: Path) -> None:
    assert told(
        tmp_path, '[[contacts]]\nfile = "bill.csv"\n[contacts.columns]\nmember_id = "Who"\nat = "Date"\ndirection = "Type"'
    ) == [
        "mapping.toml: contacts[1].columns: does not give contact_id, which contacts must have; contact_id = { generated = true } makes one",
        "mapping.toml: contacts[1].columns: does not give channel, which contacts must have",
        "mapping.toml: contacts[1].columns: gives neither person_id nor endpoint, so no contact is with anybody",
    ]


def test_a_header_that_is_one_column_suggests_the_delimiter(tmp_path: Path) -> None:
    mapping = '[[people]]\nfile = "staff.csv"\ndelimiter = ";"\n[people.columns]\nperson_id = "No"'
    assert told(tmp_path, mapping) == [
        'mapping.toml: people[1].columns.person_id: staff.csv has no column "No" (it has "No,Collar,Since"); perhaps delimiter = ","'
    ]


def test_an_empty_mapping(tmp_path: Path) -> None:
    assert told(tmp_path, "") == ["mapping.toml: maps no table; begin with [[contacts]] and a file"]


@pytest.mark.parametrize("content", [b"contacts = [", b"\xff\xfe", b"a = " + b"[" * 5000])
def test_what_is_not_toml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)
    with pytest.raises(BoundariesError, match=r"TOML|UTF-8"):
        mapped_sources(path, tmp_path, DuckDBEngine(threads=1, memory_gib=0.5))


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BoundariesError, match="could not be read"):
        mapped_sources(tmp_path / "no.toml", tmp_path, DuckDBEngine(threads=1, memory_gib=0.5))
    with pytest.raises(BoundariesError, match="could not be read"):
        mapped_sources(tmp_path, tmp_path, DuckDBEngine(threads=1, memory_gib=0.5))
