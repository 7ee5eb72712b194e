"""Reports as the public side would leave them in the drop, for tests of the unit's side."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from boundaries.casework.content.places import places
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.people import SafeContact
from boundaries.handover.report import FollowUp, HeldReport, Report, Route, Teller
from boundaries.handover.sealing import OpeningKey, seal

CONTACT = SafeContact(how="phone", address="07700 900123", when="after six", never="no voicemail")
RECEIPT = OpeningKey.from_seed(b"a receipt gives this key        ")


def report(**told: Any) -> Report:
    """A report with what a test needs of it."""
    plain = {
        "report_id": new_id(), "route": Route.WEB, "received_on": date(2026, 11, 25), "teller": Teller.ABOUT_ME,
        "story": "He kept calling after the case was closed", "lookup_id": new_id(), "reporter_key": RECEIPT.public.to_text(),
    }  # fmt: skip
    return Report(**{**plain, **told})


def deliver(value: Report | HeldReport | FollowUp, blobs: Sequence[Path] = ()) -> str:
    """Leave a value in the drop and give the envelope's id."""
    kind = Kind.FOLLOW_UP if isinstance(value, FollowUp) else Kind.REPORT
    envelope_id = value.follow_up_id if isinstance(value, FollowUp) else value.report_id
    sealed = seal(value.to_bytes(), load_sealing_key(places()), kind.bound_to(envelope_id))
    Inbound(places().drop_in).deliver(envelope_id, kind, sealed, blobs)
    return envelope_id


def empty_drop() -> None:
    """Let nothing wait in the drop."""
    inbound = Inbound(places().drop_in)
    for envelope_id in inbound.waiting():
        inbound.remove(envelope_id)
