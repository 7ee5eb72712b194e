"""Whatever is done to the trail behind the guard's back is found."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from boundaries.casework.audit import Act, reading, record, record_each, witnessing
from boundaries.casework.audit.chain import Line, canonical, digest
from boundaries.casework.audit.verifying import verify
from boundaries.casework.audit.witness import Kind, write_checkpoint
from boundaries.casework.models import TrailLine
from tests.sites.unit.trail import empty_trail, tamper, unguarded, witness_path, write_lines

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = ("recorded_at", "actor", "act", "about", "detail", "previous", "hash")
LINES = 8


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few lines and checkpoints are read at once that a short trail takes several readings."""
    read_at_once(3, monkeypatch)


def read_at_once(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", count)
    monkeypatch.setattr(witnessing, "_AT_ONCE", count)


def rechain(start: int) -> None:
    """What a patient insider does: make every hash fit again from a line on."""
    before = bytes(32)
    with connection.cursor() as cursor:
        for line in TrailLine.objects.all():
            made = digest(canonical(before, Line(line.sequence, line.recorded_at, line.actor, line.act, line.about, line.detail)))
            if line.sequence >= start:
                cursor.execute(
                    "UPDATE casework_trail SET previous = %s, hash = %s WHERE sequence = %s", [before, made, line.sequence]
                )
            before = made


@limits(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_single_edit_drop_swap_or_cut_is_found(data: st.DataObject) -> None:
    if TrailLine.objects.count() != LINES or not verify().whole:
        empty_trail()
        write_lines(LINES)
    kind = data.draw(st.sampled_from(["edit", "drop", "swap", "cut", "rewrite"]))
    line = data.draw(st.integers(1, LINES))
    with transaction.atomic():
        with unguarded(), connection.cursor() as cursor:
            if kind in ("edit", "rewrite"):
                field = data.draw(st.sampled_from(FIELDS[:5] if kind == "rewrite" else FIELDS))
                old = getattr(TrailLine.objects.get(sequence=line), field)
                if field in ("previous", "hash"):
                    new: object = data.draw(st.binary(min_size=32, max_size=32).filter(lambda made: made != bytes(old)))
                else:
                    text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
                    new = data.draw(text.filter(lambda made: made != old))
                cursor.execute(f"UPDATE casework_trail SET {field} = %s WHERE sequence = %s", [new, line])
                if kind == "rewrite":
                    rechain(line)
            elif kind == "drop":
                cursor.execute("DELETE FROM casework_trail WHERE sequence = %s", [line])
            elif kind == "swap":
                other = data.draw(st.integers(1, LINES).filter(lambda made: made != line))
                for old_place, new_place in ((line, -1), (other, line), (-1, other)):
                    cursor.execute("UPDATE casework_trail SET sequence = %s WHERE sequence = %s", [new_place, old_place])
            else:
                cursor.execute("DELETE FROM casework_trail WHERE sequence >= %s", [line])
        assert not verify().whole
        transaction.set_rollback(True)
    assert verify().whole


def test_each_fault_says_where_and_what() -> None:
    write_lines(5)
    with transaction.atomic():
        found = tamper("UPDATE casework_trail SET about = 'X' WHERE sequence = 2")
        assert str(found.faults[0]) == "line 2: edited: its hash does not fit what it says"
        transaction.set_rollback(True)
    with transaction.atomic():
        found = tamper("DELETE FROM casework_trail WHERE sequence = 3")
        assert "line 3: missing or moved" in str(found.faults[0])
        transaction.set_rollback(True)
    found = tamper("DELETE FROM casework_trail WHERE sequence > 3")
    assert [fault.where for fault in found.faults] == ["line 4", "line 5"]
    assert "cut off" in found.faults[0].what


@pytest.mark.parametrize("line", range(1, LINES + 1))
def test_faults_are_told_alike_however_many_lines_are_read_at_once(line: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(LINES)
    statements = [
        "UPDATE casework_trail SET detail = '' WHERE sequence = %s",
        "UPDATE casework_trail SET previous = %s WHERE sequence = %s",
        "UPDATE casework_trail SET hash = %s WHERE sequence = %s",
        "UPDATE casework_trail SET sequence = 1000 WHERE sequence = %s",
        "DELETE FROM casework_trail WHERE sequence = %s",
        "DELETE FROM casework_trail WHERE sequence >= %s",
    ]
    for statement in statements:
        with transaction.atomic():
            found = tamper(statement, *[b"x" * 32] * (statement.count("%s") - 1), line)
            assert found.faults
            for count in (1, 2, 4, 256):
                read_at_once(count, monkeypatch)
                assert verify() == found
            read_at_once(3, monkeypatch)
            transaction.set_rollback(True)


def test_a_trail_that_takes_several_readings_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    record_each(None, Act.ENTRY_VIEWED, map(str, range(600)))
    assert verify().whole
    for line in (1, 256, 257, 512, 600):
        with transaction.atomic():
            found = tamper("UPDATE casework_trail SET about = 'X' WHERE sequence = %s", line)
            assert [str(fault) for fault in found.faults] == [f"line {line}: edited: its hash does not fit what it says"]
            transaction.set_rollback(True)


def test_an_added_line_is_found() -> None:
    write_lines(3)
    insert = "INSERT INTO casework_trail SELECT {}, recorded_at, actor, act, about, detail, {}, hash FROM casework_trail "
    found = tamper(insert.format(0, "hash") + "WHERE sequence = 3")
    assert not found.whole


@pytest.mark.parametrize("field", ["detail", "hash", "previous"])
def test_a_field_that_was_emptied_altogether_is_found(field: str) -> None:
    write_lines(3)
    with unguarded(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE casework_trail ALTER COLUMN {field} DROP NOT NULL")
        else:
            cursor.execute("CREATE TABLE loose AS SELECT * FROM casework_trail")
            cursor.execute("ALTER TABLE casework_trail RENAME TO strict_trail")
            cursor.execute("ALTER TABLE loose RENAME TO casework_trail")
        cursor.execute(f"UPDATE casework_trail SET {field} = NULL WHERE sequence = 3")
        assert not verify().whole
        transaction.set_rollback(True)
    assert verify().whole


def test_an_emptied_trail_is_found() -> None:
    write_lines(2)
    assert [fault.where for fault in tamper("DELETE FROM casework_trail").faults] == ["line 1", "line 2"]


def test_a_guard_that_was_taken_away_is_found() -> None:
    write_lines(1)
    with unguarded():
        found = verify()
    assert len(found.faults) == 3
    assert verify().whole


def test_a_forged_checkpoint_does_not_hide_a_cut() -> None:
    write_lines(4)
    kept = witness_path().read_text(encoding="ascii").splitlines()
    witness_path().write_text("\n".join([*kept, kept[1]]) + "\n", encoding="ascii")
    assert tamper("DELETE FROM casework_trail WHERE sequence > 2").faults
    witness_path().write_text("\n".join([*kept[:3], "back" + kept[1][4:]]) + "\n", encoding="ascii")
    assert any("not signed" in fault.what for fault in verify().faults)


def test_a_cut_tail_is_found_after_the_trail_went_on() -> None:
    write_lines(4)
    tamper("DELETE FROM casework_trail WHERE sequence > 2")
    record(None, Act.SIGNED_IN)
    record(None, Act.SIGNED_OUT)
    record(None, Act.SIGNED_IN)
    assert [fault.where for fault in verify().faults] == ["line 3", "line 4"]


def test_a_checkpoint_that_is_no_checkpoint_is_told() -> None:
    write_lines(1)
    with witness_path().open("a", encoding="ascii") as file:
        file.write("nonsense\n")
    assert [fault.where for fault in verify().faults] == ["witness line 2"]


def test_a_checkpoint_that_a_power_cut_cut_short_is_only_a_notice() -> None:
    write_lines(2)
    whole = witness_path().read_bytes()
    witness_path().write_bytes(whole[:-40])
    write_lines(2)
    found = verify()
    assert found.whole
    assert found.notices == ("line 2 of the witness was cut short, as by a power cut",)
    assert found.checkpoints == 3


def test_a_restored_backup_is_told_and_lines_go_on_from_there() -> None:
    write_lines(3)
    kept = TrailLine.objects.get(sequence=3)
    write_lines(2)
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_trail WHERE sequence > 3")
    assert not verify().whole
    write_checkpoint(3, bytes(kept.hash), Kind.BACK)
    record(None, Act.RESTORED)
    found = verify()
    assert found.whole
    assert found.notices[0].endswith("to line 3; lines known to be lost by it: 2")


def test_lines_that_nobody_witnessed_are_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(3)
    kept = witness_path().read_text(encoding="ascii").splitlines()
    witness_path().write_text(kept[0] + "\n", encoding="ascii")
    assert verify().notices == ()
    monkeypatch.setattr("boundaries.casework.audit.verifying._LAG", -timedelta(seconds=1))
    assert verify().notices[0].startswith("2 lines since")
    assert verify().whole


def test_a_witness_that_cannot_be_written_loses_no_line(caplog: pytest.LogCaptureFixture) -> None:
    witness_path().mkdir()
    try:
        write_lines(1)
    finally:
        witness_path().rmdir()
    assert TrailLine.objects.count() == 1
    assert "could not be written" in caplog.text
    write_lines(1)
    assert verify().whole
    assert settings.AUDIT_EVERY == 1
