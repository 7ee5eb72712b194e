"""What was acknowledged survives: kill -9 at any instant, on either side, and a disk without room."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.durable import write_new
from boundaries.handover.ids import new_id

ROUNDS = 200
SCRIPT = Path(__file__).with_name("full_disk.py")


def content(envelope_id: str) -> bytes:
    """Several pages that belong to this id and no other."""
    return envelope_id.encode() * 2000


def killed(work: Callable[[int], None], after: int, delay_s: float) -> list[str]:
    """Run work in a process of its own, kill it a moment after so many lines, and give the lines it wrote by then."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            work(writer)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, encoding="ascii") as pipe:
        lines = [pipe.readline() for _ in range(after)]
        time.sleep(delay_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines += pipe.read().splitlines(keepends=True)
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


def test_a_killed_delivery_is_whole_or_absent_and_an_acknowledged_one_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "blob").write_bytes(b"blob" * 30_000)
    drawn = random.Random(25)
    inbound, taken, finished, torn = Inbound(folder), set[str](), 0, []
    for _ in range(ROUNDS):
        ids = [new_id() for _ in range(40)]

        def deliver(pipe: int, ids: list[str] = ids) -> None:
            for envelope_id in ids:
                Inbound(folder).deliver(envelope_id, Kind.REPORT, content(envelope_id), [tmp_path / "blob"])
                os.write(pipe, f"{envelope_id}\n".encode())

        acknowledged = killed(deliver, drawn.randrange(3), drawn.uniform(0, 0.012))
        in_flight = ids[len(acknowledged)] if len(acknowledged) < len(ids) else ids[0]
        before = set(inbound.waiting())
        assert set(acknowledged) <= before
        assert before <= {*acknowledged, in_flight}
        inbound.deliver(in_flight, Kind.REPORT, content(in_flight), [tmp_path / "blob"])
        waiting = inbound.waiting()
        assert sorted(waiting) == sorted({*acknowledged, in_flight})
        for envelope_id in waiting:
            envelope = inbound.read(envelope_id)
            part = envelope.blobs["blob"]
            held = part.path.read_bytes()[part.start : part.start + part.length]
            if envelope.sealed != content(envelope_id) or held != b"blob" * 30_000:
                torn.append(envelope_id)
            (folder / envelope_id).unlink()
            taken.add(envelope_id)
        finished += len(acknowledged)
    assert torn == []
    assert inbound.left_behind() == 0
    assert finished > ROUNDS / 2
    assert len(taken) >= finished


def collect(folder: Path, kept: Path) -> None:
    """Take everything that waits into a folder, as the unit's side does: keep first, then let go."""
    inbound = Inbound(folder)
    for envelope_id in inbound.waiting():
        with suppress(FileExistsError):
            write_new(kept / envelope_id, inbound.read(envelope_id).sealed)
        inbound.remove(envelope_id)


def test_killed_collectors_lose_nothing_and_retries_add_nothing(tmp_path: Path) -> None:
    folder, kept = tmp_path / "in", tmp_path / "kept"
    folder.mkdir()
    kept.mkdir()
    drawn = random.Random(26)
    delivered: list[str] = []
    for _ in range(ROUNDS // 5):
        ids = [new_id() for _ in range(3)]
        for envelope_id in ids:
            Inbound(folder).deliver(envelope_id, Kind.REPORT, content(envelope_id))
        delivered += ids
        killed(lambda pipe: collect(folder, kept), 0, drawn.uniform(0, 0.02))
        for envelope_id in ids:
            Inbound(folder).deliver(envelope_id, Kind.REPORT, b"a retry")
    collect(folder, kept)
    assert Inbound(folder).waiting() == []
    assert sorted(path.name for path in kept.glob("[!.]*")) == sorted(delivered)
    assert [name for name in delivered if (kept / name).read_bytes() != content(name)] == []


@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare (util-linux) makes the small disk")
@pytest.mark.parametrize("options", ["size=1m", "size=8m,nr_inodes=40"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, options: str) -> None:
    mounted = f'mount -t tmpfs -o {options} tmpfs "$1" && exec "$2" "$3" "$1"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted, "sh", str(tmp_path), sys.executable, str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3000)
    if "Operation not permitted" in done.stderr or "mount" in done.stderr:
        pytest.skip("this machine allows no mount of its own")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["delivered"] > 3
    assert told["refused"] == ["DropFull", "DropFull", "DropFull"]
    assert told["waiting"] == told["delivered"] == told["whole"]
    assert told["left_behind"] == 0
    assert told["blob"] in ("DiskFull", "written")
    assert told["blobs_left"] == (1 if told["blob"] == "written" else 0)
    assert told["heartbeat"] == "old"
    assert told["after_room"] == "delivered"


def test_a_limit_on_file_size_is_a_full_disk_too(tmp_path: Path) -> None:
    code = """
import resource, sys
from pathlib import Path
from boundaries.handover.drop import DropFull, Inbound, Kind
from boundaries.handover.ids import new_id
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
inbound = Inbound(Path(sys.argv[1]))
inbound.deliver(new_id(), Kind.REPORT, b"x" * 50_000)
try:
    inbound.deliver(new_id(), Kind.REPORT, b"x" * 200_000)
except DropFull as error:
    print("full", len(inbound.waiting()), inbound.left_behind())
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, timeout=300)
    assert (done.stdout, done.stderr) == ("full 1 0\n", "")
