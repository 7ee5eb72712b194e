"""`boundaries init`: keys, sheets and the escrow that they open."""

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from boundaries.cli import app, sheets
from boundaries.errors import BoundariesError
from boundaries.handover.escrow import new_custodians, recover
from boundaries.handover.keys import load_opening_key, load_site, opening_keys_of
from boundaries.handover.places import Places


def boundaries(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_a_demo_is_ready_and_says_that_it_is_one(home: Path) -> None:
    done = boundaries("init", "--demo")
    assert done.exit_code == 0, done.output
    assert "Never tell a real concern here" in done.output
    assert load_site(Places(home)).demo
    looked = boundaries("doctor")
    assert looked.exit_code == 0
    assert "made with --demo" in looked.output
    again = boundaries("init", "--demo")
    assert isinstance(again.exception, BoundariesError)
    assert "Nothing was changed" in str(again.exception)


def test_the_sheets_go_elsewhere_and_two_of_them_open_the_escrow(home: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    done = boundaries("init", "--sheets", str(tmp_path / "stick"))
    assert done.exit_code == 0, done.output
    assert "destroy the files" in done.output
    written = sorted((tmp_path / "stick").glob("*.txt"))
    assert [sheet.name for sheet in written] == ["custodian-1.txt", "custodian-2.txt", "custodian-3.txt"]
    assert {oct(sheet.stat().st_mode & 0o777) for sheet in (tmp_path / "stick").iterdir()} == {"0o600"}
    identities = [line for sheet in written for line in sheet.read_text().splitlines() if not line.startswith("#")]
    assert not any(identity in done.output for identity in identities)
    files = [path.read_bytes() for path in (home / "escrow").glob("*.age")]
    assert opening_keys_of(recover(files, identities[1:]))[0] == load_opening_key(Places(home))
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not any(identity.encode() in kept for identity in identities)
    assert not load_site(Places(home)).demo
    for sheet, identity in zip(written, identities, strict=True):
        page = sheet.with_suffix(".html").read_text()
        assert identity in page
        assert not any(other in page for other in identities if other != identity)
        assert all(line[2:].strip().replace(">", "&gt;") in page for line in sheet.read_text().splitlines() if "age -d" in line)
        assert "://" not in page


@pytest.mark.skipif(not shutil.which("age"), reason="needs the age program (Debian's package age)")
def test_the_sheet_says_what_really_opens_it(home: Path, tmp_path: Path) -> None:
    """The commands of a sheet, typed as they stand in a folder with the sheets and the escrow files."""
    (tmp_path / "stick").mkdir()
    boundaries("init", "--sheets", str(tmp_path / "stick"))
    for path in (home / "escrow").iterdir():
        shutil.copy(path, tmp_path / "stick")
    commands = [
        line[2:].strip() for line in (tmp_path / "stick" / "custodian-2.txt").read_text().splitlines() if "age -d" in line
    ]
    assert len(commands) == 4
    for first, second in (commands[:2], commands[2:]):
        subprocess.run(["sh", "-ec", f"{first}\n{second}"], cwd=tmp_path / "stick", check=True, timeout=120)
        opened = (tmp_path / "stick" / "opening-keys.txt").read_bytes()
        assert opening_keys_of(opened)[0] == load_opening_key(Places(home))


def test_no_key_is_made_whose_sheets_could_not_be_written(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> str:
        raise OSError(28, "no room")

    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(sheets, "page_sheet", no_room)
    done = boundaries("init", "--sheets", str(tmp_path / "stick"))
    assert isinstance(done.exception, OSError)
    assert list((tmp_path / "stick").iterdir()) == []
    assert list(home.iterdir()) == []


def test_custodians_who_keep_their_own_identity_need_no_sheet(home: Path) -> None:
    custodians = new_custodians()
    done = boundaries("init", *(word for one in custodians for word in ("--recipient", one.recipient)))
    assert done.exit_code == 0, done.output
    assert list(home.rglob("custodian-*.txt")) == []
    files = [path.read_bytes() for path in (home / "escrow").glob("*.age")]
    assert recover(files, [custodians[0].identity, custodians[1].identity])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "say where"),
        (["--demo", "--sheets", "stick"], "say where"),
        (["--sheets", "nowhere"], "not there"),
        (["--sheets", "home"], "must not lie beside"),
        (["--sheets", "full"], "sheets are there already"),
        (["--recipient", "age1xyz"], "3 different recipients"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_made(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("home", "full", "stick"):
        (tmp_path / folder).mkdir()
    (tmp_path / "full" / "custodian-1.txt").write_text("old")
    done = boundaries("init", *words)
    assert isinstance(done.exception, BoundariesError)
    assert told in str(done.exception)
    assert list(home.iterdir()) == []
