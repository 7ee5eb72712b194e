"""Whatever happens to a catalogue file, the loader either loads it or tells the fault in plain words."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import boundaries.catalogue
from boundaries.catalogue import load_catalogue
from boundaries.errors import BoundariesError

HOUSE = Path(boundaries.catalogue.__file__).parent
FILES = ("definition.toml", "vulnerabilities.toml", "published.toml", "signs/gifts.toml", "signs/secrecy.toml")
ODD = ("", "1", "-1", "1.5", "nan", "true", "[]", "{}", "[[]]", '[""]', '["x", 1, {}]', '""', '"x"', '"""\n\n"""', "1979-05-27")
ODDER = ("07:32:00", "9" * 5000, "[" * 3000, '{ a = { b = "c" } }', "[{}, {}, {}]", '[{ text = "x", right = true }]', '"\\uD800"')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("catalogue") / "held"
    yield Path(shutil.copytree(HOUSE, place, ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def loads_or_tells(folder: Path, file: str, content: bytes) -> None:
    path = folder / file
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        held = load_catalogue(folder)
        assert held.signs and held.definition.limbs
    except BoundariesError as error:
        assert error.faults
        assert all(fault.where.startswith((*FILES, "signs/")) and fault.what for fault in error.faults)
    finally:
        path.write_bytes(before)


@settings(max_examples=150, deadline=None)
@given(file=st.sampled_from(FILES), start=st.floats(0, 1), length=st.integers(0, 400), put=st.binary(max_size=40))
def test_bytes_replaced_anywhere(folder: Path, file: str, start: float, length: int, put: bytes) -> None:
    content = (folder / file).read_bytes()
    at = int(start * len(content))
    loads_or_tells(folder, file, content[:at] + put + content[at + length :])


@settings(max_examples=200, deadline=None)
@given(file=st.sampled_from(FILES), line=st.integers(0, 200), value=st.sampled_from(ODD + ODDER))
def test_any_value_in_place_of_any_other(folder: Path, file: str, line: int, value: str) -> None:
    content = (folder / file).read_text(encoding="utf-8")
    keys = list(re.finditer(r'^(\w+ = )("""\n.*?"""|\[\n.*?^\]|[^\n]*)', content, re.MULTILINE | re.DOTALL))
    chosen = keys[line % len(keys)]
    changed = f"{content[: chosen.start(2)]}{value}{content[chosen.end(2) :]}"
    loads_or_tells(folder, file, changed.encode())


@settings(max_examples=100, deadline=None)
@given(file=st.sampled_from(FILES), order=st.randoms(use_true_random=False), left=st.integers(0, 60))
def test_lines_shuffled_repeated_and_lost(folder: Path, file: str, order: Random, left: int) -> None:
    lines = (folder / file).read_bytes().split(b"\n")
    mixed = [order.choice(lines) for _ in range(left)]
    loads_or_tells(folder, file, b"\n".join(mixed))
