"""Whatever comes by mail is read without a fault, in bounded time, and can be sealed as a report."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.handover.ids import new_id
from boundaries.handover.report import Report, Route
from boundaries.intake.mailbox.facts import LONGEST_TEXT, MOST_FILES, read_mail
from tests.fuzz.mutation import mutants

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "mail"
OWN = ("reports@force.example",)
LONGEST_SECONDS = 2.0
WORDS = (
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"\r\n--b\r\n", b"\r\n--b--\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n", b"Content-Type: text/html\r\n",
    b"charset=utf-16\r\n", b"charset=iso-2022-jp", b"name*0*=utf-8''", b"=?utf-8?B?", b"=?iso-8859-1?Q?", b"<script", b"-->", b"<!--",
    b"Content-Disposition: attachment; filename=", b"From: ", b"begin 644 a\n", b"Received: x\r\n", b"From x\n", b"&#x110000;",
)  # fmt: skip


def corpus() -> list[bytes]:
    """The messages that go with the tests, and the larger corpus where it is here; none so long that many copies take long."""
    paths = [*(ROOT / "tests" / "mail" / "broken").iterdir(), *(path for path in DATA.rglob("*") if path.suffix != ".csv")]
    found = [path.read_bytes() for path in sorted(paths) if path.is_file()]
    return [raw for raw in found if len(raw) <= 60_000]


def must_be_readable(raw: bytes) -> float:
    """Read a message as the watch does, up to the bytes that are sealed; the seconds of processor time that it took."""
    started = time.process_time()
    facts = read_mail(raw, OWN)
    told = [facts.subject, facts.sender, facts.answer_to, facts.recipients, facts.sent, *facts.senders]
    names = [text for file in facts.files for text in (file.name, file.media_type)]
    report = Report(
        report_id=new_id(),
        route=Route.MAILBOX,
        received_on=date(2026, 11, 25),
        story=facts.text,
        notes={str(place): text for place, text in enumerate([*told, *names])},
    )
    assert Report.from_bytes(report.to_bytes()) == report
    assert len(facts.text) <= LONGEST_TEXT
    assert len(facts.files) <= MOST_FILES
    assert sum(len(file.content) for file in facts.files) <= len(raw) * 2
    assert "\0" not in "".join([facts.text, *told, *names])
    return time.process_time() - started


def test_damaged_messages_are_read(inputs: int) -> None:
    slowest = read = 0
    for raw in mutants(corpus(), inputs, seed=7, words=WORDS):
        slowest = max(slowest, must_be_readable(raw))
        read += 1
    assert read == inputs
    assert slowest < LONGEST_SECONDS


def lines() -> Iterator[st.SearchStrategy[bytes]]:
    """The kinds of line that a made-up message is put together from."""
    yield st.sampled_from(WORDS)
    yield st.binary(max_size=40)
    yield st.builds(
        lambda name, value: name + b": " + value, st.sampled_from([b"Subject", b"To", b"Date"]), st.binary(max_size=60)
    )
    yield st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))
    yield st.just(b"")


def test_made_up_messages_are_read(inputs: int) -> None:
    @settings(max_examples=inputs // 4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(*lines()), max_size=30), st.sampled_from([b"\r\n", b"\n", b"\r"]))
    def read(pieces: list[bytes], line_end: bytes) -> None:
        assert must_be_readable(line_end.join(pieces)) < LONGEST_SECONDS

    read()
