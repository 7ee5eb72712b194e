"""What each adversary of docs/threat-model.md can and cannot do with what they hold, shown on the files themselves."""

import base64
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from boundaries.errors import BoundariesError
from boundaries.handover.blobs import BlobWriter
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.escrow import new_custodians
from boundaries.handover.ids import new_id
from boundaries.handover.keys import create_keys, load_index_key, load_opening_key, load_sealing_key, load_sign_key, load_site
from boundaries.handover.matching import MatchShare, hold, open_by_match, shares_for
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember, SafeContact
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, ReceiptKeys, derive
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Attachment, HeldReport, Reply, Report, Route, read_report
from boundaries.handover.sealing import OpeningKey, SealingKey, seal, unseal
from boundaries.handover.signing import SignatureFault, sign_key_of

TODAY = date(2026, 11, 25)
CANARY = "canary-4b1f"
MEMBER = NamedMember(name=f"PC 471108 {CANARY} Smith", station=CANARY)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "home")
    create_keys(made, new_custodians())
    return made


def tell(places: Places, *, held: bool = False, member: NamedMember = MEMBER) -> tuple[Receipt, ReceiptKeys, str]:
    """A report with a canary in every field and file, delivered as the public side does it; gives what the reporter walks away with."""
    receipt = Receipt.new()
    keys = derive(receipt, load_site(places).salt)
    with BlobWriter(places.blobs / new_id()) as writer:
        writer.write(CANARY.encode() * 1000)
        blob = writer.finish()
    shares = shares_for(member, load_index_key(places), keys.lookup_id)
    report = Report(
        report_id=new_id(), route=Route.WEB, received_on=TODAY, story=CANARY, when=CANARY, members=(member,), exclude=CANARY,
        contact=SafeContact(how=CANARY, address=CANARY, when=CANARY, never=CANARY), exclude_members=(member,), held=held,
        organisation=CANARY, organisation_contact=CANARY, lookup_id=keys.lookup_id, reporter_key=keys.sealing.to_text(),
        attachments=(Attachment(blob_id=blob.blob_id, key=blob.key, size=blob.size, sha256=blob.sha256, name=CANARY),),
        shares=tuple(share for share, _ in shares), notes={CANARY: CANARY},
    )  # fmt: skip
    content = report.to_bytes()
    if held:
        locked = hold(content, {share.tag: secret for share, secret in shares}, report.report_id, keys.release)
        content = HeldReport(
            report_id=report.report_id, route=Route.WEB, received_on=TODAY, lookup_id=keys.lookup_id,
            reporter_key=report.reporter_key, shares=report.shares, content=locked,
        ).to_bytes()  # fmt: skip
    sealed = seal(content, load_sealing_key(places), Kind.REPORT.bound_to(report.report_id))
    Inbound(places.drop_in).deliver(report.report_id, Kind.REPORT, sealed, [places.blobs / blob.blob_id])
    (places.blobs / blob.blob_id).unlink()
    return receipt, keys, report.report_id


def answer(places: Places, keys: ReceiptKeys) -> Reply:
    """A reply with a canary, left as the unit's side does it."""
    reply = Reply(reply_id=new_id(), lookup_id=keys.lookup_id, sent_on=TODAY, text=CANARY)
    sealed = seal(reply.to_bytes(), SealingKey.from_text(keys.sealing.to_text()), f"reply:{reply.reply_id}")
    Outbound(places.drop_out).put_reply(keys.lookup_id, reply.reply_id, sealed)
    return reply


def files(*folders: Path) -> dict[Path, bytes]:
    """Every file below, names with it, as whoever takes the disk has it."""
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def thirty_twos(held: Iterable[bytes]) -> set[bytes]:
    """Every 32 bytes that could be a key: raw, as hex, as base64, on any line."""
    found = set()
    for content in held:
        found |= {content[start : start + 32] for start in range(0, max(1, len(content) - 31), 1 if len(content) < 4000 else 32)}
        for line in content.split(b"\n"):
            text = line.partition(b":")[2] or line
            for decode in (lambda text: bytes.fromhex(text.decode()), lambda text: base64.b64decode(text)):
                try:
                    found.add(decode(text.strip())[:32])
                except ValueError:
                    continue
    return {key for key in found if len(key) == 32}


