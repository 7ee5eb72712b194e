"""A scan's findings as plain values, for tests of either side."""

from datetime import date, datetime
from typing import Any

from boundaries.handover.finding import SentCase, SentCoverage, SentEvent, SentEvidence, SentFinding, SentScan, SentShift
from boundaries.handover.ids import new_id


def finding(rank: int = 1, bits: float = 9.5, member: str = "M-Quist", person: str = "P-Lund", **told: Any) -> SentFinding:
    """A listed pair with evidence for and against, and events on two days."""
    evidence = (
        SentEvidence(
            sign="unexpected_visits", detector="visit_volume", bits=bits + 1.5, summary="7 visits; 0.4 would be usual.",
            observed=7.0, expected=0.4, table="visits", record_ids=("V1", "V2"), records=7, title="visits",
            innocent=("A long investigation",), clears=("The dispatch log names each visit",),
        ),
        SentEvidence(sign="unexpected_visits", detector="declared", bits=-1.5, summary="Declared as a neighbour."),
    )  # fmt: skip
    plain = {
        "rank": rank, "member_id": member, "person_id": person, "bits": bits, "band": "strong", "urgency": "standard",
        "signs": ("unexpected_visits",), "detectors": ("visit_volume",), "evidence": evidence,
        "first_at": datetime(2026, 3, 1, 9), "last_at": datetime(2026, 3, 9, 23, 40), "new_at": datetime(2026, 3, 9, 23, 40),
        "events": (
            SentEvent(at=datetime(2026, 3, 1, 9), what="contact", record_id="C1", way="out", how="sms", duty="on duty"),
            SentEvent(at=datetime(2026, 3, 9, 23, 40), what="visit", record_id="V2", how="notebook", duty="off duty"),
        ),
        "shifts": (SentShift(starts_at=datetime(2026, 3, 1, 7), ends_at=datetime(2026, 3, 1, 17), kind="duty"),),
        "cases": (SentCase(case_id="K1", kind="domestic_abuse", opened_at=datetime(2026, 2, 1), member_roles=("oic",)),),
    }  # fmt: skip
    return SentFinding(**{**plain, **told})


def scan(*findings: SentFinding, **told: Any) -> SentScan:
    """A scan with these pairs."""
    plain = {
        "scan_id": new_id(), "as_of": datetime(2026, 3, 10), "sent_on": date(2026, 3, 10), "content": "all", "budget": 52,
        "catalogue_hash": "", "detectors_hash": "", "findings": findings,
        "coverage": (SentCoverage(sign="gifts", detector="gift_volume", state="not_checked", reason="no table gifts"),),
    }  # fmt: skip
    return SentScan(**{**plain, **told})
