"""Times how long it takes to verify a hundred thousand lines of the audit trail, beside plain hashing of the same bytes.

Both are measured in one run, the best of several; only the ratio means anything on another machine. The database is SQLite in a
folder of its own, or the one that BOUNDARIES_UNIT_DATABASE names, which must be empty.
"""

import hashlib
import os
import secrets
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from boundaries.sites.running import prepare

LINES, RUNS = 100_000, 7


def lines(count: int, witness: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    """Lines as the site writes them, each with a checkpoint."""
    from boundaries.casework.audit.chain import BEGINNING, Line, canonical, digest, written  # noqa: PLC0415 - after the site
    from boundaries.casework.audit.witness import checkpoint_line  # noqa: PLC0415

    before = BEGINNING
    actors = [secrets.token_hex(13) for _ in range(15)]
    for sequence in range(1, count + 1):
        at = f"2026-11-{1 + sequence * 27 // count:02}T10:00:00.{sequence:06}+00:00"
        line = Line(sequence, at, actors[sequence % 15], "entry_viewed", secrets.token_hex(13), written({"way": "list"}))
        made = digest(canonical(before, line))
        witness.write(checkpoint_line(sequence, made))
        yield (*line, before, made)
        before = made


def best(work: Callable[[], object]) -> float:
    """The least seconds of processor time of several runs, which other work on the machine disturbs least."""
    seconds = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return min(seconds)


def measure() -> None:
    """Fill the trail, verify it, and print what that cost."""
    from boundaries.casework.audit.reading import messages_and_hashes  # noqa: PLC0415
    from boundaries.casework.audit.verifying import read_chain, verify  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    insert = "INSERT INTO casework_trail VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    with transaction.atomic(), connection.cursor() as cursor, settings.AUDIT_WITNESS.open("wb") as witness:
        cursor.executemany(insert, list(lines(LINES, witness)))
    found = verify()
    assert found.whole and found.lines == LINES, found
    messages = [message for block in messages_and_hashes() for message, _ in block]
    hashing = best(lambda: [hashlib.sha256(message).digest() for message in messages])
    reading = best(lambda: deque(messages_and_hashes(), maxlen=0))
    chain = best(lambda: read_chain(messages_and_hashes()))
    whole = best(verify)
    print(f"seconds of processor time, the best of {RUNS}")
    print(f"{connection.vendor}: {LINES:,} lines, {sum(map(len, messages)) / LINES:.0f} bytes each, a checkpoint for every line")
    print(f"plain hashing of the same bytes  {hashing:.3f} s")
    print(f"reading the rows                 {reading:.3f} s")
    print(f"reading and verifying the chain  {chain:.3f} s   {chain / hashing:.1f} times plain hashing")
    print(f"and every checkpoint             {whole:.3f} s   {whole / hashing:.1f} times plain hashing")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "unit").mkdir(mode=0o700)
        os.environ["BOUNDARIES_HOME"] = home
        prepare("unit")
        settings.AUDIT_WITNESS = Path(home) / "witness.txt"
        measure()
