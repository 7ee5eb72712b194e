"""The how-to about keys: its commands do what it says."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from boundaries.cli.sheets import text_sheet
from boundaries.handover.escrow import EscrowFile, new_custodians
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
    subprocess.run(["sh", "-ec", "\n".join(typed)], cwd=tmp_path, check=True, timeout=30)
    assert load_opening_key(places) == key
    must_be_ready(places, Side.UNIT, CHECKS)
    must_be_ready(places, Side.PUBLIC, CHECKS)


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
