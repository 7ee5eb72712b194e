"""Run on a disk of its own that is almost too small: fills the drop, and prints as JSON what was told and what lies there."""

import json
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from boundaries.errors import BoundariesError
from boundaries.handover.blobs import BlobWriter
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.durable import replace
from boundaries.handover.ids import new_id
from boundaries.handover.replies import Outbound


def outcome(work: Callable[[], object], else_told: str) -> str:
    """The name of the error that work ends in, or what to say where it ends well."""
    try:
        work()
    except BoundariesError as error:
        return type(error).__name__
    return else_told


def write_blob(path: Path) -> None:
    """A blob of two mebibytes."""
    with BlobWriter(path) as writer:
        for _ in range(32):
            writer.write(secrets.token_bytes(65_536))
        writer.finish()


def fill(path: Path) -> None:
    """Use up whatever room is left."""
    try:
        with path.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
    except OSError:
        return


def main(home: Path) -> None:
    """Fill, look, make room, try again."""
    for folder in ("in", "out", "blobs"):
        (home / folder).mkdir()
    inbound, outbound = Inbound(home / "in"), Outbound(home / "out")
    replace(home / "out" / "heartbeat", b"old")
    (home / "blobs" / "rest").touch()
    sealed = {new_id(): secrets.token_bytes(60_000) for _ in range(100)}
    kept: list[str] = []
    refused: list[str] = []
    for envelope_id, held in sealed.items():
        told = outcome(lambda name=envelope_id, held=held: inbound.deliver(name, Kind.REPORT, held), "")  # type: ignore[misc]
        if told:
            refused.append(told)
            if len(refused) == 2:
                break
        else:
            kept.append(envelope_id)
    fill(home / "blobs" / "rest")
    refused.append(outcome(lambda: outbound.put_reply(new_id(), new_id(), secrets.token_bytes(60_000)), "written"))
    blob = outcome(lambda: write_blob(home / "blobs" / "blob"), "written")
    outcome(lambda: replace(home / "out" / "heartbeat", bytes(100_000)), "")
    whole = [name for name in inbound.waiting() if inbound.read(name).sealed == sealed[name]]
    told_now = {
        "delivered": len(kept), "refused": refused, "waiting": len(inbound.waiting()), "whole": len(set(whole) & set(kept)),
        "left_behind": inbound.left_behind(), "blob": blob, "blobs_left": len(list((home / "blobs").glob("*blob*"))),
        "heartbeat": (home / "out" / "heartbeat").read_bytes()[:3].decode(),
    }  # fmt: skip
    (home / "blobs" / "rest").unlink()
    for name in kept[:2]:
        (home / "in" / name).unlink()
    told_now["after_room"] = outcome(lambda: inbound.deliver(new_id(), Kind.REPORT, secrets.token_bytes(60_000)), "delivered")
    print(json.dumps(told_now))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
