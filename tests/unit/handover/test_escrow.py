"""Escrow: any two of three custodians open it, one alone never does, and stock age is enough."""

import shutil
import subprocess
from itertools import combinations, permutations
from pathlib import Path

import pytest

from boundaries.handover.escrow import Custodian, EscrowError, custodians_of, new_custodians, put_in_escrow, recover
from boundaries.handover.keys import escrow_text, opening_keys_of
from boundaries.handover.sealing import OpeningKey

UNIT, ESCROW = OpeningKey.new(), OpeningKey.new()
SECRET = escrow_text(UNIT, ESCROW)
CUSTODIANS = new_custodians()
FILES = put_in_escrow(SECRET, CUSTODIANS)
HELD = [file.armoured for file in FILES]


@pytest.mark.parametrize("two", list(permutations(CUSTODIANS, 2)), ids=lambda two: "-".join(str(one.number) for one in two))
def test_any_two_open_it(two: tuple[Custodian, Custodian]) -> None:
    assert recover(HELD, [one.identity for one in two]) == SECRET
    assert opening_keys_of(recover(HELD, [one.identity for one in two])) == (UNIT, ESCROW)


@pytest.mark.parametrize("custodian", CUSTODIANS, ids=lambda one: str(one.number))
def test_one_alone_never_does(custodian: Custodian) -> None:
    for identities in ([custodian.identity], [custodian.identity] * 2, [custodian.identity, new_custodians()[0].identity]):
        with pytest.raises(EscrowError, match="opens with these"):
            recover(HELD, identities)


def test_nothing_of_the_secret_shows() -> None:
    assert {(file.outer, file.inner) for file in FILES} == set(combinations((1, 2, 3), 2))
    for file in FILES:
        assert file.armoured.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
        assert UNIT.to_text().encode() not in file.armoured
    assert not any(one.identity in repr(one) for one in CUSTODIANS)


def test_custodians_may_keep_their_own_identities() -> None:
    theirs = custodians_of([one.recipient for one in CUSTODIANS])
    assert [one.identity for one in theirs] == ["", "", ""]
    files = [file.armoured for file in put_in_escrow(b"a", theirs)]
    assert recover(files, [CUSTODIANS[0].identity, CUSTODIANS[2].identity]) == b"a"


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        ["age1xyz"] * 3,
        [CUSTODIANS[0].recipient] * 3,
        [one.recipient for one in CUSTODIANS[:2]],
        [one.identity for one in CUSTODIANS],
    ],
)
def test_three_different_recipients_are_needed(recipients: list[str]) -> None:
    with pytest.raises(EscrowError):
        custodians_of(recipients)


def test_what_is_no_escrow_is_told() -> None:
    identities = [one.identity for one in CUSTODIANS[:2]]
    for held in ([], [b""], [b"rubbish"], [HELD[0][:-60]], [HELD[2]]):
        with pytest.raises(EscrowError):
            recover(held, identities)
    with pytest.raises(EscrowError, match="AGE-SECRET-KEY"):
        recover(HELD, ["abandon", "ability"])


@pytest.mark.skipif(not shutil.which("age"), reason="needs the age program (Debian's package age)")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_stock_age_opens_it_in_two_steps(tmp_path: Path, file: object) -> None:
    from_number = {one.number: one for one in CUSTODIANS}
    held = tmp_path / "step-0.age"
    held.write_bytes(file.armoured)  # type: ignore[attr-defined]
    for step, number in enumerate((file.outer, file.inner), 1):  # type: ignore[attr-defined]
        identity = tmp_path / f"custodian-{number}.txt"
        identity.write_text(f"# a sheet\n#\n{from_number[number].identity}\n")
        opened = tmp_path / f"step-{step}"
        subprocess.run(["age", "-d", "-i", str(identity), "-o", str(opened), str(held)], check=True, timeout=120)
        held = opened
    assert held.read_bytes() == SECRET


@pytest.mark.skipif(not shutil.which("age"), reason="needs the age program (Debian's package age)")
def test_stock_age_does_not_open_it_for_one(tmp_path: Path) -> None:
    identity = tmp_path / "one.txt"
    identity.write_text(CUSTODIANS[0].identity + "\n")
    for file in FILES:
        (tmp_path / file.name).write_bytes(file.armoured)
        done = subprocess.run(
            ["age", "-d", "-i", str(identity), str(tmp_path / file.name)], capture_output=True, check=False, timeout=120
        )
        assert UNIT.to_text().encode() not in done.stdout
        assert (done.returncode == 0) == (file.outer == 1)
