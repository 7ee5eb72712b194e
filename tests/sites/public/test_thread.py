"""Coming back with a receipt."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.handover.blobs import read_blob
from boundaries.handover.drop import Inbound
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_opening_key, load_site
from boundaries.handover.matching import open_by_match, release_held
from boundaries.handover.places import Places
from boundaries.handover.receipt import WORDS, Receipt, derive
from boundaries.handover.replies import Outbound
from boundaries.handover.report import FollowUp, HeldReport, Reply, Report
from boundaries.handover.sealing import SealingKey, seal, unseal
from tests.sites.collecting import collected
from tests.sites.public.walking import heading, send, shown, told

THREAD = "/b/"


def came_back(browser: Client, words: str) -> str:
    return send(browser, THREAD, go="open", words=words)


def answered(places: Places, report: Report | HeldReport, text: str, asks: bool = False) -> None:
    reply = Reply(reply_id=new_id(), lookup_id=report.lookup_id, sent_on=date(2026, 11, 25), text=text, asks=asks)
    sealed = seal(reply.to_bytes(), SealingKey.from_text(report.reporter_key), f"reply:{reply.reply_id}")
    Outbound(places.drop_out).put_reply(reply.lookup_id, reply.reply_id, sealed)


def follow_ups(places: Places) -> list[FollowUp]:
    inbound = Inbound(places.drop_in)
    envelopes = [inbound.read(name) for name in inbound.waiting()]
    key = load_opening_key(places)
    return [FollowUp.from_bytes(unseal(one.sealed, key, one.bound_to)) for one in envelopes if one.kind == "follow_up"]


def test_the_receipt_opens_the_replies_and_takes_an_answer(browser: Client, places: Places) -> None:
    words, _ = told(browser, {"story": {"story": "what happened"}})
    ((report, _),) = collected(places)
    answered(places, report, "Are you <safe>?", asks=True)
    again = Client()
    page = came_back(again, " ".join(words).upper())
    assert "Are you &lt;safe&gt;?" in page
    assert "25 November 2026" in page
    assert "a question for you" in page
    file = SimpleUploadedFile("note.txt", b"a note", "text/plain")
    page = send(again, THREAD, go="send", text="Yes, for now.", files=file, also=["withdraw"])
    assert "What you added has been sent." in page
    assert "Yes, for now." not in page
    (follow_up,) = follow_ups(places)
    assert (follow_up.text, follow_up.withdraw_contact, follow_up.release) == ("Yes, for now.", True, b"")
    assert follow_up.lookup_id == report.lookup_id
    (attachment,) = follow_up.attachments
    envelope = Inbound(places.drop_in).read(follow_up.follow_up_id)
    assert b"".join(read_blob(envelope.blobs[attachment.blob_id], attachment.key)) == b"a note"


def test_two_answers_in_one_visit_are_two_and_a_repeated_click_is_one(browser: Client, places: Places) -> None:
    came_back(browser, str(Receipt.new()))
    send(browser, THREAD, go="send", text="first")
    for _ in range(2):
        browser.post(THREAD, {"go": "send", "turn": "1", "text": "second"})
    assert sorted(one.text for one in follow_ups(places)) == ["first", "second"]


def test_a_held_report_is_released_by_its_reporter_alone(browser: Client, places: Places) -> None:
    words, _ = told(browser, {"member": {"name": "PC 1234 Smith"}, "story": {"story": "held words"}, "held": {"held": "yes"}})
    ((report, _),) = collected(places)
    assert isinstance(report, HeldReport)
    assert open_by_match(report.content, report.shares, report.shares, report.report_id) is None
    came_back(browser, " ".join(words))
    send(browser, THREAD, go="send", also=["release"])
    (follow_up,) = follow_ups(places)
    assert Report.from_bytes(release_held(report.content, follow_up.release, report.report_id)).story == "held words"


def test_two_held_reports_about_one_member_open_each_other(places: Places) -> None:
    for name in ("PC 1234 Smith", "1234"):
        told(Client(), {"member": {"name": name}, "story": {"story": name}, "held": {"held": "yes"}})
    (first, _), (second, _) = collected(places)
    assert isinstance(first, HeldReport) and isinstance(second, HeldReport)
    opened = open_by_match(first.content, first.shares, second.shares, first.report_id)
    assert opened is not None
    assert Report.from_bytes(opened).story in ("PC 1234 Smith", "1234")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("abandon ability", "A receipt has 8 words. Type all of them, in order"),
        (" ".join(WORDS[:9]), "A receipt has 8 words. Type only those"),
        ("abandonn " + " ".join(WORDS[1:8]), "Word 1 is not one that we use. Is it “abandon”?"),
        ("qqqq " + " ".join(WORDS[1:8]), "Word 1 is not one that we use. Compare it with your receipt"),
        ("", "A receipt has 8 words. Type all of them, in order"),
        ("\x00'; DROP TABLE x --", "is not one that we use"),
    ],
)
def test_words_that_are_no_receipt_say_so_at_once(browser: Client, words: str, what: str) -> None:
    page = came_back(browser, words)
    assert heading(page) == "Come back with your receipt"
    assert what in page
    assert "<title>Error: " in page


def test_a_check_word_that_does_not_fit_says_so_at_once(browser: Client) -> None:
    words = list(Receipt.new().words)
    words[3] = WORDS[(WORDS.index(words[3]) + 1) % len(WORDS)]
    assert "These words do not belong together" in came_back(browser, " ".join(words))


def test_unknown_closed_and_excluded_receipts_get_the_same_bytes(places: Places) -> None:
    words, _ = told(Client(), {"story": {"story": "closed"}})
    ((report, _),) = collected(places)
    answered(places, report, "read before it was closed")
    Outbound(places.drop_out).close(report.lookup_id)
    pages = []
    for receipt in (" ".join(words), str(Receipt.new())):
        browser = Client()
        answer = browser.post(THREAD, {"go": "open", "words": receipt})
        assert (answer.status_code, answer.headers["Location"]) == (303, THREAD)
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown(browser, THREAD)))
    assert pages[0] == pages[1]


def test_a_reply_that_does_not_open_is_told(browser: Client, places: Places) -> None:
    receipt = Receipt.new()
    lookup_id = derive(receipt, load_site(places).salt).lookup_id
    Outbound(places.drop_out).put_reply(lookup_id, new_id(), b"\x01not sealed to them")
    assert "There is a message here that cannot be opened" in came_back(browser, str(receipt))


def test_nothing_to_send_is_said_and_closing_forgets(browser: Client) -> None:
    came_back(browser, str(Receipt.new()))
    assert "Write something, add a file or choose one of the boxes" in send(browser, THREAD, go="send", text=" ")
    assert heading(send(browser, THREAD, go="close")) == "Come back with your receipt"


def test_a_message_that_is_too_long_is_kept_on_the_page(browser: Client, places: Places) -> None:
    came_back(browser, str(Receipt.new()))
    page = send(browser, THREAD, go="send", text="y" * 20_001)
    assert "This is too long. 20000 characters fit" in page
    assert "y" * 20_001 in page
    assert follow_ups(places) == []
