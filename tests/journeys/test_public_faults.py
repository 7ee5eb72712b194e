"""Whatever fails, at whatever moment: what was acknowledged is with the unit once, and what was not is still with its writer.

The number of submissions among the kills is SUBMISSIONS in the environment, 12 unless it is said; 200 take some minutes.
"""

import os
import queue
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from boundaries.handover.blobs import read_blob
from boundaries.handover.durable import sweep
from boundaries.handover.keys import load_site
from boundaries.handover.receipt import Receipt, derive
from boundaries.handover.report import Report
from tests.scratch_postgres import Cluster, scratch_postgres
from tests.sites.collecting import collected
from tests.sites.plain_browser import GONE, File, PlainBrowser
from tests.sites.public.walking import begun, heading, send, shown, told, typed_back, words_on
from tests.sites.serving import Server, serving

SUBMISSIONS = int(os.environ.get("SUBMISSIONS", "12"))
SECONDS_EACH = 60
STRAIGHT = {"page": "answering", "question": "story"}


def submit(server: Server, story: str, told: "queue.Queue[bool]") -> list[str]:
    """Tell one report, trying each step again until it is acknowledged, with a word to the killer on the way; the receipt."""
    browser = PlainBrowser(server.address, seconds=20)
    fatal = random.Random(story).choice(["Who are you telling us about?", "Type two of your words", "Type two of your words"])
    words: list[str] = []
    deadline = time.monotonic() + SECONDS_EACH * 4
    while time.monotonic() < deadline:
        try:
            page = shown(browser)
            where = heading(page)
            if where == fatal:
                fatal = ""
                told.put(True)
            if where == "Your report has been sent":
                assert words, "a receipt was shown before"
                return words
            if where == "Before you start":
                assert not words, "a draft whose receipt was shown is gone"
                begun(browser)
            elif where == "Who are you telling us about?":
                send(browser, **STRAIGHT, story=story)
                send(browser, page="checking")
            elif where == "Write these 8 words down now":
                assert words in ([], words_on(page)), "the receipt has changed"
                words = words_on(page)
                send(browser)
            elif where == "Type two of your words":
                send(browser, go="send", **typed_back(browser, words))
            else:
                send(browser, page="checking")
        except (AssertionError, *GONE) as error:
            if isinstance(error, AssertionError) and ("receipt" in str(error) or "draft" in str(error)):
                raise
            time.sleep(random.uniform(0.05, 0.3))
    raise AssertionError("never acknowledged")


def kill_when_told(server: Server, told: "queue.Queue[bool]", kills: list[str]) -> None:
    """At each word, a moment later, kill a worker, and now and then everything at once, as when the power fails."""
    chance = random.Random(7)
    while told.get():
        time.sleep(chance.uniform(0, 0.25))
        is_all = chance.random() < 0.1
        while not _killed(server, chance, is_all):
            time.sleep(0.05)  # nothing runs at the moment
        kills.append("all" if is_all else "worker")


def _killed(server: Server, chance: random.Random, is_all: bool) -> bool:
    """Kill, and say whether there was something to be killed; where it was everything the site is served again."""
    with suppress(ProcessLookupError, FileNotFoundError, IndexError, AssertionError):
        if is_all:
            server.kill()
            server.start()
        else:
            os.kill(chance.choice(server.workers_running()), signal.SIGKILL)
        return True
    return False


def test_every_receipt_that_was_shown_opens_its_report_once(tmp_path: Path) -> None:
    with serving(tmp_path, workers=3, PUBLIC_HOURLY="100000") as server:
        told: queue.Queue[bool] = queue.Queue()
        kills: list[str] = []
        killer = threading.Thread(target=kill_when_told, args=(server, told, kills))
        killer.start()
        try:
            with ThreadPoolExecutor(3) as pool:
                receipts = list(pool.map(lambda number: submit(server, f"story {number}", told), range(SUBMISSIONS)))
        finally:
            told.put(False)
            killer.join()
        assert len(kills) == SUBMISSIONS, "something was killed in the middle of each"
        found = Counter((one.lookup_id, one.story) for one, _ in collected(server.places) if isinstance(one, Report))
        salt = load_site(server.places).salt
        wanted = {(derive(Receipt.parse(" ".join(words)), salt).lookup_id, f"story {n}") for n, words in enumerate(receipts)}
        assert len(wanted) == SUBMISSIONS
        assert wanted <= set(found), "acknowledged, and not with the unit"
        assert max(found.values()) == 1, "there twice"
        assert set(found) == wanted, "one that nobody saw acknowledged"


