"""`boundaries audit verify`, as the command line runs it."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from boundaries.casework.audit import Act
from boundaries.casework.audit.keys import folder, public_key
from boundaries.casework.models import TrailLine
from boundaries.errors import BoundariesError
from boundaries.handover.signing import check_key_text
from tests.sites.unit.trail import unguarded, witness_path, write_lines

pytestmark = pytest.mark.django_db(transaction=True)


def verified(**options: object) -> str:
    """What the command says."""
    told = io.StringIO()
    call_command("verify_trail", stdout=told, stderr=told, **options)
    return told.getvalue()


def test_a_whole_trail_is_told_and_the_verification_recorded() -> None:
    write_lines(3)
    assert verified() == f"The audit trail is whole: 3 lines, 3 checkpoints in {witness_path()}.\n"
    assert TrailLine.objects.get(sequence=4).act == Act.TRAIL_VERIFIED
    assert verified(quiet=True) == ""


def test_a_broken_trail_is_a_failure_with_every_fault_and_recorded() -> None:
    write_lines(3)
    with unguarded():
        TrailLine.objects.filter(sequence=2).update(actor="OTHER")
    with pytest.raises(BoundariesError, match="line 2: edited") as told:
        verified(quiet=True)
    assert "Tell the auditor" in str(told.value)
    assert TrailLine.objects.get(sequence=4).act == Act.TRAIL_BROKEN


def test_a_copy_of_the_witness_and_of_the_key_will_do(tmp_path: Path) -> None:
    write_lines(2)
    (tmp_path / "witness.txt").write_bytes(witness_path().read_bytes())
    (tmp_path / "sign.pub").write_text(check_key_text(public_key()), encoding="ascii")
    assert "2 checkpoints" in verified(witness=tmp_path / "witness.txt", key=tmp_path / "sign.pub")
    assert (folder() / "sign.pub").read_text(encoding="ascii").strip() == check_key_text(public_key())


def test_the_private_key_is_the_owners_only() -> None:
    write_lines(1)
    assert (folder() / "sign.key").stat().st_mode & 0o777 == 0o600
