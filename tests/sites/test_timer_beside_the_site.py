"""`boundaries serve unit` collects by a process of its own, which goes when the site goes, however that ends."""

import os
import signal
import time
from pathlib import Path

from tests.sites.serving import serving


def _is_running(pid: int) -> bool:
    """Whether a process is there and not only waits to be forgotten."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_timer_runs_beside_the_site_and_goes_with_it(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, site="unit", COLLECT_SECONDS="1") as server:
        beside = [pid for pid in server.workers_running() if b"--while-open" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        assert len(beside) == 1 and _is_running(beside[0])
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        until = time.monotonic() + 20
        while _is_running(beside[0]) and time.monotonic() < until:
            time.sleep(0.05)
        assert not _is_running(beside[0])
        assert "Traceback" not in server.log.read_text()
