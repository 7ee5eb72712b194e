"""What a seized side could leave for the other, and what people type: read in full, or refused in plain words."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from boundaries.errors import BoundariesError
from boundaries.handover.acknowledgement import acknowledge, read_acknowledgement
from boundaries.handover.blobs import BlobWriter, read_blob
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.finding import SentFinding, SentScan
from boundaries.handover.heartbeat import beat, read_heartbeat
from boundaries.handover.identifiers import identifiers
from boundaries.handover.ids import new_id
from boundaries.handover.matching import MatchShare, hold
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember, NamedPerson
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, ReceiptError
from boundaries.handover.report import Attachment, FollowUp, HeldReport, Reply, Report, Route, read_report
from boundaries.handover.sealing import OpeningKey, SealingKey, seal, unseal
from boundaries.handover.signing import SignatureFault
from boundaries.handover.symmetric import lock, unlock
from boundaries.handover.wire import WireError
from tests.fuzz.mutation import mutants

TODAY = date(2026, 11, 25)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OPENING = OpeningKey(bytes(range(32)))
WORDS = (
    b"null",
    b"true",
    b"1e999",
    b"-0",
    b"NaN",
    b'"\\ud800"',
    b'"kind":',
    b'"version":2',
    b'"2026-13-01"',
    b"1.5",
    b'"":"",',
    b"[[[[[[",
)
TYPED = (
    b"@",
    b"https://",
    b"+44",
    b"PC ",
    b" 1234 ",
    b"O'",
    "\u0661".encode(),
    "\u0131".encode(),
    "\ufb03".encode(),
    b"abandon ",
    b"2. ",
)
SHARES = (MatchShare(new_id(), 5, 6),)
REPORT = Report(
    report_id=new_id(), route=Route.WEB, received_on=TODAY, story="It happened on Monday.", shares=SHARES,
    members=(NamedMember("PC 1234 Smith", "1234", "@smith", "York"),), people=(NamedPerson("A", "18-24", "b"),),
    attachments=(Attachment(blob_id=new_id(), key=bytes(32), size=1, sha256="0" * 64, name="a.jpg"),), notes={"a": "b"},
)  # fmt: skip
HELD = HeldReport(
    report_id=new_id(), route=Route.PHONE, received_on=TODAY, shares=SHARES, content=hold(b"x", {SHARES[0].tag: bytes(32)}, "r")
)
FINDING = SentFinding(
    rank=1, member_id="M1", person_id="P1", bits=12.5, band="strong", urgency="high", first_at=datetime(2026, 1, 1)
)
SCAN = SentScan(
    scan_id=new_id(), as_of=datetime(2026, 11, 1), sent_on=TODAY, content="all", budget=20, catalogue_hash="a", detectors_hash="b",
    findings=(FINDING,),
)  # fmt: skip


def read_or_refused(read: Callable[[bytes], object], given: bytes, refusals: type[BoundariesError]) -> object:
    """What was read, or None; a refusal must be of the kind that is promised, and short."""
    try:
        return read(given)
    except refusals as refusal:
        assert len(str(refusal)) < 400
        return None


READERS: dict[str, tuple[Callable[[bytes], object], tuple[bytes, ...], type[BoundariesError]]] = {
    "reports": (read_report, (REPORT.to_bytes(), HELD.to_bytes()), WireError),
    "follow-ups": (
        FollowUp.from_bytes,
        (FollowUp(follow_up_id=new_id(), lookup_id=new_id(), received_on=TODAY).to_bytes(),),
        WireError,
    ),
    "replies": (Reply.from_bytes, (Reply(reply_id=new_id(), lookup_id=new_id(), sent_on=TODAY, text="a").to_bytes(),), WireError),
    "scans": (SentScan.from_bytes, (SCAN.to_bytes(),), WireError),
    "sealed": (lambda held: unseal(held, OPENING, "a"), (seal(b"a" * 200, OPENING.public, "a"),), SealError),
    "locked": (lambda held: unlock(held, bytes(32), "a"), (lock(b"a" * 200, bytes(32), "a"),), SealError),
    "sealing keys": (lambda held: SealingKey.from_text(held.decode("latin-1")), (OPENING.public.to_text().encode(),), SealError),
    "acknowledgements": (
        lambda held: read_acknowledgement(held.decode("latin-1"), KEY.public_key()),
        (acknowledge(new_id(), b"a", TODAY, KEY).encode(),),
        SignatureFault,
    ),
    "receipts": (
        lambda held: Receipt.parse(held.decode("utf-8", "replace")),
        tuple(str(Receipt.new()).encode() for _ in range(5)),
        ReceiptError,
    ),
    "names": (
        lambda held: identifiers(NamedMember(*held.decode("utf-8", "replace").split("|")[:5])),
        (
            b"PC 1234 John Smith|AB123|https://instagram.com/john.smith|York police station|",
            b"O'Brien, Si\xc3\xa2n|0077|+44 7700 900123|",
        ),
        BoundariesError,
    ),
}


@pytest.mark.parametrize("what", READERS)
def test_what_is_damaged_is_read_or_refused(what: str, inputs: int) -> None:
    read, whole, refusals = READERS[what]
    meant = [read_or_refused(read, one, refusals) for one in whole]
    assert None not in meant
    given = mutants(whole, inputs, seed=len(what), words=TYPED if what in ("names", "receipts") else WORDS)
    taken = [read_or_refused(read, one, refusals) for one in given if one not in whole]
    assert len(taken) > inputs / 2
    if what in ("sealed", "locked", "acknowledgements"):  # other ends of lines, nothing else, may pass
        assert [one for one in taken if one is not None and one not in meant] == []


def test_damaged_envelopes_and_blobs_are_read_or_refused(inputs: int, tmp_path: Path) -> None:
    inbound, envelope_id = Inbound(tmp_path), new_id()
    with BlobWriter(tmp_path / "blob") as writer:
        writer.write(b"a picture" * 100)
        blob = writer.finish()
    inbound.deliver(
        envelope_id, Kind.REPORT, seal(REPORT.to_bytes(), OPENING.public, f"report:{envelope_id}"), [tmp_path / "blob"]
    )
    whole = (tmp_path / envelope_id).read_bytes()
    opened = 0
    for damaged in mutants((whole[:1500],), inputs, seed=3, words=WORDS):
        (tmp_path / envelope_id).write_bytes(damaged + whole[1500:])
        try:
            envelope = inbound.read(envelope_id)
            report = read_report(unseal(envelope.sealed, OPENING, envelope.bound_to))
            b"".join(read_blob(envelope.blobs["blob"], blob.key))
        except (SealError, KeyError):
            continue
        assert report == REPORT
        opened += 1
    assert opened < inputs / 2


def test_damaged_heartbeats_are_refused(inputs: int, tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.drop_out.mkdir(parents=True)
    beat(places, OPENING, KEY)
    whole = places.heartbeat.read_bytes()
    believed = 0
    for damaged in mutants((whole,), min(inputs, 5000), seed=4, words=WORDS):
        places.heartbeat.write_bytes(damaged)
        try:
            believed += read_heartbeat(places, KEY.public_key()) is not None and damaged.rstrip(b"\n") != whole.rstrip(b"\n")
        except SignatureFault:
            continue
    assert believed == 0
