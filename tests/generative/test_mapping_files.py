"""Whatever a mapping file holds, it is brought in or told about in plain words; nothing else comes out."""

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.errors import BoundariesError
from boundaries.records.contract import TABLES
from boundaries.records.mapping.keys import BLOCK, COLUMN, FILE, LAYOUT, LOOKUP
from boundaries.records.mapping.stacking import mapped_sources

GOOD = tomllib.loads("""
time = "%d/%m/%Y %H:%M"
[lookups.staff]
file = "staff.csv"
key = "No"
from = "Since"
[maps.ways]
"in*" = "in"
[[contacts]]
file = "bill*.csv"
drop = { Type = ["data"] }
[contacts.columns]
contact_id = { generated = true }
at = { template = "{Date} {Time}" }
member_id = { column = "Who", lookup = "staff", gives = "Collar", missing = "keep" }
direction = { column = "Type", map = "ways", default = "out" }
channel = { constant = "sms" }
endpoint = { first = ["Number", "Who"], as = "phone" }
duration_s = { column = "Length", as = "duration" }
[[people]]
file = "staff.csv"
unique = true
columns = { person_id = "No", vulnerabilities = { column = "Collar", split = ";" }, birth_year = { column = "Since", extract = "[0-9]{4}" } }
""")
WORDS = [*LAYOUT, *BLOCK, *LOOKUP, *COLUMN, *FILE, "contacts", "people", "staff", "Who", "Date", "Type", "No", "at", "member_id"]
VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-2, 3_000_000),
        st.floats(),
        st.text(max_size=4),
        st.sampled_from(WORDS),
        st.dates(),
        st.sampled_from(
            ["", "*", "%d", "{", "{}", "(", "**", "..", "/", "\0", "utf-16", "zlib", "hex", "staff.csv", "bill*.csv"]
        ),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)),
    max_leaves=6,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place within nested tables and lists."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else []
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


@st.composite
def mappings(draw: st.DrawFn) -> dict[str, Any]:
    """The good mapping with up to three places changed or keys added."""
    mapping = copy.deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 3))):
        *outer, last = draw(st.sampled_from(places(mapping)[1:]))
        node: Any = mapping
        for key in outer:
            node = node[key]
        if isinstance(node[last], dict) and draw(st.booleans()):
            node, last = node[last], draw(st.sampled_from(WORDS))
        node[last] = draw(VALUES)
    return mapping


def toml(value: Any) -> str:
    """A value as inline TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value).replace("\x7f", "\\u007f")
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return str(value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sources of the good mapping."""
    made = tmp_path_factory.mktemp("sources")
    (made / "staff.csv").write_text("No,Collar,Since\n1,A,01/01/2020 00:00\n2,B,\n")
    (made / "bill.csv").write_text(
        'Who,Date,Time,Type,Number,Length\n1,01/02/2024,10:00,in,07700900001,1:02\n2,x,y,data,,\n"3,\n'
    )
    return made


def bring(folder: Path, text: str) -> None:
    """Bring a mapping in; a known fault is fine."""
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    try:
        sources = mapped_sources(path, folder, engine)
        assert sources and sources.keys() <= TABLES.keys()
    except BoundariesError as error:
        assert str(error)
    finally:
        engine.close()


def test_the_good_mapping_is_good(folder: Path) -> None:
    path = folder / "mapping.toml"
    path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in GOOD.items()), encoding="utf-8")
    engine = DuckDBEngine(threads=1, memory_gib=0.5)
    sources = mapped_sources(path, folder, engine)
    assert engine.table("SELECT COUNT(*) AS n FROM raw_contacts").column("n").to_pylist() == [1]
    assert len(sources["contacts"].rejects) == 1
    engine.close()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(mappings())
def test_changed_mappings_are_brought_in_or_told_about(folder: Path, mapping: dict[str, Any]) -> None:
    bring(folder, "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in mapping.items()))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
@example("[[contacts]]\nfile = 1979-05-27")
@example('[[people]]\nfile = "../../../../../nowhere/*"\ncolumns = { person_id = "A" }')
def test_any_text_is_brought_in_or_told_about(folder: Path, text: str) -> None:
    bring(folder, text)
