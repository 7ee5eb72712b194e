"""Everything is lost and put back from a backup: people sign in, unlock and read, the trail is whole, the reporter's thread goes on."""

import shutil
from pathlib import Path

import pyrage

from tests.journeys.casework import find
from tests.journeys.telling import come_back, tell
from tests.journeys.walk import Walks
from tests.sites.collecting import until_collected

STORY = "She said the harbourmaster's boat was where he wanted to meet her after the case"


def test_after_a_loss_the_unit_reads_on_and_the_reporter_comes_back(walks: Walks, tmp_path: Path) -> None:
    reporter, here = walks.on("public"), walks.installation
    words = tell(reporter, STORY, "PC 2214 Dorn")
    ines = walks.of("Investigator")
    entry = find(ines, "harbourmaster's")
    ines.fill({"Reply to the reporter": "Thank you. Are you safe today?"})
    ines.press("Send the reply")

    identity, backup = pyrage.x25519.Identity.generate(), tmp_path / "backup.age"
    key = tmp_path / "identity.txt"
    key.write_text(str(identity), encoding="ascii")
    here.run("backup", str(backup), "--recipient", str(identity.to_public()))
    assert STORY.encode() not in backup.read_bytes()
    here.stop("public", "unit")
    shutil.rmtree(here.home)

    told = here.run("restore", str(backup), "--identity", str(key))
    assert "The audit trail is whole" in told
    here.start("public", "unit")

    ines.open(f"/entries/{entry}/")
    assert ines.heading == "Sign in", "a session outlived the backup"
    walks.at_work.clear()
    ines = walks.of("Investigator")
    ines.open(f"/entries/{entry}/")
    assert STORY in ines.text and "Are you safe today?" in ines.text

    come_back(reporter, words)
    assert "Are you safe today?" in reporter.text
    reporter.fill({"#text": "Yes, I am at my mother's."})
    reporter.press("Send")
    until_collected(here.places)
    ines.open(f"/entries/{entry}/")
    assert "Yes, I am at my mother's." in ines.text
    assert "whole" in here.run("audit", "verify")
