"""Scans as `boundaries scan --send` would leave them in the drop, for tests of the unit's side."""

from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.places import places
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.finding import SentScan
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.sealing import seal


def send(sent: SentScan) -> str:
    """Leave a scan in the drop and give the envelope's id."""
    sealed = seal(sent.to_bytes(), load_sealing_key(places()), Kind.SCAN.bound_to(sent.scan_id))
    Inbound(places().drop_in).deliver(sent.scan_id, Kind.SCAN, sealed)
    return sent.scan_id


def bring(sent: SentScan) -> str:
    """Leave a scan in the drop, and let it be collected."""
    scan_id = send(sent)
    collect()
    return scan_id
