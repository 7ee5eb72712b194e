"""Small worlds made by hand, whose numbers can be counted on one's fingers."""

from datetime import datetime

import pyarrow as pa

from boundaries.evaluation.counts import COUNTS
from boundaries.evaluation.judging import Judged, Plan
from boundaries.evaluation.listing import BUDGETS
from boundaries.evaluation.measures import SCAN, Negative, Place, TruePair

STARTED = datetime(2024, 6, 1, 12)


def pair_table(rows: int, **columns: list[object]) -> pa.Table:
    """So many pairs of members M0, M1... with person P; plain counts are 0 unless given."""
    held: dict[str, list[object]] = {
        "member_id": [f"M{row}" for row in range(rows)],
        "person_id": ["P"] * rows,
        "member_role": ["response"] * rows,
        "is_true": [None] * rows,
        "negative": [None] * rows,
        "rank": [None] * rows,
        "part": [0] * rows,
        "kind": [0] * rows,
        "cases": [0] * rows,
        **{name: [0] * rows for name in COUNTS},
    }
    return pa.table({**held, **columns})


def judged_world() -> Judged:
    """A hundred members; M0 to M3 have the only pairs: M1 truly, M2 a planted negative, and M3 is not listed."""
    pairs = pair_table(4, is_true=[None, True, None, None], negative=[None, None, "on_call", None], rank=[1, 3, 2, None])
    members = pa.table(
        {
            "member_id": [f"M{number}" for number in range(100)],
            "sex": ["F", "M"] * 50,
            "ethnicity": ["White"] * 99 + [None],
            "role": ["response"] * 40 + ["cid"] * 60,
        }
    )
    truth = pa.table(
        {
            "member_id": ["M1"],
            "person_id": ["P"],
            "arc": ["champion"],
            "channel_class": ["work_phone"],
            "style": ["shark"],
            "started_at": [STARTED],
        }
    )
    return Judged(Plan("large", 1, 100, 1), pairs, members, truth)


def places_of(**rankings: float) -> dict[Place, float]:
    """The same weight within every budget, by ranking; `scan` is the scan."""
    return {
        (SCAN if name == "scan" else name.replace("_", " "), budget): weight
        for name, weight in rankings.items()
        for budget in BUDGETS
    }


def true_pair(at: dict[Place, float], channel_class: str = "work_phone", arc: str = "champion") -> TruePair:
    """A true pair of the first large world."""
    return TruePair("large", 1, arc, channel_class, "shark", at, {"contacts": 1, "visits": 2, "searches": 3})


def negative(at: dict[Place, float]) -> Negative:
    """A planted negative of the first large world."""
    return Negative("large", 1, "on_call", at)
