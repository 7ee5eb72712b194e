"""Hands over what was told: sealed to the unit's key, left in the drop, and acknowledged only once it is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import BoundedSemaphore

from django.utils import translation

from boundaries.handover.acknowledgement import acknowledge
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.keys import load_index_key, load_sealing_key, load_sign_key, load_site
from boundaries.handover.matching import hold, shares_for
from boundaries.handover.places import Places
from boundaries.handover.receipt import Receipt, ReceiptKeys, derive
from boundaries.handover.report import Attachment, FollowUp, HeldReport, Report
from boundaries.handover.sealing import seal
from boundaries.intake.drafts import Draft, DraftKey, Stage, Thread, change, drop_blobs
from boundaries.intake.questions import Facts, report_of
from boundaries.intake.site import site

# Each derivation takes 64 MiB for a moment: no more than two at once in a process.
_ROOM = BoundedSemaphore(2)


def places() -> Places:
    """Where this site keeps what it has."""
    return site().places


def keys_of(receipt: Receipt) -> ReceiptKeys:
    """The keys of a receipt at this site; it always costs the same."""
    with _ROOM:
        return derive(receipt, load_site(places()).salt)


def prepare(draft: Draft, key: DraftKey, notes: dict[str, str]) -> Draft:
    """The draft with its report sealed, ready to be handed over as often as it takes."""
    keys = keys_of(Receipt.parse(draft.receipt))
    today = date.today()
    facts = Facts(
        report_id=key.id_for("report"),
        route=draft.route,
        received_on=today,
        language=translation.get_language() or "en",
        lookup_id=keys.lookup_id,
        reporter_key=keys.sealing.to_text(),
        attachments=draft.files,
        operator=draft.operator,
        notes={**draft.notes, **notes},
    )
    told = _with_shares(report_of(draft.answers, facts), keys)
    sealed = seal(told.to_bytes(), load_sealing_key(places()), Kind.REPORT.bound_to(facts.report_id))
    return replace(
        draft, lookup_id=keys.lookup_id, sealed=sealed, statement=acknowledge(keys.proof, sealed, today, load_sign_key(places()))
    )


def _with_shares(report: Report, keys: ReceiptKeys) -> Report | HeldReport:
    """The report with the points that let another about the same member be recognised, locked up where it is to be held."""
    index_key = load_index_key(places())
    made = {
        share.tag: (share, secret) for member in report.members for share, secret in shares_for(member, index_key, keys.lookup_id)
    }
    shares = tuple(share for share, _ in made.values())
    whole = replace(report, shares=shares)
    if not report.held or not shares:
        return whole
    return HeldReport(
        report_id=report.report_id,
        route=report.route,
        received_on=report.received_on,
        lookup_id=report.lookup_id,
        reporter_key=report.reporter_key,
        shares=shares,
        content=hold(whole.to_bytes(), {tag: secret for tag, (_, secret) in made.items()}, report.report_id, keys.release),
    )


def hand_over(draft: Draft, key: DraftKey, delivered: Callable[[], object] = lambda: None) -> None:
    """Leave a prepared report in the drop; once this returns the draft says that it was sent, and holds nothing else.

    `delivered` is called in between, once or, after a crash, once more.
    Raises DropFull where there is no room. A second call, at once or after a crash, leaves no second report.
    """
    _deliver(key.id_for("report"), Kind.REPORT, draft.sealed, draft.files)
    delivered()
    change(Draft, key, lambda one: Draft(started_seconds=one.started_seconds, stage=Stage.SENT, statement=one.statement))
    drop_blobs(tuple(one.blob_id for one in draft.files))


def prepare_follow_up(thread: Thread, key: DraftKey, *, withdraw_contact: bool, release: bool) -> Thread:
    """The thread with what is added sealed, ready to be handed over as often as it takes."""
    follow_up = FollowUp(
        follow_up_id=_follow_up_id(thread, key),
        lookup_id=thread.lookup_id,
        received_on=date.today(),
        text=thread.text,
        attachments=thread.files,
        withdraw_contact=withdraw_contact,
        release=thread.release if release else b"",
    )
    bound_to = Kind.FOLLOW_UP.bound_to(follow_up.follow_up_id)
    return replace(thread, sealed=seal(follow_up.to_bytes(), load_sealing_key(places()), bound_to))


def hand_over_follow_up(thread: Thread, key: DraftKey) -> None:
    """Leave a prepared follow-up in the drop; once this returns the thread is ready for another."""
    _deliver(_follow_up_id(thread, key), Kind.FOLLOW_UP, thread.sealed, thread.files)
    change(Thread, key, lambda one: _after(one) if one.turn == thread.turn else one)
    drop_blobs(tuple(one.blob_id for one in thread.files))


def _after(thread: Thread) -> Thread:
    return replace(thread, text="", files=(), notes={}, sealed=b"", turn=thread.turn + 1, told=True)


def _follow_up_id(thread: Thread, key: DraftKey) -> str:
    return key.id_for(f"follow-up {thread.turn}")


def _deliver(envelope_id: str, kind: Kind, sealed: bytes, files: tuple[Attachment, ...]) -> None:
    Inbound(places().drop_in).deliver(envelope_id, kind, sealed, [places().blobs / one.blob_id for one in files])
