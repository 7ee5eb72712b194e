"""Acknowledgements and heartbeats: signed, whole, and telling nothing they should not."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.handover.acknowledgement import acknowledge, read_acknowledgement
from boundaries.handover.escrow import new_custodians
from boundaries.handover.heartbeat import EVERY_S, LONDON, beat, beat_when_due, read_heartbeat, tells_of
from boundaries.handover.ids import new_id
from boundaries.handover.keys import create_keys, load_heartbeat_check, load_opening_key
from boundaries.handover.places import Places
from boundaries.handover.sealing import OpeningKey, seal
from boundaries.handover.signing import SignatureFault, check_key_of, check_key_text, sign_key_of, sign_key_text, signed

KEY = Ed25519PrivateKey.generate()
DAY = date(2026, 11, 25)
PROOF = "a" * 26
STATEMENT = acknowledge(PROOF, b"sealed", DAY, KEY)
# What a public server could sign that is under someone's control: the key is right, the lines are not.
SIGNED_BUT_WRONG = [
    signed("\n".join(("A report was received.", f"receipt {proof}", f"sealed {sealed}", f"received {day}")), KEY)
    for proof, sealed, day in (
        ("short", "0" * 64, "2026-11-25"),
        (PROOF, "x" * 64, "2026-11-25"),
        (PROOF, "0" * 64, "2026-02-30"),
        (PROOF, "0" * 64, ""),
    )
]


def test_an_acknowledgement_is_verified_by_whoever_holds_the_public_key() -> None:
    told = read_acknowledgement(STATEMENT, KEY.public_key())
    assert (told.proof, told.received_on) == (PROOF, DAY)
    assert read_acknowledgement(STATEMENT.replace("\n", "\r\n"), KEY.public_key()) == told
    with pytest.raises(SignatureFault):
        read_acknowledgement(STATEMENT, Ed25519PrivateKey.generate().public_key())


def test_an_acknowledgement_says_nothing_of_the_report() -> None:
    opening = OpeningKey.new()
    texts = [acknowledge(PROOF, seal(b"the same story", opening.public, "report:a"), DAY, KEY) for _ in range(2)]
    assert texts[0] != texts[1]
    assert [line.split(" ")[0] for line in texts[0].splitlines()] == ["A", "receipt", "sealed", "received", "signature"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_acknowledgement_is_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(STATEMENT) - 2))
    letter = data.draw(st.characters(codec="utf-8"))
    changed = STATEMENT[:place] + letter + STATEMENT[place + 1 :]
    if changed == STATEMENT:
        return
    with pytest.raises(SignatureFault):
        read_acknowledgement(changed, KEY.public_key())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "signature ",
        "a\nsignature ?",
        signed("Something else.", KEY),
        signed("A report was received.\na\nb\nc", KEY),
        *SIGNED_BUT_WRONG,
    ],
)
def test_what_is_no_acknowledgement_is_told(text: str) -> None:
    with pytest.raises(SignatureFault):
        read_acknowledgement(text, KEY.public_key())


def test_keys_as_text_come_back() -> None:
    assert sign_key_of(sign_key_text(KEY) + "\n").private_bytes_raw() == KEY.private_bytes_raw()
    assert check_key_of(check_key_text(KEY.public_key())).public_bytes_raw() == KEY.public_key().public_bytes_raw()
    for text in ("", "boundaries-sign-key-1:", "boundaries-check-key-1:?", new_id()):
        with pytest.raises(SignatureFault):
            sign_key_of(text)
        with pytest.raises(SignatureFault):
            check_key_of(text)


def test_a_heartbeat_tells_when_and_which_key(tmp_path: Path) -> None:
    places, opening = Places(tmp_path), OpeningKey.new()
    places.drop_out.mkdir(parents=True)
    assert read_heartbeat(places, KEY.public_key()) is None
    beat(places, opening, KEY, datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON))
    beat(places, opening, KEY, at := datetime(2026, 11, 25, 9, 30, tzinfo=LONDON))
    heartbeat = read_heartbeat(places, KEY.public_key())
    assert heartbeat is not None
    assert heartbeat.at == at
    assert tells_of(heartbeat, opening.public)
    assert not tells_of(heartbeat, OpeningKey.new().public)
    with pytest.raises(SignatureFault):
        read_heartbeat(places, Ed25519PrivateKey.generate().public_key())
    places.heartbeat.write_bytes(b"\xff")
    with pytest.raises(SignatureFault):
        read_heartbeat(places, KEY.public_key())
    places.heartbeat.write_text(STATEMENT)
    with pytest.raises(SignatureFault):
        read_heartbeat(places, KEY.public_key())


def test_a_heartbeat_comes_once_an_hour_at_most(tmp_path: Path) -> None:
    places = Places(tmp_path / "home")
    create_keys(places, new_custodians())
    opening = load_opening_key(places)
    assert beat_when_due(places, opening)
    assert not beat_when_due(places, opening)
    for moved_s in (-EVERY_S - 1, EVERY_S):
        moved = places.heartbeat.stat().st_mtime + moved_s
        os.utime(places.heartbeat, (moved, moved))
        assert beat_when_due(places, opening)
    heartbeat = read_heartbeat(places, load_heartbeat_check(places))
    assert heartbeat is not None
    assert tells_of(heartbeat, opening.public)
