"""A listed pair as a reader meets it, the same on the page and in the terminal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from boundaries.detection.report.events import History, Pair
from boundaries.detection.report.guide import Guide
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.tables import Row, ScanTables, rows
from boundaries.detection.report.words import BAND, URGENCY, plain

NEW_FOR = timedelta(days=28)
SHOWN_RECORDS = 40
TELLING_BITS = 0.25


@dataclass(frozen=True)
class Evidence:
    """What one detector says about a pair; `record_ids` are the newest of `records` in all."""

    sign: str
    sign_title: str
    detector: str
    title: str
    bits: float
    sentence: str
    observed: float | None
    expected: float | None
    first_at: datetime | None
    last_at: datetime | None
    table: str
    record_ids: tuple[str, ...]
    records: int


@dataclass(frozen=True)
class Explanation:
    """The innocent explanations of one sign."""

    sign_title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Unchecked:
    """A detector that could not look, or not everywhere; `state` is `partly` or `not_checked`."""

    sign_title: str
    title: str
    state: str
    reason: str


@dataclass(frozen=True)
class PairView:
    """One listed pair with everything a reviewer reads about it."""

    rank: int
    member: str
    person: str
    bits: float
    band: str
    urgency: str
    vulnerabilities: tuple[str, ...]
    signs: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    new_at: datetime | None
    is_new: bool
    evidence_for: tuple[Evidence, ...]
    evidence_against: tuple[Evidence, ...]
    innocent: tuple[Explanation, ...]
    clears: tuple[str, ...]
    triage: tuple[str, ...]
    history: History | None

    @property
    def slight(self) -> tuple[Evidence, ...]:
        """Evidence that moves the pair too little to be read first: mostly signs that were looked for and did not show."""
        return tuple(one for one in self.evidence if abs(one.bits) < TELLING_BITS)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """For, most first, then against."""
        return self.evidence_for + self.evidence_against


def telling(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence that is worth reading first."""
    return tuple(one for one in evidence if abs(one.bits) >= TELLING_BITS)


def ranked(tables: ScanTables) -> list[Row]:
    """The findings, best first."""
    return sorted(rows(tables.findings), key=lambda row: int(row["rank"]))


def pair_of(row: Mapping[str, object]) -> Pair:
    """The ids of a row's member and person."""
    return str(row["member_id"]), str(row["person_id"])


def evidence_by_pair(tables: ScanTables, pairs: Iterable[Pair]) -> dict[Pair, list[Row]]:
    """Evidence rows of the pairs asked for."""
    found: dict[Pair, list[Row]] = {pair: [] for pair in pairs}
    members = pa.array(sorted({member for member, _ in found}), pa.string())
    of_members = tables.evidence.filter(pc.is_in(tables.evidence["member_id"].cast(pa.string()), value_set=members))
    for row in rows(of_members):
        if (pair := pair_of(row)) in found:
            found[pair].append(row)
    return found


def pair_view(
    row: Row, evidence: Iterable[Row], history: History | None, labels: Labels, guide: Guide, as_of: datetime
) -> PairView:
    """Put one finding together with its evidence, sorted by weight, and with words for all of it."""
    said = sorted((_evidence(one, labels, guide) for one in evidence), key=lambda one: (-one.bits, one.detector))
    in_favour = tuple(one for one in said if one.bits > 0)
    against = tuple(sorted((one for one in said if one.bits <= 0), key=lambda one: (one.bits, one.detector)))
    weighty = telling(in_favour) or in_favour
    advice = [guide.advice(one.detector) for one in weighty]
    new_at = row["new_at"]
    return PairView(
        rank=int(row["rank"]),
        member=labels.member(str(row["member_id"])),
        person=labels.person(str(row["person_id"])),
        bits=float(row["bits"]),
        band=BAND.get(row["band"], plain(row["band"]).capitalize()),
        urgency=URGENCY.get(row["urgency"], plain(row["urgency"]).capitalize()),
        vulnerabilities=tuple(guide.vulnerability(word) for word in row["vulnerabilities"] or ()),
        signs=tuple(guide.sign(sign) for sign in row["signs"] or ()),
        first_at=row["first_at"],
        last_at=row["last_at"],
        new_at=new_at,
        is_new=new_at is not None and as_of - new_at <= NEW_FOR,
        evidence_for=in_favour,
        evidence_against=against,
        innocent=_innocent(weighty, guide),
        clears=tuple(dict.fromkeys(text for one in advice for text in one.clears)),
        triage=tuple(dict.fromkeys(text for one in advice for text in one.triage)),
        history=history,
    )


def unchecked(tables: ScanTables, guide: Guide) -> tuple[Unchecked, ...]:
    """Detectors that could not look everywhere: those that could not look at all first."""
    found = [
        Unchecked(guide.sign(row["sign"]), guide.detector(row["detector"]), row["state"], row["reason"] or "no reason was given")
        for row in rows(tables.coverage)
        if row["state"] != "checked"
    ]
    return tuple(sorted(found, key=lambda one: (one.state != "not_checked", one.sign_title, one.title)))


def _evidence(row: Row, labels: Labels, guide: Guide) -> Evidence:
    pair = pair_of(row)
    record_ids = tuple(labels.record(row["table"] or "", str(one), *pair) for one in (row["record_ids"] or ())[:SHOWN_RECORDS])
    return Evidence(
        sign=row["sign"],
        sign_title=guide.sign(row["sign"]),
        detector=row["detector"],
        title=guide.detector(row["detector"]),
        bits=float(row["bits"]),
        sentence=labels.clean(row["summary"] or "No sentence was written for this.", *pair),
        observed=row["observed"],
        expected=row["expected"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        table=row["table"] or "",
        record_ids=record_ids,
        records=int(row["records"] or len(record_ids)),
    )


def _innocent(evidence: Iterable[Evidence], guide: Guide) -> tuple[Explanation, ...]:
    """Each explanation once, under the weightiest sign that it explains."""
    by_sign: dict[str, list[str]] = {}
    for one in evidence:
        by_sign.setdefault(one.sign, []).append(one.detector)
    said: dict[str, str] = {}
    for sign, detectors in by_sign.items():
        for text in guide.innocent(sign, tuple(detectors)):
            said.setdefault(text, sign)
    told = (Explanation(guide.sign(sign), tuple(text for text, first in said.items() if first == sign)) for sign in by_sign)
    return tuple(one for one in told if one.texts)
