"""Whatever is sent, a page answers and no traceback: forms, stages out of turn, and multipart bodies that no browser makes.

`--inputs` says how many of each kind, and `make fuzz` asks for many.
"""

import random
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from boundaries.handover.places import Places
from boundaries.intake.limits import buckets
from boundaries.intake.questions import QUESTIONS

NAMES = ["page", "question", "part", "go", "turn", "words", "text", "also", "website", "csrfmiddlewaretoken", "word-0", "word-7"]
NAMES += [field.name for question in QUESTIONS for field in question.fields]
VALUES = ["", "0", "1", "-1", "99", "９", "1e3", "true", "answering", "checking", "receipt", "confirming", "sent", "before"]
VALUES += [question.id for question in QUESTIONS] + ["begin", "next", "back", "another", "add", "send", "open", "close", "change"]
VALUES += [
    "change member 0",
    "change  ",
    "change member ²",
    "change files 9",
    "language cy",
    "language",
    "language ..",
    "drop x",
    "drop ",
]
VALUES += [
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "%s%n%d",
    "{{7*7}}",
    "<script>",
    "'; --",
    "\r\nX: y",
    "a" * 30_000,
]
ANSWERS = {200, 303, 400, 403, 404, 410, 413, 429, 503}


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_AN_HOUR", dict.fromkeys(buckets._AN_HOUR, 10**9))


def value(chance: random.Random) -> str:
    if chance.random() < 0.85:
        return chance.choice(VALUES)
    return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xD7FF)))) for _ in range(chance.randrange(40)))


def test_fuzz_forms_out_of_turn(inputs: int) -> None:
    chance, browser = random.Random(1), Client()
    for number in range(inputs):
        if number % 60 == 0:
            browser = Client()
            browser.post("/a/", {"go": "begin"})
        fields = [(chance.choice(NAMES), value(chance)) for _ in range(chance.randrange(1, 9))]
        body = urlencode(fields, errors="replace").encode()
        if chance.random() < 0.1:
            place = chance.randrange(len(body))
            body = body[:place] + chance.randbytes(3) + body[place:]
        answer = browser.generic("POST", chance.choice(["/a/", "/a/", "/a/", "/b/"]), body, "application/x-www-form-urlencoded")
        assert answer.status_code in ANSWERS, fields
        if number % 7 == 0:
            assert browser.get("/a/").status_code in (200, 410), fields


def test_fuzz_bodies_with_files(places: Places, inputs: int) -> None:
    chance, browser = random.Random(2), Client()
    whole = (
        b'--BoUnDaRyStRiNg\r\nContent-Disposition: form-data; name="page"\r\n\r\nanswering\r\n'
        b'--BoUnDaRyStRiNg\r\nContent-Disposition: form-data; name="question"\r\n\r\nfiles\r\n'
        b'--BoUnDaRyStRiNg\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n'
        b"Content-Transfer-Encoding: binary\r\n\r\n\xff\xd8 some bytes\r\n--BoUnDaRyStRiNg--\r\n"
    )
    odd = [
        b"\r\n",
        b"--BoUnDaRyStRiNg",
        b'"',
        b"\x00",
        b"; filename*=utf-8''%FF.txt",
        b"base64",
        b"\xff" * 9,
        b"Content-Length: -1\r\n",
        b"=?",
    ]
    for number in range(inputs):
        if number % 60 == 0:
            browser.get("/exit/")
            browser.post("/a/", {"go": "begin"})
        body = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            start = chance.randrange(len(body))
            body[start : start + chance.randrange(12)] = (
                chance.choice(odd) if chance.random() < 0.5 else chance.randbytes(chance.randrange(6))
            )
        kind = (
            MULTIPART_CONTENT
            if chance.random() < 0.95
            else chance.choice(["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300])
        )
        assert browser.generic("POST", "/a/", bytes(body), kind).status_code in ANSWERS, bytes(body)
    browser.get("/exit/")
    assert list(places.blobs.iterdir()) == [], "something was left behind"


def test_a_file_that_cannot_be_understood_leaves_nothing_at_once(places: Places) -> None:
    browser = Client()
    browser.post("/a/", {"go": "begin"})
    body = (
        b'--BoUnDaRyStRiNg\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nA\r\n--BoUnDaRyStRiNg--\r\n"
    )
    answer = browser.generic("POST", "/a/", body, MULTIPART_CONTENT)
    assert answer.status_code == 400
    assert list(places.blobs.iterdir()) == []
