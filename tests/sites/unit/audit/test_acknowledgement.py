"""A reporter's acknowledgement is proof: ours by its signature, collected by the trail, and silent about what was told."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from boundaries.casework.audit import Act
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.places import places
from boundaries.casework.models import TrailLine
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from boundaries.handover.acknowledgement import acknowledge
from boundaries.handover.drop import Inbound
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sign_key
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """What a reporter was given, and their report in the drop."""
    person(Role.SUPERVISOR)
    told = report(story="canary-of-the-acknowledgement")
    deliver(told)
    sealed = Inbound(places().drop_in).read(told.report_id).sealed
    path = tmp_path / "acknowledgement.txt"
    path.write_text(acknowledge(new_id(), sealed, date(2026, 11, 25), load_sign_key(places())), encoding="utf-8")
    return path


def checked(path: Path) -> str:
    told = io.StringIO()
    call_command("check_acknowledgement", str(path), stdout=told)
    return told.getvalue()


def test_it_is_found_once_the_report_was_collected_and_the_question_is_recorded(statement: Path) -> None:
    with pytest.raises(BoundariesError, match="nothing of the kind was ever collected"):
        checked(statement)
    assert collect().taken >= 1
    assert collect().taken == 0
    told = checked(statement)
    line = TrailLine.objects.get(act=Act.COLLECTED, sequence__gt=0, detail__contains='"report"')
    assert "received on 25 November 2026" in told
    assert f"line {line.sequence:,} of the audit trail" in told
    assert "canary" not in told + "".join(TrailLine.objects.values_list("detail", flat=True))
    asked = TrailLine.objects.filter(act=Act.ACKNOWLEDGEMENT_CHECKED).values_list("detail", flat=True)
    assert list(asked) == ['{"found":"0"}', '{"found":"1"}']


def test_a_changed_or_foreign_statement_is_refused(statement: Path, tmp_path: Path) -> None:
    collect()
    statement.write_text(statement.read_text().replace("2026-11-25", "2026-11-24"))
    with pytest.raises(BoundariesError, match="signature"):
        checked(statement)
    for content in (b"", b"\xff\xfe", b"rubbish"):
        (tmp_path / "other.txt").write_bytes(content)
        with pytest.raises(BoundariesError):
            checked(tmp_path / "other.txt")
    with pytest.raises(BoundariesError, match="cannot be read"):
        checked(tmp_path / "nowhere.txt")
