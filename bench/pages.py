"""Loads the public site as it is served, and a bare Django view beside it in the same run, and prints what came of it.

The load comes from this machine too, so both share its cores with whoever asks.
"""

import http.client
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port
from tests.sites.collecting import collected
from tests.sites.plain_browser import PlainBrowser
from tests.sites.public.walking import begun, send, shown, typed_back, words_on
from tests.sites.serving import Server, serving

SECONDS, ASKING, WORKERS = 8, 4, 2
STORY = {"page": "answering", "question": "story", "story": "What happened, in a few words. " * 40}


@contextmanager
def bare_view() -> Iterator[int]:
    """The bare view, by the same server with the same settings; its port."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", "16"]
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", "bench.bare:application", *options, "--log-level", "critical"])
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until somebody answers."""
    for _ in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the bare view does not answer")


def asked(port: int, path: str, cookie: str = "") -> tuple[float, float]:
    """Pages a second and the 95th percentile in milliseconds, with a few who ask at once over connections they keep."""
    until = time.perf_counter() + SECONDS
    times: list[float] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (started := time.perf_counter()) < until:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            times.append(time.perf_counter() - started)

    together(ask)
    return len(times) / SECONDS, statistics.quantiles(times, n=20)[-1] * 1000


def together(work: Callable[[], None]) -> None:
    """Let so many do the same at once."""
    threads = [threading.Thread(target=work) for _ in range(ASKING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def submit(server: Server) -> None:
    """One report from the first page to the acknowledgement."""
    browser = PlainBrowser(server.address)
    begun(browser)
    send(browser, **STORY)
    words = words_on(send(browser, page="checking"))
    send(browser)
    assert "Your report has been sent" in send(browser, go="send", **typed_back(browser, words))


def kibibytes(pid: int, name: str) -> int:
    """One figure of a process's memory."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def main() -> None:
    """Run all and print a table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        bare_view() as port,
        serving(Path(folder), WORKERS, PUBLIC_HOURLY="1000000") as server,
    ):
        browser = PlainBrowser(server.address)
        begun(browser)
        shown(browser)
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        print(f"{WORKERS} workers, {ASKING} ask at once, {SECONDS} s each\n\n{'':24}pages/s   p95 ms")
        for name, where, path, held in (
            ("a bare Django view", port, "/", ""),
            ("the first page", server.port, "/", ""),
            ("a question with a draft", server.port, "/a/", cookie),
        ):
            rate, p95 = asked(where, path, held)
            print(f"{name:24}{rate:7.0f}{p95:9.1f}")
        started, count = time.perf_counter(), 60
        with ThreadPoolExecutor(ASKING) as pool:
            list(pool.map(lambda _: submit(server), range(count)))
        elapsed = time.perf_counter() - started
        print(
            f"\nreports from the first page to the last, Argon2id at full cost: {count / elapsed:.1f} a second; {len(collected(server.places))} of {count} came"
        )
        each = [(kibibytes(pid, "Rss") / 1024, kibibytes(pid, "Pss") / 1024) for pid in server.workers_running()]
        print("memory of a worker: " + ", ".join(f"{rss:.0f} MiB ({pss:.0f} of its own share)" for rss, pss in each))


if __name__ == "__main__":
    main()
