"""A scan from the drop: pairs within the unit's budget are registered, pairs that are known gain what is new."""

import json
from datetime import datetime

from boundaries.casework.audit import Act, record
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.marks import member_mark, pair_mark
from boundaries.casework.content.pieces import Piece, post
from boundaries.casework.content.safes import make_safe
from boundaries.casework.models import Pair, Scan, Score
from boundaries.casework.periods.reviews import begin_review
from boundaries.handover.finding import SentFinding, SentScan
from boundaries.handover.sealing import OpeningKey

FINDING = "finding"
NEW_BITS = 2.0
"""A pair that was decided returns only once it has gained this much."""
URGENCIES = ("urgent", "high", "standard")


def register_scan(plain: bytes, _opening: OpeningKey) -> None:
    """Register a scan; called in a transaction."""
    told = SentScan.from_bytes(plain)
    now = datetime.now()
    coverage = json.dumps(
        [[one.sign, one.detector, one.state, one.reason, one.title, one.asks] for one in told.coverage], ensure_ascii=False
    )
    scan = Scan.objects.create(
        scan_id=told.scan_id, as_of=told.as_of, taken_at=now, budget=told.budget, pairs=len(told.findings), coverage=coverage
    )
    marks = {pair_mark(one.member_id, one.person_id): one for one in told.findings}
    known = {pair.mark: pair for pair in Pair.objects.filter(mark__in=list(marks)).select_related("safe")}
    added = 0
    for mark, finding in marks.items():
        if mark in known:
            _gain(known[mark], finding, scan, now)
        elif added < told.budget:
            _add(mark, finding, scan, now)
            added += 1
    record(None, Act.RECEIVED, scan.pk, {"route": "scan", "count": str(len(marks)), "added": str(added)})


def _add(mark: str, finding: SentFinding, scan: Scan, now: datetime) -> None:
    """Put a pair's finding into a safe of its own, out of reach of the member, his line and his associates."""
    piece = _piece(finding, now)
    safe, _ = make_safe([piece], {member_mark(finding.member_id): False})
    pair = Pair.objects.create(
        safe=safe, mark=mark, bits=finding.bits, urgency=finding.urgency, urgency_order=_order(finding.urgency), registered_at=now
    )
    Score.objects.create(pair=pair, scan=scan, bits=finding.bits, sealed_id=piece.sealed_id)
    begin_review(pair.pk, FINDING)


def _gain(pair: Pair, finding: SentFinding, scan: Scan, now: datetime) -> None:
    """Add what a newer scan says; a decided pair waits again only with enough new bits. An older scan changes no score.

    Where the scan knew the last verdict and set aside what came before it, all its bits are new ones.
    """
    piece = _piece(finding, now)
    post(pair.safe, [piece])
    pair = Pair.objects.select_for_update().get(pk=pair.pk)  # a verdict may have been given since it was looked up
    Score.objects.create(pair=pair, scan=scan, bits=finding.bits, sealed_id=piece.sealed_id)
    if pair.scores.filter(scan__as_of__gt=scan.as_of).exists():
        return
    pair.bits, pair.urgency, pair.urgency_order = finding.bits, finding.urgency, _order(finding.urgency)
    if pair.decided_bits is not None:
        known = 0.0 if _knew_the_verdict(pair, finding) else pair.decided_bits
        pair.is_waiting = pair.is_waiting or finding.bits >= known + NEW_BITS
    pair.save(update_fields=["bits", "urgency", "urgency_order", "is_waiting"])


def _knew_the_verdict(pair: Pair, finding: SentFinding) -> bool:
    decided_at = pair.verdicts.values_list("decided_at", flat=True).last()
    return decided_at is not None and finding.set_aside_at is not None and finding.set_aside_at >= decided_at


def _piece(finding: SentFinding, now: datetime) -> Piece:
    return Piece(Compartment.THREAD, FINDING, finding.to_bytes(), now)


def _order(urgency: str) -> int:
    return URGENCIES.index(urgency) if urgency in URGENCIES else len(URGENCIES)
