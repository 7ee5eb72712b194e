"""Builds every relation of facts in order, from the views of what was known."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from boundaries.detection.facts.goodwill import goodwill_facts
from boundaries.detection.facts.happenings import happenings
from boundaries.detection.facts.moments import Moments, lend_moments, lend_some
from boundaries.detection.facts.pairs import (
    acquainted_facts,
    case_facts,
    case_marks,
    case_numbers,
    declared_facts,
    kin_moments,
    pair_facts,
)
from boundaries.detection.facts.settling import settle
from boundaries.detection.facts.spans import kin, pair_cases
from boundaries.detection.facts.strata import pair_strata
from boundaries.engines.protocol import Engine
from boundaries.progress import Progress, silent

# Pairs a reviewer explained, with no later concern: only what came after counts, so that they return on new evidence alone.
_SET_ASIDE = """
    SELECT v.member_no AS member_no, v.person_no AS person_no, v.after_at AS after_at FROM (
        SELECT member_no, person_no, MAX(CASE WHEN verdict IN ('explained', 'data_error') THEN decided_at END) AS after_at,
               MAX(CASE WHEN verdict = 'concern' THEN decided_at END) AS concern_at
        FROM verdicts GROUP BY member_no, person_no
    ) AS v
    WHERE v.after_at IS NOT NULL AND (v.concern_at IS NULL OR v.concern_at < v.after_at)"""


def _unexplained(engine: Engine, rows: str, at: str) -> str:
    """The rows of a query less those of pairs set aside that came before they were; all of them where none is."""
    if not engine.table("SELECT 1 AS one FROM set_aside LIMIT 1").num_rows:
        return rows
    return f"""
        SELECT u.* FROM ({rows}) AS u
        LEFT JOIN set_aside AS a ON a.member_no = u.member_no AND a.person_no = u.person_no
        WHERE a.after_at IS NULL OR u.{at} > a.after_at"""


@dataclass(frozen=True)
class CaseWork:
    """What is worked out of cases beside other work: when `paired`, `pair_cases` and `set_aside` are there; `strata` tells what each pair's come to."""

    paired: Future[None]
    strata: Future[pa.Table]


@contextmanager
def case_work_beside(engine: Engine, as_of: datetime, counted: Sequence[str]) -> Iterator[CaseWork]:
    """Begin to work out of cases what neither moments nor texts tell, for `prepare`. Needs the views of `known_before`.

    `counted` is what is added up of each pair's `case_facts`.
    """
    with ThreadPoolExecutor(1) as pool:
        yield CaseWork(pool.submit(_pair_cases, engine), pool.submit(_case_work, engine, as_of, counted))


def prepare(engine: Engine, cases: CaseWork, progress: Progress = silent) -> Moments:
    """The moments of every pair; leaves `moments`, `case_facts`, `pair_facts`, `pair_strata`, `kin_moments` and the small fact tables.

    Needs the views of `known_before` and the tables `worded_contacts(row, mask)` and `praise_marks`.
    """
    dialect = engine.dialect
    progress("case work")
    cases.paired.result()
    engine.view("happenings", _unexplained(engine, happenings(), "happened_at"))
    progress("contacts, visits and look-ups in their setting")
    moments, talk = settle(engine)
    strata = cases.strata.result()
    lend_moments(engine, moments)
    engine.lend("talk", talk)
    engine.lend("pair_strata", strata)
    progress("pairs")
    _lend_named(engine, moments)
    _lend_of_kin(engine, moments)
    facts = {
        "pair_facts": pair_facts(),
        "kin_moments": _unexplained(engine, kin_moments(), "happened_at"),
        "own_facts": acquainted_facts(own=True),
        "colleague_facts": acquainted_facts(own=False),
        "declared_facts": declared_facts(dialect),
        **{name: _unexplained(engine, query, "happened_at") for name, query in goodwill_facts(dialect).items()},
    }
    # Two at a time: small queries have stretches that keep one processor busy only.
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(engine.keep, facts, facts.values()))
    return moments


def _lend_named(engine: Engine, moments: Moments) -> None:
    """Leave `named_moments`, those of pairs that a declaration or praise names: few of many."""
    whole = "member_no IS NOT NULL AND person_no IS NOT NULL"
    named = engine.table(
        f"SELECT member_no, person_no FROM declarations WHERE {whole} UNION SELECT member_no, person_no FROM feedback WHERE {whole}"
    )
    member, person = (named.column(name).to_numpy().astype(np.int64) for name in ("member_no", "person_no"))
    lend_some(engine, moments.table(moments.places(member, person)), "named_moments")


def _lend_of_kin(engine: Engine, moments: Moments) -> None:
    """Leave `moments_of_kin`, those with a person who is anybody's relative: few of many."""
    relatives = engine.table("SELECT DISTINCT k.kin_no AS kin_no FROM kin AS k").column("kin_no").to_numpy()
    of_kin = np.zeros(int(max(moments.person.max(initial=0), relatives.max(initial=0))) + 1, dtype=np.bool_)
    of_kin[relatives] = True
    lend_some(engine, moments.table(np.flatnonzero(of_kin[moments.person])), "moments_of_kin")


def _pair_cases(engine: Engine) -> None:
    engine.keep("set_aside", _SET_ASIDE)
    engine.keep("pair_cases", pair_cases(engine.dialect))


def _case_work(engine: Engine, as_of: datetime, counted: Sequence[str]) -> pa.Table:
    """Leave the relations of cases; what they come to for each pair."""
    engine.keep("case_marks", case_marks(engine.dialect))
    engine.keep("case_numbers", _unexplained(engine, case_numbers(engine.dialect, as_of), "from_at"))
    engine.view("case_facts", case_facts())
    engine.keep("kin", kin())
    return pair_strata(engine, counted)
