"""The keys of an installation: made once, on the right side, private, and told plainly where something is wrong."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from boundaries.errors import BoundariesError
from boundaries.handover import keys
from boundaries.handover.escrow import new_custodians
from boundaries.handover.places import Places

LOADERS: dict[str, Callable[[Places], object]] = {
    "site": keys.load_site,
    "sealing_key": keys.load_sealing_key,
    "opening_key": keys.load_opening_key,
    "escrow_key": keys.load_escrow_key,
    "index_key": keys.load_index_key,
    "sign_key": keys.load_sign_key,
    "sign_check": keys.load_sign_check,
    "heartbeat_key": keys.load_heartbeat_key,
    "heartbeat_check": keys.load_heartbeat_check,
}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "home")
    keys.create_keys(made, new_custodians())
    return made


def test_every_key_is_made_and_loads(places: Places) -> None:
    for load in LOADERS.values():
        assert load(places)
    assert keys.load_opening_key(places).public == keys.load_sealing_key(places)
    assert not keys.load_site(places).demo
    assert len(keys.load_site(places).salt) == 32


def test_only_the_owner_reads_them(places: Places) -> None:
    loose = {
        path.name: oct(stat.S_IMODE(path.stat().st_mode))
        for side in (places.public, places.unit, places.escrow)
        for path in (side, *side.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }
    assert loose == {}


def test_the_public_side_holds_nothing_that_opens(places: Places) -> None:
    opening = keys.load_opening_key(places)
    held = b"".join(path.read_bytes() for side in (places.public, places.drop) for path in side.rglob("*") if path.is_file())
    assert opening.to_text().encode() not in held
    assert opening.seed not in held
    assert places.index_key.read_bytes().strip() not in b"".join(path.read_bytes() for path in places.unit.glob("*.*"))


def test_they_are_never_made_twice(places: Places) -> None:
    before = {path: path.read_bytes() for path in places.home.rglob("*") if path.is_file()}
    with pytest.raises(BoundariesError, match="never made over others"):
        keys.create_keys(places, new_custodians())
    assert {path: path.read_bytes() for path in places.home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("side", ["public", "unit", "drop", "escrow"])
def test_one_folder_of_an_earlier_time_is_enough_to_stop(tmp_path: Path, side: str) -> None:
    (tmp_path / side).mkdir()
    with pytest.raises(BoundariesError, match=side):
        keys.create_keys(Places(tmp_path), new_custodians())
    assert [path.name for path in tmp_path.iterdir()] == [side]


def test_where_making_fails_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(keys, "put_in_escrow", no_room)
    with pytest.raises(OSError, match="no room"):
        keys.create_keys(Places(tmp_path / "home"), new_custodians())
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("content", [None, b"", b"rubbish\n", b"\xff\xfe", b"boundaries-opening-key-1:AAAA\n"])
def test_a_key_that_is_missing_or_broken_is_told_with_its_place(places: Places, name: str, content: bytes | None) -> None:
    path: Path = getattr(places, name)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BoundariesError) as told:
        LOADERS[name](places)
    assert str(path) in str(told.value)
    assert told.value.to_do


def test_what_was_in_escrow_is_told_from_anything_else() -> None:
    for text in (b"", b"unit x\nescrow y\n", b"\xff", b"unit \n"):
        with pytest.raises(BoundariesError):
            keys.opening_keys_of(text)
