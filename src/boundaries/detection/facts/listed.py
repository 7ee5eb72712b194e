"""The facts behind the listed pairs: the rows that each detector counted, with the record's own id, newest first."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from boundaries.detection.detector import PER_MONTH, PER_PAIR, Detector, Facts
from boundaries.detection.facts.moments import Moments, lend_some
from boundaries.detection.models import Codes
from boundaries.engines.protocol import Engine

_WORKERS = 2
_RECORD_TABLES = {
    "contacts": ("listed_contacts", "contact_id"),
    "visits": ("visits", "visit_id"),
    "searches": ("searches", "search_id"),
}
# Moments of the listed pairs are set apart once, since there are few of them among many.
_LISTED = {Facts.MOMENTS: "listed_moments", Facts.QUIET: "listed_quiet_moments", Facts.KIN: Facts.KIN}


def list_pairs(engine: Engine, moments: Moments, member: Codes, person: Codes) -> None:
    """Leave the table `listed(member_no, person_no, pair)`, where `pair` is the place in the order given, and `listed_moments`."""
    columns = {
        "member_no": member.astype(np.int32),
        "person_no": person.astype(np.int32),
        "pair": np.arange(len(member), dtype=np.int32),
    }
    engine.put("listed", pa.table(columns))
    lend_some(engine, moments.table(moments.places(member, person)), _LISTED[Facts.MOMENTS])
    # Their ids are looked up once: all contacts' are gone through for them, and two queries ask.
    engine.keep(
        "listed_contacts",
        f"SELECT t.row AS row, t.contact_id AS contact_id FROM contact_texts AS t"
        f" WHERE t.row IN (SELECT f.row FROM {_LISTED[Facts.MOMENTS]} AS f WHERE f.kind = 1)",
    )
    engine.view(_LISTED[Facts.QUIET], f"SELECT * FROM {_LISTED[Facts.MOMENTS]} WHERE quiet = 1")


def _source(facts: Facts, table: str) -> tuple[str, str]:
    """The relation of one detector's rows joined to the record's id, and that id."""
    if facts is Facts.PAIRS:
        return _source(Facts.MOMENTS, table)
    if facts in _LISTED:
        rows, record_id = _RECORD_TABLES[table]
        return (
            f"{_LISTED[facts]} AS f JOIN listed AS l ON l.member_no = f.member_no AND l.person_no = f.person_no JOIN {rows} AS r ON r.row = f.row",
            f"r.{record_id}",
        )
    joined = f"{facts} AS f JOIN listed AS l ON l.member_no = f.member_no AND l.person_no = f.person_no"
    if facts is Facts.CASES:
        return f"{joined} JOIN case_keys AS r ON r.case_no = f.case_no", "r.case_id"
    if facts in (Facts.OWN, Facts.COLLEAGUES):
        return f"{joined} JOIN person_keys AS r ON r.person_no = f.person_no", "r.person_id"
    if facts is Facts.DECLARED:
        return joined, "CAST(NULL AS VARCHAR)"
    return joined, "f.record_id"


def _condition(detector: Detector, expression: str) -> str:
    if detector.facts is Facts.CASES and expression != "TRUE":
        return f"({expression}) > 0"
    return expression


def listed_rows(engine: Engine, detectors: Iterable[Detector]) -> Mapping[tuple[Facts, str], pa.Table]:
    """Per relation and record table, the listed pairs' rows with a flag per detector: did it observe this row, is it of its exposure.

    Sorted by pair, newest first, then record id, so that no order of rows or threads shows.
    """
    groups: dict[tuple[Facts, str], list[Detector]] = {}
    for detector in detectors:
        if detector.facts is not Facts.NONE:
            groups.setdefault((detector.facts, detector.table), []).append(detector)
    # Those that most detectors ask first, so that no worker is left with them at the end.
    most = sorted(groups, key=lambda group: len(groups[group]), reverse=True)
    with ThreadPoolExecutor(_WORKERS) as pool:
        return dict(zip(most, pool.map(lambda group: engine.table(_query(group, groups[group])), most), strict=True))


def _query(group: tuple[Facts, str], detectors: list[Detector]) -> str:
    facts, table = group
    source, record_id = _source(facts, table)
    at = "from_at" if facts is Facts.CASES else "happened_at"
    flags = []
    for detector in detectors:
        observed = detector.records if facts is Facts.PAIRS else _condition(detector, detector.observed)
        exposure = (
            "FALSE"
            if detector.exposure in (PER_PAIR, PER_MONTH) or facts is Facts.PAIRS
            else _condition(detector, detector.exposure)
        )
        flags.append(f"CASE WHEN {observed} THEN TRUE ELSE FALSE END AS observed_{detector.id}")
        flags.append(f"CASE WHEN {exposure} THEN TRUE ELSE FALSE END AS exposure_{detector.id}")
    kind = {"contacts": 1, "visits": 2, "searches": 3}.get(table)
    where = f"WHERE f.kind = {kind}" if facts in (Facts.MOMENTS, Facts.QUIET, Facts.PAIRS) else ""
    return f"""
        SELECT q.pair AS pair, q.its_id AS record_id, q.held_at AS held_at, {", ".join(flags)}
        FROM (SELECT l.pair AS pair, {record_id} AS its_id, f.{at} AS held_at, f.* FROM {source} {where}) AS q
        ORDER BY pair, held_at DESC NULLS LAST, record_id"""