def test_a_seized_public_server_opens_nothing(places: Places) -> None:
    _, keys, report_id = tell(places)
    answer(places, keys)
    held = files(places.public, places.drop)
    envelope = Inbound(places.drop_in).read(report_id)
    for key in thirty_twos(held.values()):
        with pytest.raises(SealError):
            unseal(envelope.sealed, OpeningKey(key), envelope.bound_to)
    # What opens it would have been found by this search, as it is on the unit's side.
    assert load_opening_key(places).seed in thirty_twos(files(places.unit).values())


def test_no_word_of_a_report_or_a_reply_lies_in_the_clear(places: Places) -> None:
    for held in (False, True):
        receipt, keys, _ = tell(places, held=held)
        answer(places, keys)
    lying = files(places.home)
    hidden = [CANARY, str(receipt), *(" ".join(receipt.words[place : place + 2]) for place in range(7)), "471108"]
    for path, content in lying.items():
        for word in hidden:
            assert word.encode() not in content
            assert word not in str(path.relative_to(places.home))
    assert len(lying) > 10


def test_the_drop_shows_kind_size_step_and_time_and_no_more(places: Places) -> None:
    ids = {tell(places, held=held)[2] for held in (False, False, True)}
    lying = files(places.drop_in)
    assert {path.name for path in lying} == ids
    heads = {content.split(b"\n")[1].split(b",")[0] for content in lying.values()}
    assert heads == {b'["report"'}
    one, other = (tell(places, member=NamedMember(name="x" * length))[2] for length in (1, 60))
    sizes = {len(Inbound(places.drop_in).read(report_id).sealed) for report_id in (one, other)}
    assert len(sizes) == 1


def test_a_seized_public_server_cannot_tell_who_was_named(places: Places) -> None:
    tell(places, held=True)
    shares = shares_for(MEMBER, load_index_key(places), "whoever")
    lying = files(places.public, places.drop)
    assert shares
    for share, secret in shares:
        for content in lying.values():
            assert share.tag.encode() not in content
            assert secret not in content


def test_a_seized_public_server_can_forge_an_acknowledgement_and_no_heartbeat(places: Places) -> None:
    assert load_sign_key(places).sign(b"anything")
    for path, content in files(places.public, places.drop).items():
        if path != places.sign_key:
            with pytest.raises(SignatureFault):
                sign_key_of(content.decode("latin-1"))
    assert load_sign_key(places).public_key().public_bytes_raw() not in thirty_twos([places.heartbeat_check.read_bytes()])


def test_a_live_public_server_reads_what_arrives_and_nothing_from_before(places: Places) -> None:
    """What is told passes through its memory: here the attacker wraps the one function that seals."""
    _, _, before = tell(places)
    seen: list[bytes] = []

    def overheard(plain: bytes, key: SealingKey, bound_to: str) -> bytes:
        seen.append(plain)
        return seal(plain, key, bound_to)

    report = Report(report_id=new_id(), route=Route.WEB, received_on=TODAY, story="told later")
    overheard(report.to_bytes(), load_sealing_key(places), Kind.REPORT.bound_to(report.report_id))
    assert [read_report(plain) for plain in seen] == [report]
    earlier = Inbound(places.drop_in).read(before)
    for key in thirty_twos([*files(places.public).values(), *seen]):
        with pytest.raises(SealError):
            unseal(earlier.sealed, OpeningKey(key), earlier.bound_to)


def held_shares(places: Places, report_id: str) -> HeldReport:
    """What the unit's side sees of a held report."""
    envelope = Inbound(places.drop_in).read(report_id)
    found = read_report(unseal(envelope.sealed, load_opening_key(places), envelope.bound_to))
    assert isinstance(found, HeldReport)
    return found


def roster() -> list[NamedMember]:
    """Everybody of a small force, the member among them."""
    return [MEMBER, *(NamedMember(name=f"PC {number} Somebody", station="York") for number in range(5000, 5400))]


def tags(members: Iterable[NamedMember], index_key: bytes) -> dict[str, NamedMember]:
    return {share.tag: member for member in members for share, _ in shares_for(member, index_key, "trial")}


def test_the_unit_alone_cannot_open_a_held_report_or_try_names(places: Places) -> None:
    held = held_shares(places, tell(places, held=True)[2])
    assert CANARY not in repr(held) + held.to_bytes().decode()
    assert open_by_match(held.content, held.shares, held.shares, held.report_id) is None
    for key in thirty_twos(files(places.unit).values()):
        assert not tags([MEMBER], key).keys() & {share.tag for share in held.shares}


