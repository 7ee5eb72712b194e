"""Counts per pair: one grouped query per relation of facts, laid out on one sorted list of pairs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.detection.detector import PER_MONTH, PER_PAIR, Among, Detector, Facts, Model
from boundaries.detection.models import Codes, Floats
from boundaries.engines.protocol import Engine

Flags = NDArray[np.bool_]
ROWS_ADDED_UP = {Facts.CASES, Facts.PAIRS}
_DAYS_A_MONTH = 30.0


@dataclass(frozen=True)
class Tally:
    """Every pair (sorted by member, then person) with its strata and, per detector, what was observed of what.

    `member` and `person` are record numbers; `role`, `part`, `kind` stratum codes; counts are whole numbers held as doubles.
    """

    member: Codes
    person: Codes
    role: Codes
    part: Codes
    kind: Codes
    cases: Floats
    observed: dict[str, Floats]
    exposure: dict[str, Floats]
    among: dict[str, Flags]


def _cell(detector: Detector, expression: str) -> str:
    if detector.facts in ROWS_ADDED_UP:
        return f"CAST(COALESCE(SUM({expression}), 0) AS BIGINT)"
    return f"CAST(COALESCE(SUM(CASE WHEN {expression} THEN 1 ELSE 0 END), 0) AS BIGINT)"


def count_query(facts: Facts, detectors: list[Detector]) -> str:
    """One SELECT that counts observed, exposure and among for every detector over one relation of facts."""
    cells = []
    for detector in detectors:
        cells.append(f"{_cell(detector, detector.observed)} AS observed_{detector.id}")
        if detector.exposure not in (PER_PAIR, PER_MONTH):
            cells.append(f"{_cell(detector, detector.exposure)} AS exposure_{detector.id}")
    return f"SELECT member_no, person_no, {', '.join(cells)} FROM {facts} GROUP BY member_no, person_no"


def _column(table: pa.Table, name: str) -> Codes:
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.int64)


def _keys(table: pa.Table, people: int) -> Codes:
    return _column(table, "member_no") * people + _column(table, "person_no")


def tally(engine: Engine, detectors: Iterable[Detector]) -> Tally:
    """Count everything the detectors ask for."""
    people = _one(engine, "SELECT COALESCE(MAX(person_no), 0) + 1 AS n FROM person_keys")
    strata = engine.table("SELECT * FROM pair_strata")
    counted: list[tuple[pa.Table, list[Detector]]] = []
    for facts in Facts:
        mine = [d for d in detectors if d.facts is facts]
        if mine and facts is not Facts.NONE:
            counted.append((engine.table(count_query(facts, mine)), mine))
    keys = np.unique(np.concatenate([_keys(strata, people), *(_keys(table, people) for table, _ in counted)]))
    at = np.searchsorted(keys, _keys(strata, people))
    pair = {name: _laid(len(keys), at, _column(strata, name)) for name in strata.column_names[2:]}
    observed: dict[str, Floats] = {}
    exposure: dict[str, Floats] = {}
    for table, mine in counted:
        at = np.searchsorted(keys, _keys(table, people))
        for detector in mine:
            observed[detector.id] = _laid(len(keys), at, _column(table, f"observed_{detector.id}"))
            if detector.exposure == PER_PAIR:
                exposure[detector.id] = np.ones(len(keys))
            elif detector.exposure == PER_MONTH:
                exposure[detector.id] = 1.0 + pair["days"] / _DAYS_A_MONTH
            else:
                exposure[detector.id] = _laid(len(keys), at, _column(table, f"exposure_{detector.id}"))
    member = keys // people
    return Tally(
        member=member,
        person=keys % people,
        role=_roles(engine)[member],
        part=_part(pair),
        kind=pair["kind"].astype(np.int64),
        cases=pair["cases"],
        observed=observed,
        exposure=exposure,
        among={d.id: _among(d, pair["cases"], observed, exposure) for _, mine in counted for d in mine},
    )


def _among(detector: Detector, cases: Floats, observed: dict[str, Floats], exposure: dict[str, Floats]) -> Flags:
    match detector.among:
        case Among.CASES:
            return (cases > 0) & (exposure[detector.id] > 0)
        case Among.OBSERVED:
            return observed[detector.id] > 0
        case _:
            return exposure[detector.id] > 0


def _laid(size: int, at: Codes, values: Codes) -> Floats:
    column = np.zeros(size)
    column[at] = values
    return column


def _one(engine: Engine, sql: str) -> int:
    return int(engine.table(sql).column(0)[0].as_py())


def _roles(engine: Engine) -> Codes:
    """A role code per member number; 0 where the role is not known."""
    rows = engine.table("SELECT k.member_no AS n, m.role AS role FROM member_keys AS k LEFT JOIN members AS m ON m.member_no = k.member_no")
    words = rows.column("role").to_pylist()
    codes = {word: code for code, word in enumerate(sorted({w for w in words if w}), start=1)}
    roles = np.zeros(len(words), dtype=np.int64)
    roles[_column(rows, "n")] = [codes.get(word, 0) for word in words]
    return roles


def _part(pair: dict[str, Floats]) -> Codes:
    """The member's part in the pair's cases: 0 none, 1 attending or other, 2 officer in the case, 3 specialist, 4 supervisor."""
    part = np.where(pair["cases"] > 0, 1, 0)
    part = np.where(pair["supervisor"] > 0, 4, part)
    part = np.where(pair["oic"] > 0, 2, part)
    return np.asarray(np.where(pair["specialist"] > 0, 3, part), dtype=np.int64)
