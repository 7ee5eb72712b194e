"""Walks through the records in steps and says on which day each pair first enters what the unit can review."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from boundaries.catalogue import Catalogue
from boundaries.detection.scan import best_first, weigh_all
from boundaries.detection.wording import Content, find_wording
from boundaries.errors import BoundariesError
from boundaries.progress import Progress, silent
from boundaries.records.moment import known_before, newest_moment
from boundaries.records.state import Records

DAYS_A_MONTH = 30.4375
LISTED = pa.schema(
    [
        ("member_id", pa.string()),
        ("person_id", pa.string()),
        ("first_listed_at", pa.timestamp("us")),
        ("rank", pa.int64()),
        ("bits", pa.float64()),
    ]
)


def steps(first: datetime, last: datetime, every: timedelta) -> list[datetime]:
    """The moments of a replay: every so often from the first, and the last."""
    moments = []
    moment = first + every
    while moment < last:
        moments.append(moment)
        moment += every
    return [*moments, last]


def replay(
    records: Records,
    catalogue: Catalogue,
    *,
    every_days: int = 7,
    budget: float = 20.0,
    content: Content = Content.ALL,
    progress: Progress = silent,
) -> pa.Table:
    """The pairs in the order in which they first entered the budget: member_id, person_id, first_listed_at, rank then, bits then.

    At each step the best pairs not yet listed are taken, as many as the budget (pairs a month per 1,000 members) allows since the last.
    """
    if every_days < 1:
        raise BoundariesError("the step of a replay must be a day or longer", "--every", "Give a step such as 7d.")
    last = newest_moment(records)
    first = _oldest(records)
    members = _ids(records, "member")
    people = _ids(records, "person")
    moments = steps(first, last, timedelta(days=every_days))
    read = _read_once(records, last) if content is Content.ALL else None
    allowed, seen, rows = 0.0, set[tuple[int, int]](), []
    before = first
    for done, moment in enumerate(moments):
        progress("steps replayed", done, len(moments))
        allowed += budget * records.tables["members"].rows / 1000.0 * ((moment - before).total_seconds() / 86_400 / DAYS_A_MONTH)
        before = moment
        if allowed < 1.0:
            continue
        weighed = weigh_all(records, catalogue, as_of=moment, content=content, texts_read=read)
        found, bits = weighed.tally, weighed.scores.bits
        for rank, place in enumerate(best_first(found, bits), start=1):
            pair = (int(found.member[place]), int(found.person[place]))
            if allowed < 1.0:
                break
            if pair not in seen:
                seen.add(pair)
                allowed -= 1.0
                rows.append((members[pair[0]], people[pair[1]], moment, rank, float(bits[place])))
    return pa.Table.from_pylist([dict(zip(LISTED.names, row, strict=True)) for row in rows], schema=LISTED)


def _read_once(records: Records, last: datetime) -> int:
    """Find the wording of every message before the last step; what a step may not know yet is not joined to it."""
    known_before(records, last)
    return find_wording(records.engine)


def _ids(records: Records, what: str) -> list[str]:
    ids = records.engine.table(f"SELECT {what}_id AS id FROM {what}_keys ORDER BY {what}_no").column("id")
    return [str(value) for value in np.asarray(ids.to_pylist(), dtype=object)]


def _oldest(records: Records) -> datetime:
    """The first contact, visit or look-up: nothing can be listed before it."""
    times = " UNION ALL ".join(
        f"SELECT MIN(t.at) AS oldest_at FROM loaded_{name} AS t"
        for name in ("contacts", "visits", "searches", "gifts", "requests")
    )
    oldest = records.engine.table(f"SELECT MIN(oldest_at) AS oldest_at FROM ({times}) AS o").column(0)[0].as_py()
    if not isinstance(oldest, datetime):
        raise BoundariesError("there is nothing to replay", "the records", "Add contacts, visits, look-ups, gifts or requests.")
    return oldest
