"""A scan: from records to a ranked list with evidence, as of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa

from boundaries.catalogue import Catalogue
from boundaries.detection.coverage import Checked, State, checkable, coverage_table, known_rows
from boundaries.detection.detector import Detector, Facts, Model
from boundaries.detection.detectors import load_detectors
from boundaries.detection.evidence import evidence_table
from boundaries.detection.facts.listed import list_pairs
from boundaries.detection.facts.moments import Moments
from boundaries.detection.facts.prepare import CaseWork, case_work_beside, prepare
from boundaries.detection.findings import findings_table
from boundaries.detection.models import Codes
from boundaries.detection.praise import find_praise, forget_praise
from boundaries.detection.scoring import Scores, score
from boundaries.detection.tally import Tally, asked_of, tally
from boundaries.detection.wording import Content, find_wording, forget_wording
from boundaries.engines.protocol import Engine
from boundaries.progress import Progress, silent
from boundaries.records.moment import known_before, newest_moment
from boundaries.records.state import Records

GATE_BITS = 2.0


@dataclass(frozen=True)
class Weighed:
    """Every pair of a moment with its bits, before any is listed."""

    as_of: datetime
    moments: Moments
    tally: Tally
    scores: Scores
    detectors: Mapping[str, Detector]
    coverage: tuple[Checked, ...]
    texts_read: int


@dataclass(frozen=True)
class Scan:
    """What a scan found: the contract's tables, how it was done, and every pair as `weighed`, with the ids by their numbers."""

    as_of: datetime
    findings: pa.Table
    evidence: pa.Table
    coverage: pa.Table
    content: Content
    budget: float
    weighed: Weighed
    members: pa.Array
    people: pa.Array

    @property
    def texts_read(self) -> int:
        """How many messages were read."""
        return self.weighed.texts_read

    @cached_property
    def pairs(self) -> pa.Table:
        """Every pair's numbers, put together when they are first asked for: a scan that is only written does without."""
        return pairs_table(self.weighed, self.members, self.people)


def scan(
    records: Records,
    catalogue: Catalogue,
    *,
    as_of: datetime | None = None,
    budget: float = 20.0,
    limit: int = 10_000,
    content: Content = Content.ALL,
    progress: Progress = silent,
) -> Scan:
    """Look for every sign in what was known before `as_of` (default: just after the newest record) and list the best pairs.

    `budget` is the pairs a month the unit can review per 1,000 members; `limit` the most pairs listed.
    """
    weighed = weigh_all(records, catalogue, as_of=as_of, content=content, progress=progress)
    progress("evidence for the listed pairs")
    engine, found, bits = records.engine, weighed.tally, weighed.scores.bits
    listed = best_first(found, bits)[:limit]
    members, people = _ids(engine, "member"), _ids(engine, "person")
    member_ids, person_ids = members.take(pa.array(found.member[listed])), people.take(pa.array(found.person[listed]))
    list_pairs(engine, weighed.moments, found.member[listed], found.person[listed])
    evidence = evidence_table(engine, weighed.detectors, weighed.scores, listed, member_ids, person_ids)
    findings = findings_table(member_ids, person_ids, bits[listed], evidence, _vulnerabilities(engine), catalogue)
    return Scan(
        weighed.as_of, findings, evidence, coverage_table(weighed.coverage), content, budget, weighed, members, people
    )  # fmt: skip


def weigh_all(
    records: Records,
    catalogue: Catalogue,
    *,
    as_of: datetime | None = None,
    content: Content = Content.ALL,
    texts_read: int | None = None,
    progress: Progress = silent,
) -> Weighed:
    """Bits for every pair as of a moment; with `texts_read`, by the wording that the engine already holds."""
    moment = as_of or newest_moment(records)
    records = known_before(records, moment)
    detectors = load_detectors(signs=frozenset(catalogue.signs))
    rows = known_rows(records)
    if content is Content.GATED:
        _gate(records, detectors, rows, moment, progress)
    coverage = checkable(records, detectors.values(), rows, content)
    able = _able(detectors, coverage)
    # Texts do not look at cases, and the word lists may have to be waited for.
    with case_work_beside(records.engine, moment, _of_cases(able)) as cases:
        read = _wording(records.engine, content, progress) if texts_read is None else texts_read
        _praise(records.engine, content)
        moments, counted, scores = _weigh(records.engine, able, cases, progress)
    return Weighed(moment, moments, counted, scores, able, tuple(coverage), read)


