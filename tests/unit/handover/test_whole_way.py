"""One report all the way: receipt, seal, drop, unseal, reply, and two held reports that open each other."""

from datetime import date
from pathlib import Path

from boundaries.handover.blobs import BlobWriter, read_blob
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.escrow import new_custodians
from boundaries.handover.ids import new_id
from boundaries.handover.keys import create_keys, load_index_key, load_opening_key, load_sealing_key, load_site
from boundaries.handover.matching import hold, open_by_match, release_held, shares_for
from boundaries.handover.people import NamedMember
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, derive
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Attachment, HeldReport, Reply, Report, Route, read_report
from boundaries.handover.sealing import SealingKey, seal, unseal

TODAY = date(2026, 11, 25)


def test_a_report_and_its_reply(tmp_path: Path) -> None:
    places = Places(tmp_path / "home")
    create_keys(places, new_custodians())
    receipt = Receipt.new()
    keys = derive(receipt, load_site(places).salt)

    with BlobWriter(places.blobs / new_id()) as writer:
        writer.write(b"a picture")
        blob = writer.finish()
    attachment = Attachment(blob_id=blob.blob_id, key=blob.key, size=blob.size, sha256=blob.sha256, name="a.jpg")
    report = Report(
        report_id=new_id(), route=Route.WEB, received_on=TODAY, story="what happened", lookup_id=keys.lookup_id,
        reporter_key=keys.sealing.to_text(), attachments=(attachment,), members=(NamedMember(name="PC 1234 Smith"),),
    )  # fmt: skip
    sealed = seal(report.to_bytes(), load_sealing_key(places), Kind.REPORT.bound_to(report.report_id))
    Inbound(places.drop_in).deliver(report.report_id, Kind.REPORT, sealed, [places.blobs / blob.blob_id])

    inbound = Inbound(places.drop_in)
    (waiting,) = inbound.waiting()
    envelope = inbound.read(waiting)
    opened = read_report(unseal(envelope.sealed, load_opening_key(places), envelope.bound_to))
    assert opened == report
    assert b"".join(read_blob(envelope.blobs[blob.blob_id], attachment.key)) == b"a picture"
    inbound.remove(waiting)
    inbound.deliver(report.report_id, Kind.REPORT, sealed)
    assert inbound.waiting() == []

    reply = Reply(reply_id=new_id(), lookup_id=keys.lookup_id, sent_on=TODAY, text="thank you", asks=True)
    outbound = Outbound(places.drop_out)
    sealed_reply = seal(reply.to_bytes(), SealingKey.from_text(report.reporter_key), f"reply:{reply.reply_id}")
    outbound.put_reply(reply.lookup_id, reply.reply_id, sealed_reply)
    again = derive(Receipt.parse(str(receipt).upper()), load_site(places).salt)
    (found,) = outbound.replies(again.lookup_id)
    assert Reply.from_bytes(unseal(found.sealed, again.opening, found.bound_to)) == reply
    outbound.close(again.lookup_id)
    assert outbound.replies(again.lookup_id) == outbound.replies(new_id()) == []


def test_two_held_reports_about_one_member_open_each_other(tmp_path: Path) -> None:
    places = Places(tmp_path / "home")
    create_keys(places, new_custodians())
    index_key = load_index_key(places)
    held = []
    keys = [derive(Receipt.new(), load_site(places).salt) for _ in range(2)]
    for one, name in zip(keys, ("PC 1234 Smith", "1234"), strict=True):
        report = Report(report_id=new_id(), route=Route.WEB, received_on=TODAY, story=name, lookup_id=one.lookup_id)
        made = shares_for(NamedMember(name=name), index_key, one.lookup_id)
        content = hold(report.to_bytes(), {share.tag: secret for share, secret in made}, report.report_id, one.release)
        held.append(
            HeldReport(
                report_id=report.report_id, route=Route.WEB, received_on=TODAY, lookup_id=one.lookup_id,
                shares=tuple(share for share, _ in made), content=content,
            )
        )  # fmt: skip
    first, second = (read_report(one.to_bytes()) for one in held)
    assert isinstance(first, HeldReport) and isinstance(second, HeldReport)
    assert open_by_match(first.content, first.shares, first.shares, first.report_id) is None
    opened = open_by_match(first.content, first.shares, second.shares, first.report_id)
    assert opened is not None
    assert Report.from_bytes(opened).story == "PC 1234 Smith"
    assert Report.from_bytes(release_held(second.content, keys[1].release, second.report_id)).story == "1234"