def test_a_second_click_sends_one_report(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        browser = PlainBrowser(server.address)
        begun(browser)
        send(browser, **STRAIGHT, story="once")
        words = words_on(send(browser, page="checking"))
        send(browser)
        fields = typed_back(browser, words)
        with ThreadPoolExecutor(4) as pool:
            pages = list(pool.map(lambda _: send(browser, go="send", **fields), range(4)))
        assert {heading(page) for page in pages} == {"Your report has been sent"}
        assert len(collected(server.places)) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_drop_acknowledges_nothing_and_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    with serving(tmp_path) as server:
        server.places.drop_in.rmdir()
        server.places.drop_in.symlink_to(small_disk)
        ballast = small_disk / "ballast"
        fill(ballast)
        browser = PlainBrowser(server.address)
        begun(browser)
        send(browser, **STRAIGHT, story="kept")
        words = words_on(send(browser, page="checking"))
        send(browser)
        page = refused(browser, words)
        assert heading(page) == "We could not take this just now"
        assert heading(shown(browser)) == "Type two of your words"
        sweep(small_disk)
        assert [path.name for path in small_disk.iterdir()] == ["ballast"], "nothing half written"
        ballast.unlink()
        assert heading(send(browser, go="send", **typed_back(browser, words))) == "Your report has been sent"
        ((report, _),) = collected(server.places)
        assert isinstance(report, Report)
        assert report.story == "kept"


def fill(ballast: Path) -> None:
    """Take every byte that is left."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def refused(browser: PlainBrowser, words: list[str]) -> str:
    """Send the two words where that cannot succeed; the page that says so."""
    token = shown(browser).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    fields = {"csrfmiddlewaretoken": token, "page": "confirming", "go": "send", **typed_back(browser, words)}
    answer = browser.post("/a/", fields)
    assert answer.status_code == 503
    return answer.content.decode()


def test_a_full_disk_of_files_says_so(tmp_path: Path, small_disk: Path) -> None:
    with serving(tmp_path) as server:
        server.places.blobs.rmdir()
        server.places.blobs.symlink_to(small_disk)
        browser = PlainBrowser(server.address)
        page = begun(browser)
        while 'value="files"' not in page:
            page = send(browser)
        page = send(browser, go="add", files=[File("big.mp4", os.urandom(2_000_000)), File("small.txt", b"words")])
        assert "big.mp4 could not be kept, because there is no room at the moment" in page
        assert "small.txt" in page
        assert len(list(small_disk.iterdir())) == 1


def test_a_database_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    with scratch_postgres() as cluster, serving(tmp_path, PUBLIC_DATABASE=cluster.new_database("public_site")) as server:
        browser = PlainBrowser(server.address)
        begun(browser)
        send(browser, **STRAIGHT, story="through a restart")
        words = words_on(send(browser, page="checking"))
        send(browser)
        cluster.kill()
        answer = browser.get("/a/")
        assert answer.status_code == 503
        assert heading(answer.content.decode()) == "We could not take this just now"
        start_again(cluster)
        assert heading(send(browser, go="send", **typed_back(browser, words))) == "Your report has been sent"
        ((report, _),) = collected(server.places)
        assert isinstance(report, Report)
        assert report.story == "through a restart"


def start_again(cluster: Cluster) -> None:
    """Start it as soon as what was killed has let go of its files."""
    for _ in range(40):
        with suppress(subprocess.CalledProcessError):
            cluster.start()
            return
        time.sleep(0.5)
    raise AssertionError("PostgreSQL does not start again")


CANARY = "canary-{}-zq7x"


def test_nothing_that_was_told_stands_anywhere_in_the_clear(tmp_path: Path) -> None:
    names = iter(range(100))
    told_of: list[str] = []

    def canary() -> str:
        told_of.append(CANARY.format(next(names)))
        return told_of[-1]

    scratch = tmp_path / "temporary"
    scratch.mkdir()
    os.environ["TMPDIR"] = str(scratch)
    try:
        with serving(tmp_path) as server:
            answers = {
                "teller": {"teller": "partner"},
                "partner": {"organisation": canary(), "contact": canary()},
                "story": {"story": canary()},
                "when": {"details": canary()},
                "member": {name: canary() for name in ("name", "number", "handle", "station", "description")},
                "person": {"name": canary(), "circumstances": canary()},
                "contact": {"how": "email", "address": canary(), "when": canary(), "never": canary()},
                "exclude": {"name": canary(), "number": canary(), "station": canary(), "why": canary()},
                "files": {"files": [File(f"{canary()}.txt", canary().encode() * 50_000, f"text/{canary()}")]},
            }
            browser = PlainBrowser(server.address)
            words, page = told(browser, answers)
            assert heading(page) == "Your report has been sent"
            again = PlainBrowser(server.address)
            send(again, "/b/", go="open", words=" ".join(words))
            send(again, "/b/", go="send", text=canary(), files=[File("more.txt", canary().encode() * 50_000)])
            left = PlainBrowser(server.address)
            begun(left)
            send(left, **STRAIGHT, story=canary())
            ((report, envelope),) = collected(server.places)
            assert isinstance(report, Report)
            told_text = report.to_bytes().decode()
            assert [one for one in told_of[:19] if one not in told_text] == []
            (file,) = report.attachments
            assert told_of[19].encode() * 50_000 == b"".join(read_blob(envelope.blobs[file.blob_id], file.key))
            held = everything_below(tmp_path)
            assert len(held) > 8
            receipt = " ".join(words)
            assert {name for name, content in held.items() for one in (*told_of, receipt) if one.encode() in content} == set()
            assert list(scratch.rglob("*")) == []
    finally:
        del os.environ["TMPDIR"]


def everything_below(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
