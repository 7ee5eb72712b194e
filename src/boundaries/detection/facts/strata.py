"""What a pair's cases come to: what it is compared within, and each sum that detectors ask for, a row per pair."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from boundaries.detection.facts.moments import places
from boundaries.detection.facts.ordering import by_pair
from boundaries.engines.protocol import Engine

_GREATEST = ("oic", "specialist", "supervisor", "kind")


def pair_strata(engine: Engine, counted: Sequence[str]) -> pa.Table:
    """The member's part in a pair's cases, the gravest kind they share, how many cases and days; and each sum asked for, as `cell_0` on.

    In order of the pair. Needs `case_facts`. Most pairs have a single case, which an engine would group all the same.
    """
    people = int(engine.table("SELECT COALESCE(MAX(person_no), 0) + 1 AS n FROM person_keys").column(0)[0].as_py())
    cells = "".join(f", CAST(COALESCE({one}, 0) AS INTEGER) AS cell_{place}" for place, one in enumerate(counted))
    rows = engine.table(
        f"SELECT CAST(member_no AS BIGINT) * {people} + person_no AS pair, days, oic, specialist, supervisor, gravity AS kind{cells} FROM case_facts"
    )
    order, pairs = by_pair(rows.column("pair").to_numpy())
    starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1]))) if len(pairs) else order
    counts = np.diff(starts, append=len(pairs))
    several = np.flatnonzero(counts > 1)
    single, many, begins = (
        order[starts],
        order[places(starts[several], counts[several])],
        np.cumsum(counts[several]) - counts[several],
    )
    member, person = np.divmod(pairs[starts], people)
    columns = {"member_no": member.astype(np.int32), "person_no": person.astype(np.int32), "cases": counts}
    for name in rows.column_names[1:]:
        values = rows.column(name).to_numpy()
        columns[name] = values[single].astype(np.int64)
        if len(several):
            reduced = np.maximum if name in _GREATEST else np.add
            columns[name][several] = reduced.reduceat(values[many].astype(np.int64), begins)
    return pa.table(columns)
