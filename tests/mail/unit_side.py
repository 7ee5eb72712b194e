"""What the unit's side does with the drop: takes envelopes, opens them, lets them go."""

from dataclasses import dataclass

from boundaries.handover.blobs import read_blob
from boundaries.handover.drop import Inbound
from boundaries.handover.keys import load_opening_key
from boundaries.handover.places import Places
from boundaries.handover.report import Report
from boundaries.handover.sealing import unseal


@dataclass(frozen=True)
class Opened:
    """A report and its attachments in the clear, the message itself first."""

    report: Report
    files: tuple[bytes, ...]

    @property
    def message(self) -> bytes:
        """The message as it was fetched."""
        return self.files[0]


def opened(places: Places, envelope_id: str) -> Opened:
    """Open one envelope that lies in the drop."""
    envelope = Inbound(places.drop_in).read(envelope_id)
    report = Report.from_bytes(unseal(envelope.sealed, load_opening_key(places), envelope.bound_to))
    assert report.report_id == envelope_id
    assert set(envelope.blobs) == {one.blob_id for one in report.attachments}
    return Opened(report, tuple(b"".join(read_blob(envelope.blobs[one.blob_id], one.key)) for one in report.attachments))


def take_all(places: Places) -> list[Opened]:
    """Open and remove all that waits."""
    drop = Inbound(places.drop_in)
    taken = []
    for envelope_id in drop.waiting():
        taken.append(opened(places, envelope_id))
        drop.remove(envelope_id)
    return taken
