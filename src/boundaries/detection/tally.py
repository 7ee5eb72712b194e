"""Counts per pair: one grouped query per relation of facts and kind of record, laid out on one sorted list of pairs."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.detection.counting import count_moments, told_by_code
from boundaries.detection.detector import PER_MONTH, PER_PAIR, Among, Detector, Facts
from boundaries.detection.facts.moments import Moments
from boundaries.detection.models import Codes, Floats
from boundaries.engines.protocol import Engine

Flags = NDArray[np.bool_]
Counts = NDArray[np.float32] | Floats
ROWS_ADDED_UP = {Facts.CASES, Facts.PAIRS}
_STRATA = ("cases", "days", "oic", "specialist", "supervisor", "kind")
_DAYS_A_MONTH = 30.0
_WORKERS = 2


@dataclass(frozen=True)
class Tally:
    """Every pair (sorted by member, then person) with its strata and, per detector, what was observed of what.

    `member` and `person` are record numbers; `role`, `part`, `kind` stratum codes; counts are whole numbers in single precision,
    exact up to 16 million, months in double.
    """

    member: Codes
    person: Codes
    role: Codes
    part: Codes
    kind: Codes
    cases: Floats
    observed: dict[str, Counts]
    exposure: dict[str, Counts]
    among: dict[str, Flags]


@dataclass(frozen=True)
class _Count:
    """One grouped query: what it counts over the rows of a relation."""

    facts: Facts
    expressions: tuple[str, ...]

    @property
    def sql(self) -> str:
        counted = "COALESCE(SUM({}), 0)" if self.facts in ROWS_ADDED_UP else "COUNT(CASE WHEN {} THEN 1 END)"
        cells = [f", CAST({counted.format(one)} AS INTEGER) AS cell_{place}" for place, one in enumerate(self.expressions)]
        return f"SELECT member_no, person_no{''.join(cells)} FROM {self.facts} GROUP BY member_no, person_no"


def asked_of(detectors: Iterable[Detector]) -> dict[Facts, tuple[str, ...]]:
    """Everything the detectors count, each thing once, by the relation whose rows it is counted over."""
    asked: dict[Facts, dict[str, None]] = {}
    for detector in detectors:
        if detector.facts is not Facts.NONE:
            wanted = [detector.observed, *(() if detector.exposure in (PER_PAIR, PER_MONTH) else (detector.exposure,))]
            asked.setdefault(detector.facts, {}).update(dict.fromkeys(wanted))
    return {facts: tuple(expressions) for facts, expressions in asked.items()}


def _column(table: pa.Table, name: str) -> Codes:
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.int64)


def _keys(table: pa.Table, people: int) -> Codes:
    return _column(table, "member_no") * people + _column(table, "person_no")


def tally(engine: Engine, moments: Moments, detectors: Iterable[Detector]) -> Tally:
    """Count everything the detectors ask for; needs the relations of `prepare`, which added up what they ask of cases."""
    people = _one(engine, "SELECT COALESCE(MAX(person_no), 0) + 1 AS n FROM person_keys")
    strata = engine.table("SELECT * FROM pair_strata")
    detectors = list(detectors)
    asked = asked_of(detectors)
    coded = {facts: [one for one in asked.get(facts, ()) if told_by_code(one)] for facts in (Facts.MOMENTS, Facts.QUIET)}
    grouped = {facts: tuple(one for one in some if one not in coded.get(facts, ())) for facts, some in asked.items()}
    cases = _Count(Facts.CASES, grouped.pop(Facts.CASES, ()))
    counts = [_Count(facts, some) for facts, some in grouped.items() if some]
    with ThreadPoolExecutor(_WORKERS) as pool:
        counted = list(zip(counts, pool.map(lambda count: engine.table(count.sql), counts), strict=True))
    mine = moments.member.astype(np.int64) * people + moments.person
    keys = _distinct(np.concatenate([_keys(strata, people), mine, *(_keys(table, people) for _, table in counted)]))
    # Each is laid out by itself, some by other threads while moments are counted.
    with ThreadPoolExecutor(_WORKERS) as pool:
        about = pool.submit(_about, keys, people, cases, strata)
        laid = [pool.submit(_cells, keys, people, count, table) for count, table in counted]
        cells = _moment_cells(engine, moments, coded, np.searchsorted(keys, mine), len(keys))
        pair, more = about.result()
        for some in (more, *(one.result() for one in laid)):
            cells |= some
    del counted, strata, about, laid, mine
    shared: dict[str, Counts] = {PER_PAIR: np.ones(len(keys), dtype=np.float32), PER_MONTH: 1.0 + pair["days"] / _DAYS_A_MONTH}
    counting = [d for d in detectors if d.facts is not Facts.NONE]
    observed = {d.id: cells[d.facts, d.observed] for d in counting}
    exposure: dict[str, Counts] = {
        d.id: shared[d.exposure] if d.exposure in shared else cells[d.facts, d.exposure] for d in counting
    }
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
        among={d.id: _among(d, pair["cases"], observed, exposure) for d in counting},
    )


def _moment_cells(
    engine: Engine, moments: Moments, coded: Mapping[Facts, Sequence[str]], at: Codes, size: int
) -> dict[tuple[Facts, str], Counts]:
    """What the codes of moments tell, each count laid out on the pairs; `at` are the places of the moments' pairs."""
    asked = [(facts, one) for facts, expressions in coded.items() for one in expressions]
    where = [f"({one}) AND quiet = 1" if facts is Facts.QUIET else one for facts, one in asked]
    return dict(zip(asked, count_moments(engine, moments, where, at, size), strict=True))


def _distinct(values: Codes) -> Codes:
    """Values in order, each once; many times faster than NumPy's own for millions."""
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def _places(keys: Codes, mine: Codes) -> Codes:
    """The place of each among the keys."""
    order = np.argsort(mine)
    # Places of keys in order are found an order of magnitude faster than places of keys at random.
    at = np.empty(len(mine), dtype=np.int64)
    at[order] = np.searchsorted(keys, mine[order])
    return at


def _about(
    keys: Codes, people: int, cases: _Count, strata: pa.Table
) -> tuple[dict[str, Floats], dict[tuple[Facts, str], Counts]]:
    """The strata of each pair, and what was added up of its cases."""
    at = _places(keys, _keys(strata, people))
    return {name: _laid(len(keys), at, _column(strata, name)) for name in _STRATA}, _columns(len(keys), at, cases, strata)


def _cells(keys: Codes, people: int, count: _Count, table: pa.Table) -> dict[tuple[Facts, str], Counts]:
    """What a query counted, each count laid out on the pairs."""
    return _columns(len(keys), _places(keys, _keys(table, people)), count, table)


def _columns(size: int, at: Codes, count: _Count, table: pa.Table) -> dict[tuple[Facts, str], Counts]:
    cells: dict[tuple[Facts, str], Counts] = {}
    for place, expression in enumerate(count.expressions):
        column = np.zeros(size, dtype=np.float32)
        column[at] = table.column(f"cell_{place}").to_numpy()
        cells[count.facts, expression] = column
    return cells


def _among(detector: Detector, cases: Floats, observed: dict[str, Counts], exposure: dict[str, Counts]) -> Flags:
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
    rows = engine.table(
        "SELECT k.member_no AS n, m.role AS role FROM member_keys AS k LEFT JOIN members AS m ON m.member_no = k.member_no"
    )
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
