"""The manual on mappings says what the code does: every key with its line, every snippet as it stands in the example."""

import re
from pathlib import Path

import pytest

from boundaries.records.mapping.keys import BLOCK, COLUMN, DEFAULTS, FILE, LAYOUT, LOOKUP
from boundaries.records.mapping.times import fault_in

ROOT = Path(__file__).resolve().parents[3]
MANUAL = (ROOT / "docs" / "how-to" / "map-an-export.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("For the whole file", FILE),
        ("Of a source: a block or a lookup", LAYOUT),
        ("Of a block only", BLOCK),
        ("Of a lookup only", LOOKUP),
        ("Of a column", COLUMN),
    ],
)
def test_every_key_stands_in_its_table_with_its_line(heading: str, keys: dict[str, str]) -> None:
    section = MANUAL.split(f"### {heading}\n")[1].split("\n#")[0]
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", section, re.MULTILINE))
    assert rows == keys


def test_keys_for_the_whole_file_are_named() -> None:
    section = MANUAL.split("### For the whole file")[1].split("###")[0]
    assert set(DEFAULTS) <= set(re.findall(r"`([a-z_]+)`", section))


def test_every_time_format_named_can_be_read() -> None:
    named = re.findall(r"Formats know `(.*)`", MANUAL)[0].split()
    assert {fault_in(f"%d/%m/%Y {letter}") for letter in named if letter not in ("%d", "%m", "%Y", "%y", "%b", "%B")} == {""}


def test_every_snippet_stands_in_the_example() -> None:
    example = (ROOT / "examples" / "phone-bill" / "mapping.toml").read_text(encoding="utf-8")
    squeezed = {re.sub(r"\s+#.*|\s+", " ", line).strip() for line in example.splitlines()}
    lines = [
        line for snippet in re.findall(r"```toml\n(.*?)```", MANUAL, re.DOTALL) for line in snippet.splitlines() if line.strip()
    ]
    assert len(lines) > 15
    assert {re.sub(r"\s+#.*|\s+", " ", line).strip() for line in lines} <= squeezed
