"""How long a pair goes on before it first enters the review budget."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Delay:
    """One true pair of a replayed world: whole days from its first trace to its first listing, none if it never was."""

    profile: str
    channel_class: str
    days: int | None


def delays(profile: str, truth: pa.Table, replay: pa.Table) -> tuple[Delay, ...]:
    """A delay per true pair; a pair that was listed before its first trace waited no day."""
    rows = replay.select(["member_id", "person_id", "first_listed_at"]).to_pylist()
    first = {(row["member_id"], row["person_id"]): row["first_listed_at"] for row in rows if row["first_listed_at"] is not None}
    told = []
    for true in truth.to_pylist():
        at = first.get((true["member_id"], true["person_id"]))
        days = None if at is None else max((at - true["started_at"]).days, 0)
        told.append(Delay(profile, true["channel_class"], days))
    return tuple(told)


def spread(some: Sequence[Delay]) -> tuple[float, float, float] | None:
    """Quartiles of the days of those that were listed; none where none was."""
    days = [one.days for one in some if one.days is not None]
    if not days:
        return None
    low, middle, high = np.percentile(days, [25, 50, 75])
    return float(low), float(middle), float(high)
