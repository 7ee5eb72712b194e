"""The how-to about keys: its commands do what it says."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from boundaries.cli.sheets import text_sheet
from boundaries.handover.escrow import EscrowError, EscrowFile, new_custodians, recover
from boundaries.handover.keys import create_keys, load_opening_key
from boundaries.handover.places import Places
from boundaries.handover.readiness import CHECKS, Side, must_be_ready
from tests.architecture.tree import ROOT

GUIDE = (ROOT / "docs" / "how-to" / "keys-and-escrow.md").read_text(encoding="utf-8")


def commands(heading: str) -> list[str]:
    """The lines of every block under a heading, but those of Boundaries itself."""
    section = GUIDE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if not line.startswith("boundaries ")]


@pytest.mark.skipif(not shutil.which("age"), reason="needs the age program (Debian's package age)")
def test_two_custodians_get_the_unit_key_back(tmp_path: Path) -> None:
    places, custodians = Places(tmp_path), new_custodians()

    def hand_out(escrow: Path, files: Sequence[EscrowFile]) -> None:
        for one in custodians[:2]:
            (escrow / f"custodian-{one.number}.txt").write_text(text_sheet(one, files, date(2026, 11, 25)))

    create_keys(places, custodians, hand_out=hand_out)
    key = load_opening_key(places)
    places.opening_key.unlink()
    for path in places.escrow.iterdir():
        shutil.copy(path, tmp_path)
    typed = commands("Get them back")
    assert len(typed) == 4
    subprocess.run(["sh", "-ec", "\n".join(typed)], cwd=tmp_path, check=True, timeout=120)
    assert load_opening_key(places) == key
    must_be_ready(places, Side.UNIT, CHECKS)
    must_be_ready(places, Side.PUBLIC, CHECKS)


@pytest.mark.skipif(not shutil.which("age"), reason="needs the age program (Debian's package age)")
def test_escrow_is_handed_to_other_custodians(tmp_path: Path) -> None:
    theirs = new_custodians()
    (tmp_path / "opening-keys.txt").write_text("unit a\nescrow b\n")
    typed = commands("When a custodian changes")
    assert typed[0] == "one=age1... two=age1... three=age1..."
    typed[0] = " ".join(f"{name}={one.recipient}" for name, one in zip(("one", "two", "three"), theirs, strict=True))
    subprocess.run(["sh", "-ec", "\n".join(typed)], cwd=tmp_path, check=True, timeout=120)
    files = {path.name: path.read_bytes() for path in tmp_path.glob("*.age")}
    assert len(files) == 3
    for one, other in ((0, 1), (0, 2), (1, 2)):
        name = f"custodians-{one + 1}-and-{other + 1}.age"
        assert recover([files[name]], [theirs[one].identity, theirs[other].identity]) == b"unit a\nescrow b\n"
        with pytest.raises(EscrowError):
            recover([files[name]], [theirs[one].identity])
    assert (tmp_path / "recipients.txt").read_text().split() == [one.recipient for one in theirs]


def test_every_key_file_has_its_line(tmp_path: Path) -> None:
    places = Places(tmp_path)
    create_keys(places, new_custodians())
    secrets = {
        f"{path.parent.name}/{path.name}" for side in (places.public, places.unit) for path in side.iterdir() if path.is_file()
    }
    told = set(re.findall(r"^\| `([a-z]+/[a-z.]+)` ", GUIDE, re.MULTILINE))
    assert secrets - told == {"public/heartbeat.pub", "unit/sign.pub"}
    assert told - secrets == {"escrow/recipients.txt"}
    assert places.escrow_recipients.is_file()
