"""A message is read as well as it can be, and a broken one no worse than it must."""

import time
from pathlib import Path

import pytest

from boundaries.intake.mailbox.facts import LONGEST_TEXT, MOST_FILES, MailFacts, read_mail
from boundaries.intake.mailbox.markup import text_of
from boundaries.intake.mailbox.mime import MOST_PARTS
from boundaries.intake.mailbox.screening import Screened
from boundaries.intake.mailbox.wording import header_text

BROKEN = Path(__file__).resolve().parents[2] / "mail" / "broken"
OWN = ("reports@force.example",)

TEXTS = {
    "no_headers": "I have something to tell you.\n\nIt is about a sergeant.",
    "empty_body": "",
    "wrong_charset": "He said café – twice.",
    "unknown_charset": "naïve",
    "nulls": "before\ufffdafter\ufffd",
    "no_boundary": "the plain words",
    "another_boundary": "words",
    "never_closed": "first",
    "marked_only": "He wrote “see you”\nand then & then\n\nend",
    "line_in_headers": "the body",
    "space_before_body": "The blank line has a space.",
    "lone_returns": "one\ntwo",
    "byte_order_mark": "body",
    "two_types": "words",
    "forwarded": "Come alone x",
}
SUBJECTS = {
    "empty_body": "call me",
    "wrong_charset": "café",
    "unknown_charset": "café and ✓",
    "half_letters_in_two_words": "naï",
    "nulls": "a\ufffdb",
    "line_in_headers": "after it",
    "lone_returns": "old machine",
    "byte_order_mark": "marked",
}
FILES = {
    "another_boundary": [("a.png", "image/png", b"\x89PNG\r\n\x1a\n")],
    "never_closed": [("../../etc/passwd", "application/pdf", b"%PDF-1.4\n")],
    "forwarded": [("tonight", "message/rfc822", b"From: him@force.example\r\nSubject: tonight\r\n\r\nCome alone x\r\n")],
    "marked_only": [],
}
REASONS = {
    "bounce": Screened.DELIVERY_REPORT,
    "away": Screened.AUTOMATIC_REPLY,
    "round_again": Screened.LOOP,
    "from_ourselves": Screened.OWN_ADDRESS,
    "newsletter": Screened.MAILING_LIST,
}


def read(name: str) -> MailFacts:
    return read_mail((BROKEN / f"{name}.eml").read_bytes(), OWN)


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_the_text_is_found(name: str, text: str) -> None:
    assert read(name).text == text


@pytest.mark.parametrize(("name", "subject"), SUBJECTS.items())
def test_the_subject_is_found(name: str, subject: str) -> None:
    assert read(name).subject == subject


@pytest.mark.parametrize(("name", "files"), FILES.items())
def test_files_are_found(name: str, files: list[tuple[str, str, bytes]]) -> None:
    assert [(file.name, file.media_type, file.content) for file in read(name).files] == files


def test_what_no_person_wrote_is_marked_and_all_else_is_not() -> None:
    found = {path.stem: read(path.stem).screened for path in BROKEN.iterdir()}
    assert {name: reason for name, reason in found.items() if reason} == REASONS
    assert len(found) > 20


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (b"Auto-Submitted: no", None),
        (b"X-Auto-Response-Suppress: All", None),
        (b"Return-Path: <bounces+12=ann@example.org>", None),
        (b"Precedence: first-class", None),
        (b"Delivered-To: reports@force.example", None),
        (b"X-Autoreply: yes", Screened.AUTOMATIC_REPLY),
        (b"Precedence: auto_reply", Screened.AUTOMATIC_REPLY),
        (b"X-Loop: <reports@force.example>", Screened.LOOP),
        (b"\r\n".join([b"Received: by somewhere"] * 31), Screened.LOOP),
        (b"Content-Type: multipart/report; report-type=disposition-notification", Screened.DELIVERY_REPORT),
        (b"Content-Type: multipart/report; report-type=tlsrpt", None),
    ],
)
def test_a_person_is_not_taken_for_a_machine(headers: bytes, reason: Screened | None) -> None:
    raw = b"From: Ann <ann@example.org>\r\n" + headers + b"\r\nSubject: x\r\n\r\nwords\r\n"
    assert read_mail(raw, OWN).screened is reason


def test_senders_are_found_behind_nonsense() -> None:
    assert read("brackets").senders == ("ann@example.org",)
    assert read("from_ourselves").senders == ("REPORTS@force.example",)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br>b", "a\nb"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<SCRIPT>x</SCRIPT >y", "y"),
        ("<script>x", "x"),
        ("<!-- never closed", "never closed"),
        ("&#99999999999999999999999; &bogus; &eacute;", "\ufffd &bogus; é"),
        ("<a href='x'>link</a>", "link"),
        ("a\n\n\n\n\nb", "a b"),
    ],
)
def test_markup_gives_its_words(markup: str, text: str) -> None:
    assert text_of(markup) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"=?utf-8?Q?a_b?= =?utf-8?Q?c?=", "a bc"),
        (b"=?utf-8?Q?a?= and =?iso-8859-1?Q?=E9?=", "a and é"),
        (b"=?utf-8?B?!!!?= kept", "=?utf-8?B?!!!?= kept"),
        (b"=?utf-8?q?broken", "=?utf-8?q?broken"),
        (b"folded\r\n\tline", "folded line"),
    ],
)
def test_headers_are_read_as_people_read_them(value: bytes, text: str) -> None:
    assert header_text(value) == text


def nested(depth: int, size: int) -> bytes:
    """Containers in containers, each opened and none closed, then many short lines."""
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(depth)
    )
    return b"Subject: deep\r\n" + opened + b"\r\n" + b"a\n" * size


BOMBS = {
    "deep containers": nested(5_000, 500_000),
    "deep messages": b"Content-Type: message/rfc822\r\n\r\n" * 100_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 300_000,
    "near boundaries": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b-\r\n--" * 500_000,
    "long header": b"Subject: " + b"=?a?q?" * 1_000_000 + b"\r\n\r\nx",
    "many headers": b"X: y\r\n" * 300_000 + b"\r\nx",
    "folded header": b"To: " + b"a\r\n <" * 1_000_000 + b"\r\n\r\nx",
    "unclosed marks": b"Content-Type: text/html\r\n\r\n" + b"<!--<a <![" * 200_000,
    "unclosed scripts": b"Content-Type: text/html\r\n\r\n" + b"<script>" * 200_000,
    "references": b"Content-Type: text/html\r\n\r\n" + b"&#" * 2_000_000,
    "quotes": b'Content-Type: text/plain; a="' + b'";"' * 200_000 + b"\r\n\r\nx",
    "semicolons": b"Content-Type: text/plain" + b";" * 2_000_000 + b"\r\n\r\nx",
    "blank lines": b"Subject: x\r\n\r\n" + b"\r\n" * 3_000_000,
    "no line at all": b"a" * 8_000_000,
    "punycode": b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 500_000,
    "utf-7": b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+AAA" * 500_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_message_takes_long(name: str) -> None:
    started = time.process_time()
    facts = read_mail(BOMBS[name], OWN)
    assert time.process_time() - started < 5
    assert len(facts.text) <= LONGEST_TEXT
    assert len(facts.files) <= MOST_FILES


def test_what_is_not_read_is_said() -> None:
    assert not read_mail(BOMBS["deep containers"]).whole
    assert not read_mail(BOMBS["many parts"]).whole
    assert not read_mail(b"Content-Type: text/html\r\n\r\n" + b"<a>" * 2_000_000).whole
    some = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (MOST_PARTS // 2)
    assert read_mail(some).whole
