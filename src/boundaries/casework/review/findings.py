"""What scans said of a pair, opened from its safe."""

from dataclasses import dataclass

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import Compartment, Piece, open_safe, read
from boundaries.casework.models import Pair, Scan, Score
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.review.registering import FINDING
from boundaries.handover.finding import SentFinding

_SCORES = Prepared(lambda pair_id: Score.objects.filter(pair_id=pair_id).select_related("scan"))


@dataclass(frozen=True)
class Said:
    """What one scan said of a pair."""

    scan: Scan
    finding: SentFinding


@dataclass(frozen=True)
class Opened:
    """A pair in the clear: what each scan said, the oldest first, and the unit's notes."""

    pair: Pair
    said: tuple[Said, ...]
    notes: tuple[Piece, ...]

    @property
    def newest(self) -> SentFinding:
        """What the newest scan said."""
        return self.said[-1].finding


def open_pair(pair: Pair, holder: Holder) -> Opened:
    """Open a pair's safe; raises NoKey for who holds no key of it. Called in a transaction."""
    keys = open_safe(pair.safe, holder)
    pieces = {piece.sealed_id: piece for piece in read(pair.safe, keys, Compartment.THREAD) if piece.kind == FINDING}
    scores = _SCORES(pair_id=pair.pk)
    said = tuple(Said(one.scan, SentFinding.from_bytes(pieces[one.sealed_id].plain)) for one in scores)
    return Opened(pair, said, tuple(read(pair.safe, keys, Compartment.NOTES)))
