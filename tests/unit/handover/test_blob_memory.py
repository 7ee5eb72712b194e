"""An attachment of 200 MiB: under 1 MiB of memory more, both ways, and not one byte of it in the clear on any disk."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MIB = 1024 * 1024
STREAMED_MIB = 200
SCRIPT = """
import hashlib, json, os, resource, sys, tracemalloc
from pathlib import Path
from boundaries.handover.blobs import BlobWriter, read_blob

CHUNK = (sys.argv[2].encode() * 65_536)[:65_536]
folder = Path(sys.argv[1])

def peak_kib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def seen():
    return [str(path) for path in folder.rglob("*") if path.is_file() and CHUNK[:16] in path.read_bytes()[:4 * 1024 * 1024]]

def stream(name, count, look=False):
    in_the_clear = []
    with BlobWriter(folder / name) as writer:
        for place in range(count):
            writer.write(CHUNK)
            if look and place in (1, 40):
                in_the_clear += seen()
        return writer.finish(), in_the_clear

def read(name, key):
    digest, size = hashlib.sha256(), 0
    for plain in read_blob(folder / name, key):
        digest.update(plain)
        size += len(plain)
    return size, digest.hexdigest()

mode = sys.argv[3]
small, clear = stream("small", 48, look=mode == "canary")
read("small", small.key)
if mode == "canary":
    print(json.dumps({"clear": clear + seen(), "read": read("small", small.key)[0], "files": sorted(p.name for p in folder.rglob("*"))}))
    sys.exit()
if mode == "python":
    tracemalloc.start()
before = peak_kib()
big, _ = stream("big", int(sys.argv[4]) * 16)
size, digest = read("big", big.key)
traced = tracemalloc.get_traced_memory()[1] if mode == "python" else 0
print(json.dumps({"more_kib": peak_kib() - before, "traced": traced, "size": size, "same": digest == big.sha256 and size == big.size}))
"""


def run(folder: Path, mode: str, streamed_mib: int = 0) -> dict[str, object]:
    command = [sys.executable, "-c", SCRIPT, str(folder), "canary-7f3a91-", mode, str(streamed_mib)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, env={"TMPDIR": str(folder)})
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is counted in KiB on Linux")
def test_200_mib_take_less_than_one_mib_of_memory(tmp_path: Path) -> None:
    told = run(tmp_path, "whole", STREAMED_MIB)
    assert told["size"] == STREAMED_MIB * MIB
    assert told["same"] is True
    assert isinstance(told["more_kib"], int)
    assert told["more_kib"] < 1024


def test_python_holds_less_than_one_mib_of_it(tmp_path: Path) -> None:
    told = run(tmp_path, "python", 20)
    assert told["same"] is True
    assert isinstance(told["traced"], int)
    assert told["traced"] < MIB


def test_nothing_of_it_lies_in_the_clear_while_it_is_written_or_after(tmp_path: Path) -> None:
    told = run(tmp_path, "canary")
    assert told["clear"] == []
    assert told["files"] == ["small"]
    assert told["read"] == 3 * MIB
