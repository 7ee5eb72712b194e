"""The drop: what was delivered lies there whole, once, until it is taken."""

import os
import stat
from datetime import datetime
from datetime import time as clock
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import BoundariesError
from boundaries.handover.blobs import BlobWriter, read_blob
from boundaries.handover.drop import LONGEST_SEALED, Inbound, Kind
from boundaries.handover.ids import new_id
from boundaries.handover.padding import SealError
from boundaries.handover.replies import Outbound


@pytest.fixture
def inbound(tmp_path: Path) -> Inbound:
    (tmp_path / "in").mkdir()
    return Inbound(tmp_path / "in")


def test_an_envelope_with_blobs_comes_back(inbound: Inbound, tmp_path: Path) -> None:
    blobs = []
    for plain in (b"", b"one", b"x" * 200_000):
        with BlobWriter(tmp_path / new_id()) as writer:
            writer.write(plain)
            blobs.append((writer.finish(), plain))
    envelope_id = new_id()
    inbound.deliver(envelope_id, Kind.FOLLOW_UP, b"sealed\n\x00", [tmp_path / blob.blob_id for blob, _ in blobs])
    envelope = inbound.read(envelope_id)
    assert (envelope.kind, envelope.sealed, envelope.bound_to) == (Kind.FOLLOW_UP, b"sealed\n\x00", f"follow_up:{envelope_id}")
    for blob, plain in blobs:
        assert b"".join(read_blob(envelope.blobs[blob.blob_id], blob.key)) == plain
        envelope.blobs[blob.blob_id].copy_to(tmp_path / f"copy-{blob.blob_id}")
        assert (tmp_path / f"copy-{blob.blob_id}").read_bytes() == (tmp_path / blob.blob_id).read_bytes()


def test_a_second_delivery_changes_nothing(inbound: Inbound) -> None:
    envelope_id = new_id()
    inbound.deliver(envelope_id, Kind.REPORT, b"first")
    inbound.deliver(envelope_id, Kind.REPORT, b"second")
    assert inbound.waiting() == [envelope_id]
    assert inbound.read(envelope_id).sealed == b"first"
    inbound.remove(envelope_id)
    inbound.remove(envelope_id)
    inbound.deliver(envelope_id, Kind.REPORT, b"third")
    assert inbound.waiting() == []
    with pytest.raises(BoundariesError, match="no such envelope"):
        inbound.read(envelope_id)


def test_the_oldest_comes_first(inbound: Inbound, tmp_path: Path) -> None:
    ids = [new_id() for _ in range(5)]
    for age, envelope_id in enumerate(ids):
        inbound.deliver(envelope_id, Kind.REPORT, b"a")
        os.utime(tmp_path / "in" / envelope_id, (1000 - age, 1000 - age))
    assert inbound.waiting() == ids[::-1]


def test_what_was_taken_is_remembered_by_the_day_and_for_a_month(inbound: Inbound, tmp_path: Path) -> None:
    old, new = new_id(), new_id()
    for envelope_id in (old, new):
        inbound.deliver(envelope_id, Kind.REPORT, b"a")
        inbound.remove(envelope_id)
    marks = {path.name: path.stat() for path in (tmp_path / "in" / "taken").iterdir()}
    assert marks.keys() == {old, new}
    assert {(datetime.fromtimestamp(mark.st_mtime).time(), mark.st_size) for mark in marks.values()} == {(clock(), 0)}
    os.utime(tmp_path / "in" / "taken" / old, (marks[old].st_mtime - 31 * 86_400,) * 2)
    assert inbound.waiting() == []
    assert [path.name for path in (tmp_path / "in" / "taken").iterdir()] == [new]


