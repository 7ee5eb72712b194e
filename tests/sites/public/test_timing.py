"""How long a receipt takes says nothing: unknown, closed and excluded ones pay Argon2id alike."""

import statistics
import time
from datetime import date

import pytest
from django.test import Client

from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_site
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, derive
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Reply
from boundaries.handover.sealing import seal
from boundaries.intake.limits import buckets
from tests.sites.public.walking import shown

ROUNDS = 12


def closed(places: Places) -> str:
    """A receipt that had a reply once, before its case was closed or its reporter left out."""
    receipt = Receipt.new()
    keys = derive(receipt, load_site(places).salt)
    outbound = Outbound(places.drop_out)
    reply = Reply(reply_id=new_id(), lookup_id=keys.lookup_id, sent_on=date(2026, 11, 25), text="a reply")
    outbound.put_reply(keys.lookup_id, reply.reply_id, seal(reply.to_bytes(), keys.sealing, f"reply:{reply.reply_id}"))
    outbound.close(keys.lookup_id)
    return str(receipt)


def seconds_for(words: str) -> float:
    browser = Client()
    started = time.process_time()
    assert browser.post("/b/", {"go": "open", "words": words}).status_code == 303
    assert "There is nothing here at the moment" in shown(browser, "/b/")
    return time.process_time() - started


def test_unknown_and_closed_receipts_take_the_same_time(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_AN_HOUR", dict.fromkeys(buckets._AN_HOUR, 10_000))
    seconds_for(str(Receipt.new()))
    # A difference that is there shows each time; one that the machine makes hardly ever does three times.
    assert any(are_alike(*measured(places)) for _ in range(3))


def measured(places: Places) -> tuple[list[float], list[float]]:
    """What known and unknown receipts take, in turns, so that whatever else the machine does falls on both."""
    known, unknown = [], []
    for _ in range(ROUNDS):
        known.append(seconds_for(closed(places)))
        unknown.append(seconds_for(str(Receipt.new())))
    began = time.process_time()
    derive(Receipt.new(), bytes(32))
    assert min(*known, *unknown) > (time.process_time() - began) / 4, "Argon2id was not paid"
    return known, unknown


def are_alike(known: list[float], unknown: list[float]) -> bool:
    """Whether the middles are no further apart than the measures of one kind are."""
    apart = abs(statistics.median(known) - statistics.median(unknown))
    spread = statistics.median(abs(one - statistics.median(held)) for held in (known, unknown) for one in held)
    return apart < max(4 * spread, 0.02 * statistics.median(unknown))


def test_argon2_is_paid_by_every_receipt_that_could_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(receipt: Receipt, salt: bytes) -> object:
        asked.append(str(receipt))
        return derive(receipt, salt)

    monkeypatch.setattr("boundaries.intake.sending.derive", counted)
    receipts = [str(Receipt.new()) for _ in range(3)]
    for words in receipts:
        seconds_for(words)
    assert asked == receipts
