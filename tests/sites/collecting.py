"""What the unit's side finds in the drop and opens with its key."""

import time

from boundaries.handover.drop import Envelope, Inbound, Kind
from boundaries.handover.keys import load_opening_key
from boundaries.handover.places import Places
from boundaries.handover.report import HeldReport, Report, read_report
from boundaries.handover.sealing import unseal


def collected(places: Places) -> list[tuple[Report | HeldReport, Envelope]]:
    """Every report that waits, opened."""
    inbound = Inbound(places.drop_in)
    envelopes = [inbound.read(name) for name in inbound.waiting()]
    key = load_opening_key(places)
    return [(read_report(unseal(one.sealed, key, one.bound_to)), one) for one in envelopes if one.kind is Kind.REPORT]


def until_collected(places: Places, seconds: float = 120) -> None:
    """Wait until the unit's own timer has taken all that waits in the drop."""
    until = time.monotonic() + seconds
    while Inbound(places.drop_in).waiting():
        assert time.monotonic() < until, "the timer does not collect"
        time.sleep(0.05)
