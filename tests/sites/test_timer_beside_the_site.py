"""`boundaries serve unit` collects by a process of its own, which is started again when it is killed, and goes when the site goes."""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from boundaries.sites import beside
from tests.sites.serving import Server, serving


def _told(file: Path) -> str:
    """What the system tells of a process; nothing once that is gone, be it between opening the file and reading it."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _is_running(pid: int) -> bool:
    """Whether a process is there and not only waits to be forgotten."""
    return _told(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[:1] not in ([], ["Z"])


def _until(true: Callable[[], bool]) -> bool:
    """Wait until something is so, for a while."""
    end = time.monotonic() + 90
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def _timers(server: Server) -> Iterator[tuple[int, int]]:
    """Each timer that runs, and the process that keeps it."""
    for keeper in server.workers_running():
        for children in Path(f"/proc/{keeper}/task").glob("*/children"):
            for pid in map(int, _told(children).split()):
                if "--while-open" in _told(Path(f"/proc/{pid}/cmdline")) and _is_running(pid):
                    yield pid, keeper


def test_the_timer_is_started_again_when_it_or_who_keeps_it_is_killed_and_goes_with_the_site(tmp_path: Path) -> None:
    with serving(tmp_path, workers=2, site="unit", COLLECT_SECONDS="1") as server:
        assert _until(lambda: len(list(_timers(server))) == 1)
        ((first, keeper),) = _timers(server)
        os.kill(first, signal.SIGKILL)
        assert _until(lambda: first not in dict(_timers(server)) and len(dict(_timers(server))) == 1)
        ((second, still),) = _timers(server)
        assert still == keeper
        said = server.log.read_text()
        assert "the timer ended with status -9 and is started again after 1 s, 1 times in a row" in said
        os.kill(keeper, signal.SIGKILL)
        assert _until(lambda: not _is_running(second) and len(dict(_timers(server))) == 1)
        ((third, other),) = _timers(server)
        assert other != keeper
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        assert _until(lambda: not _is_running(third))
        assert "Traceback" not in server.log.read_text()


def test_it_is_waited_longer_each_time_up_to_a_bound_and_no_longer_once_it_ran_steadily(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    said: list[str] = []
    monkeypatch.setattr(beside, "time", SimpleNamespace(monotonic=time.monotonic, sleep=waits.append))
    ends = ["-c", "raise SystemExit(3)"]
    beside.keep(ends, tmp_path / "lock", lambda: len(waits) < 9, lambda words, *parts: said.append(words % parts))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert said[-1] == "the timer ended with status 3 and is started again after 60 s, 8 times in a row"
    waits.clear()
    monkeypatch.setattr(beside, "STEADY_S", 0)
    beside.keep(ends, tmp_path / "lock", lambda: len(waits) < 3, lambda *_: None)
    assert waits == [1, 1, 1]


def test_one_process_keeps_it_and_the_next_waits_until_it_and_the_timer_are_gone(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    waits_for_end = "import select, sys; select.select([int(sys.argv[2])], [], [])"
    keeps = f"from boundaries.sites.beside import keep\nfrom pathlib import Path\nkeep(['-c', {waits_for_end!r}], Path({str(lock)!r}), lambda: True, print)"
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", keeps])
    with lock.open("a") as file:

        def is_taken() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            fcntl.flock(file, fcntl.LOCK_UN)
            return False

        assert _until(is_taken)
        next_one = threading.Thread(target=beside.keep, args=([], lock, lambda: False, print))
        next_one.start()
        next_one.join(0.3)
        assert next_one.is_alive(), "it waits"
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        next_one.join(90)
        assert not next_one.is_alive()