def test_index_key_and_shares_together_give_a_name_away(places: Places) -> None:
    """A force's roster is short. Whoever holds both halves tries each name; that is why they are kept apart."""
    held = held_shares(places, tell(places, held=True)[2])
    known = tags(roster(), load_index_key(places))
    assert {known[share.tag] for share in held.shares} == {MEMBER}


def test_a_false_second_report_opens_a_held_one_to_the_unit_only(places: Places) -> None:
    _, _, report_id = tell(places, held=True)
    false = shares_for(NamedMember(number="471108"), load_index_key(places), new_id())
    held = held_shares(places, report_id)
    opened = open_by_match(held.content, held.shares, [share for share, _ in false], held.report_id)
    assert opened is not None
    assert Report.from_bytes(opened).story == CANARY
    public = files(places.public, places.drop)
    assert not any(CANARY.encode() in content for content in public.values())


def test_one_reporter_alone_never_opens_a_held_report_by_repeating_it(places: Places) -> None:
    _, keys, report_id = tell(places, held=True)
    held = held_shares(places, report_id)
    again = shares_for(NamedMember(name="471108 SMITH"), load_index_key(places), keys.lookup_id)
    assert {share.tag for share, _ in again} & {share.tag for share in held.shares}
    assert open_by_match(held.content, held.shares, [share for share, _ in again], held.report_id) is None


def test_the_unit_cannot_read_its_own_replies_again(places: Places) -> None:
    _, keys, _ = tell(places)
    reply = answer(places, keys)
    (sealed,) = Outbound(places.drop_out).replies(keys.lookup_id)
    for key in (load_opening_key(places).seed, *thirty_twos(files(places.unit).values())):
        with pytest.raises(SealError):
            unseal(sealed.sealed, OpeningKey(key), sealed.bound_to)
    assert Reply.from_bytes(unseal(sealed.sealed, keys.opening, sealed.bound_to)) == reply


def test_a_found_receipt_reads_the_replies_and_not_the_report(places: Places) -> None:
    receipt, _, report_id = tell(places)
    found = derive(receipt, load_site(places).salt)
    answer(places, found)
    assert len(Outbound(places.drop_out).replies(found.lookup_id)) == 1
    envelope = Inbound(places.drop_in).read(report_id)
    for key in (found.opening, OpeningKey(found.release)):
        with pytest.raises(SealError):
            unseal(envelope.sealed, key, envelope.bound_to)


def test_a_guess_at_a_receipt_costs_argon2(places: Places) -> None:
    """Half of 2^77 guesses at the time measured here, on a thousand machines, would outlast the universe."""
    began = time.process_time()
    derive(Receipt.new(), load_site(places).salt)
    spent_s = time.process_time() - began
    assert spent_s * 2**76 / 1000 / 31_557_600 > 14e9


def test_unknown_closed_and_answered_receipts_cost_the_same(tmp_path: Path) -> None:
    """Within a thousandth of what the receipt's own Argon2id takes before anything is looked up."""
    outbound = Outbound(tmp_path)
    outbound.make_decoy()
    answered, closed = new_id(), new_id()
    for lookup_id in (answered, closed):
        outbound.put_reply(lookup_id, new_id(), bytes(2200))
    outbound.close(closed)
    kinds = {"answered": lambda: answered, "closed": lambda: closed, "unknown": new_id}
    began = time.perf_counter()
    derive(Receipt.new(), bytes(32))
    derived_s = time.perf_counter() - began
    # A difference that is there shows each time; one that the machine makes hardly ever does three times.
    assert any(seconds_apart(outbound, kinds) < derived_s / 1000 for _ in range(3))


def seconds_apart(outbound: Outbound, kinds: Mapping[str, Callable[[], str]]) -> float:
    """How far the middles of a thousand looks of each kind are apart, taken in turns."""
    spent: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(1000):
        for kind, lookup in kinds.items():
            lookup_id = lookup()
            began = time.perf_counter()
            outbound.replies(lookup_id)
            spent[kind].append(time.perf_counter() - began)
    medians = [statistics.median(times) for times in spent.values()]
    return max(medians) - min(medians)


def test_shares_are_refused_where_they_are_no_points() -> None:
    for x, y in ((0, 0), (2**255, 1), (1, 2**256)):
        with pytest.raises(BoundariesError):
            MatchShare("tag", x, y)