def _wording(engine: Engine, content: Content, progress: Progress) -> int:
    if content is Content.NONE:
        forget_wording(engine)
        return 0
    progress("wording of messages")
    return find_wording(engine, "gated_pairs" if content is Content.GATED else None)


def _praise(engine: Engine, content: Content) -> None:
    if content is Content.NONE:
        forget_praise(engine)
    else:
        find_praise(engine, "gated_pairs" if content is Content.GATED else None)


def _gate(
    records: Records, detectors: Mapping[str, Detector], rows: Mapping[str, int], moment: datetime, progress: Progress
) -> None:
    """Leave `gated_pairs`: those that records without text already single out."""
    forget_wording(records.engine)
    forget_praise(records.engine)
    able = _able(detectors, checkable(records, detectors.values(), rows, Content.NONE))
    with case_work_beside(records.engine, moment, _of_cases(able)) as cases:
        _, counted, scores = _weigh(records.engine, able, cases, progress)
    chosen = np.flatnonzero(scores.bits >= GATE_BITS)
    columns = {"member_no": counted.member[chosen].astype(np.int32), "person_no": counted.person[chosen].astype(np.int32)}
    records.engine.put("gated_pairs", pa.table(columns))


def _able(detectors: Mapping[str, Detector], coverage: list[Checked]) -> dict[str, Detector]:
    unable = {line.detector for line in coverage if line.state is State.NOT_CHECKED}
    return {id_: detector for id_, detector in detectors.items() if id_ not in unable}


def _of_cases(able: Mapping[str, Detector]) -> tuple[str, ...]:
    """What the detectors count of cases."""
    return asked_of(able.values()).get(Facts.CASES, ())


def _weigh(engine: Engine, able: Mapping[str, Detector], cases: CaseWork, progress: Progress) -> tuple[Moments, Tally, Scores]:
    moments = prepare(engine, cases, progress)
    counted = tally(engine, moments, [d for d in able.values() if d.model is not Model.SEVERAL])
    return moments, counted, score(counted, able, progress)


def best_first(found: Tally, bits: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Codes:
    """Places of the pairs with positive bits: most bits first, then member, then person; a total order."""
    positive = np.flatnonzero(bits > 0)
    return np.asarray(positive[np.lexsort((found.person[positive], found.member[positive], -bits[positive]))], dtype=np.int64)


def _ids(engine: Engine, what: str) -> pa.Array:
    """Ids in order of their numbers."""
    return engine.table(f"SELECT {what}_id AS id FROM {what}_keys ORDER BY {what}_no").column("id").combine_chunks()


def _vulnerabilities(engine: Engine) -> dict[str, str]:
    rows = engine.table(
        "SELECT DISTINCT k.person_id AS id, p.vulnerabilities AS words FROM people AS p JOIN person_keys AS k ON k.person_no = p.person_no "
        "JOIN listed AS l ON l.person_no = p.person_no WHERE p.vulnerabilities IS NOT NULL ORDER BY id, words"
    )
    return dict(zip(rows.column("id").to_pylist(), rows.column("words").to_pylist(), strict=True))


def pairs_table(weighed: Weighed, members: pa.Array, people: pa.Array) -> pa.Table:
    """Every pair's ids, strata, bits, and per detector its bits and the numbers behind them."""
    found = weighed.tally
    columns: dict[str, pa.Array] = {
        "member_id": members.take(pa.array(found.member)),
        "person_id": people.take(pa.array(found.person)),
        "role": pa.array(found.role), "part": pa.array(found.part), "kind": pa.array(found.kind), "cases": pa.array(found.cases),
        "bits": pa.array(weighed.scores.bits),
    }  # fmt: skip
    for id_, weight in weighed.scores.weights.items():
        columns |= {
            id_: pa.array(weight.bits), f"{id_}_observed": pa.array(weight.observed),
            f"{id_}_exposure": pa.array(weight.exposure), f"{id_}_expected": pa.array(weight.expected),
        }  # fmt: skip
    return pa.table(columns)


__all__ = ["Content", "Scan", "Weighed", "best_first", "pairs_table", "scan", "weigh_all"]
