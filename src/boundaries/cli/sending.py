"""A scan on its way to the unit: the best pairs with their evidence and timeline, sealed into the drop."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from boundaries.detection.detector import Detector
from boundaries.detection.detectors import load_detectors
from boundaries.detection.report.events import History, Pair, histories
from boundaries.detection.scan import Scan
from boundaries.handover.drop import Inbound, Kind
from boundaries.handover.finding import SentCase, SentCoverage, SentEvent, SentEvidence, SentFinding, SentScan, SentShift
from boundaries.handover.ids import new_id
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.places import Places
from boundaries.handover.sealing import seal
from boundaries.records.asks import asked_for
from boundaries.records.moment import known_before
from boundaries.records.state import Records

MOST_PAIRS = 500
"""The most pairs that are sent: many times what a unit reviews, so that a pair it knows gains its new bits."""
MOST_EVENTS = 1000
"""The newest events of a pair that are sent for its timeline."""


def send(places: Places, found: Scan, records: Records, facts: Mapping[str, Any]) -> int:
    """Seal the best pairs of a scan to the unit and leave them in the drop; how many pairs were sent.

    Raises BoundariesError where the unit's public key is missing, and DropFull where there is no room.
    """
    key = load_sealing_key(places)
    listed = found.findings.slice(0, MOST_PAIRS).to_pylist()
    pairs = [(row["member_id"], row["person_id"]) for row in listed]
    known_before(records, found.as_of)
    told = sent_scan(found, listed, histories(records.engine, pairs), facts)
    kind, envelope_id = Kind.SCAN, told.scan_id
    Inbound(places.drop_in).deliver(envelope_id, kind, seal(told.to_bytes(), key, kind.bound_to(envelope_id)))
    return len(pairs)


def sent_scan(
    found: Scan, listed: Sequence[Mapping[str, Any]], happened: Mapping[Pair, History], facts: Mapping[str, Any]
) -> SentScan:
    """The listed pairs of a scan as plain values; `facts` are those of scan.json."""
    evidence: dict[Pair, list[SentEvidence]] = {(row["member_id"], row["person_id"]): [] for row in listed}
    detectors = load_detectors()
    words = {name: _words(detector) for name, detector in detectors.items()}
    for row in found.evidence.to_pylist():
        pair = (row.pop("member_id"), row.pop("person_id"))
        if pair in evidence:
            evidence[pair].append(SentEvidence(**{**row, "record_ids": tuple(row["record_ids"])}, **words[row["detector"]]))
    return SentScan(
        scan_id=new_id(),
        as_of=found.as_of,
        sent_on=datetime.now().date(),
        content=found.content.value,
        budget=_reviewable(found.budget, facts),
        catalogue_hash=facts["catalogue_hash"],
        detectors_hash=facts["detectors_hash"],
        findings=tuple(_finding(row, evidence, happened) for row in listed),
        coverage=_coverage(found, detectors),
        facts={name: f"{table['rows']} rows, {table['hash']}" for name, table in facts["tables"].items()},
    )


def _coverage(found: Scan, detectors: Mapping[str, Detector]) -> tuple[SentCoverage, ...]:
    """What was checked, as in the scan's own table, with what to ask the force for."""
    lacks = {line.detector: {place: asked_for(place) for place in line.lacks} for line in found.weighed.coverage}
    told = found.coverage.to_pylist()
    return tuple(SentCoverage(**row, title=detectors[row["detector"]].title, asks=lacks[row["detector"]]) for row in told)


def _words(detector: Detector) -> dict[str, Any]:
    """What a detector says to a reviewer."""
    return {name: getattr(detector, name) for name in ("title", "innocent", "clears", "triage")}


def _reviewable(budget: float, facts: Mapping[str, Any]) -> int:
    """How many pairs the unit can review in a month, as a whole number of pairs, one at least."""
    members: int = facts["tables"].get("members", {}).get("rows", 0)
    return max(1, round(budget * members / 1000))


def _finding(
    row: Mapping[str, Any], evidence: Mapping[Pair, Sequence[SentEvidence]], happened: Mapping[Pair, History]
) -> SentFinding:
    pair = (row["member_id"], row["person_id"])
    history = happened.get(pair, History())
    lists = {name: tuple(row[name]) for name in ("vulnerabilities", "signs", "detectors")}
    return SentFinding(
        **{**row, **lists},
        set_aside_at=history.set_aside_at,
        evidence=tuple(evidence[pair]),
        events=tuple(
            SentEvent(at=one.at, what=one.what.value, record_id=one.record_id, duty=one.duty.value, way=one.way, how=one.how)
            for one in history.events[-MOST_EVENTS:]
        ),
        shifts=_shifts(history),
        cases=tuple(
            SentCase(
                case_id=one.case_id, kind=one.kind, opened_at=one.opened_at, closed_at=one.closed_at, outcome=one.outcome,
                person_roles=one.person_roles, member_roles=one.member_roles,
            )
            for one in history.cases
        ),
    )  # fmt: skip


def _shifts(history: History) -> tuple[SentShift, ...]:
    """The roster around the events that are sent, and no more of a member's working life than that."""
    days = {one.at.date() for one in history.events[-MOST_EVENTS:]}
    return tuple(
        SentShift(starts_at=one.starts_at, ends_at=one.ends_at, kind=one.kind)
        for one in history.shifts
        if {one.starts_at.date(), one.ends_at.date()} & days
    )