def test_bytes_reach_the_disk_before_their_name_and_both_before_it_returns(
    inbound: Inbound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system is asked for, in order: a power cut at any point leaves the whole envelope or none."""
    asked: list[str] = []
    fsync, link = os.fsync, os.link

    def watched_fsync(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"file of {os.fstat(handle).st_size}"
        asked.append(f"sync {kind}")
        fsync(handle)

    def watched_link(source: Path, target: Path) -> None:
        asked.append("name")
        link(source, target)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "link", watched_link)
    envelope_id = new_id()
    inbound.deliver(envelope_id, Kind.REPORT, b"x" * 5000)
    assert asked == [f"sync file of {(tmp_path / 'in' / envelope_id).stat().st_size}", "name", "sync folder"]
    asked.clear()
    inbound.deliver(envelope_id, Kind.REPORT, b"x" * 5000)
    assert asked == ["sync folder"]
    asked.clear()
    inbound.remove(envelope_id)
    assert asked == ["sync file of 0", "name", "sync folder", "sync folder"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "../in", "a" * 25, "A" * 26, "a" * 27, "a" * 25 + "\n", "a" * 25 + "/"])
def test_only_ids_reach_the_disk(inbound: Inbound, tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    outbound = Outbound(tmp_path / "out")
    for attempt in (
        lambda: inbound.deliver(name, Kind.REPORT, b"a"), lambda: inbound.read(name), lambda: inbound.remove(name),
        lambda: outbound.put_reply(name, new_id(), b"a"), lambda: outbound.put_reply(new_id(), name, b"a"),
        lambda: outbound.replies(name), lambda: outbound.close(name),
    ):  # fmt: skip
        with pytest.raises(BoundariesError):
            attempt()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_else_lies_there_is_left_alone(inbound: Inbound, tmp_path: Path) -> None:
    (tmp_path / "in" / "notes.txt").write_text("mine")
    (tmp_path / "in" / ("b" * 26)).mkdir()
    assert inbound.waiting() == []
    assert (tmp_path / "in" / "notes.txt").read_text() == "mine"


def test_what_a_killed_writer_left_is_swept_but_not_what_is_being_written(inbound: Inbound, tmp_path: Path) -> None:
    (tmp_path / "in" / ".0123456789abcdef.part").write_bytes(b"half")
    with BlobWriter(tmp_path / "in" / "blob") as writer:
        writer.write(b"x" * 100_000)
        assert inbound.left_behind() == 2
        inbound.waiting()
        assert inbound.left_behind() == 1
        blob = writer.finish()
    assert b"".join(read_blob(tmp_path / "in" / "blob", blob.key)) == b"x" * 100_000
    assert inbound.left_behind() == 0


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_envelope_is_told_and_never_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("drop")
    inbound = Inbound(folder)
    (folder / "blob").write_bytes(b"blob bytes")
    envelope_id = new_id()
    inbound.deliver(envelope_id, Kind.REPORT, b"sealed", [folder / "blob"])
    path = folder / envelope_id
    whole = bytearray(path.read_bytes())
    cut = data.draw(st.integers(0, len(whole)))
    if data.draw(st.booleans()):
        del whole[cut:]
    else:
        whole[cut:cut] = data.draw(st.binary(min_size=1, max_size=30))
    path.write_bytes(whole)
    try:
        envelope = inbound.read(envelope_id)
    except SealError:
        return
    sizes = [part.length for part in envelope.blobs.values()]
    assert path.stat().st_size >= len(envelope.sealed) + sum(sizes)


def test_links_and_pipes_lead_nobody_astray(inbound: Inbound, tmp_path: Path) -> None:
    """A seized public side may put anything into the drop: the unit's side neither follows, nor waits, nor stops."""
    (tmp_path / "secret").write_bytes(b"boundaries envelope 1\n" + b'["report", 1, []]\n' + b"x")
    honest, link, pipe, nowhere = (new_id() for _ in range(4))
    inbound.deliver(honest, Kind.REPORT, b"a")
    for name in (link, ".0000000000000000.part"):
        (tmp_path / "in" / name).symlink_to(tmp_path / "secret")
    for name in (pipe, ".1111111111111111.part"):
        os.mkfifo(tmp_path / "in" / name)
    (tmp_path / "in" / nowhere).symlink_to(tmp_path / "in" / nowhere)
    (tmp_path / "in" / ".2222222222222222.part").mkdir()
    assert inbound.waiting() == [honest]
    for name in (link, pipe, nowhere):
        with pytest.raises(SealError, match="ordinary"):
            inbound.read(name)
    assert (tmp_path / "secret").exists()
    assert inbound.read(honest).sealed == b"a"


def test_an_envelope_too_long_for_memory_is_never_read(inbound: Inbound, tmp_path: Path) -> None:
    envelope_id = new_id()
    head = f'["report", {LONGEST_SEALED + 1}, []]\n'.encode()
    with (tmp_path / "in" / envelope_id).open("wb") as file:
        file.write(b"boundaries envelope 1\n" + head)
        file.truncate(len(b"boundaries envelope 1\n") + len(head) + LONGEST_SEALED + 1)  # takes no room: it is a hole
    with pytest.raises(SealError, match="head"):
        inbound.read(envelope_id)
    assert inbound.waiting() == [envelope_id]


def test_a_head_with_names_of_paths_is_refused(inbound: Inbound, tmp_path: Path) -> None:
    for head in ('["report", 1, [["../../x", 0]]]', '["report", -1, []]', '["report", 1, [["a", 0], ["a", 0]]]', '["pigeon", 1, []]',
                 '["report", true, []]', '{"a": 1}', "[" * 60_000, '["report", 1, [["a", "1"]]]', "null"):  # fmt: skip
        envelope_id = new_id()
        (tmp_path / "in" / envelope_id).write_bytes(b"boundaries envelope 1\n" + head.encode() + b"\nx")
        with pytest.raises(SealError):
            inbound.read(envelope_id)


def test_replies_come_back_in_order_until_closed(tmp_path: Path) -> None:
    outbound = Outbound(tmp_path)
    outbound.make_decoy()
    lookup_id, ids = new_id(), [new_id() for _ in range(3)]
    for place, reply_id in enumerate(ids):
        outbound.put_reply(lookup_id, reply_id, f"{place}".encode())
        outbound.put_reply(lookup_id, reply_id, b"again")
        os.utime(tmp_path / lookup_id / reply_id, (1000 + place, 1000 + place))
    found = outbound.replies(lookup_id)
    assert [(reply.reply_id, reply.sealed) for reply in found] == [(one, str(place).encode()) for place, one in enumerate(ids)]
    assert found[0].bound_to == f"reply:{ids[0]}"
    outbound.close(lookup_id)
    outbound.close(lookup_id)
    assert outbound.replies(lookup_id) == outbound.replies(new_id()) == outbound.replies("a" * 26) == []
