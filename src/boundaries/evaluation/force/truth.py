"""What is true of a world: the pairs to find, and those that must stay quiet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from boundaries.evaluation.force.tables import Names


@dataclass(frozen=True)
class TruePair:
    """One replayed case: times in seconds of the world's clock."""

    member: int
    person: int
    arc: str
    channel_class: str
    style: str
    replay: str
    started: int
    ended: int


@dataclass(frozen=True)
class Planted:
    """One innocent look-alike."""

    member: int
    person: int
    kind: str


def pairs_table(pairs: Sequence[TruePair], names: Names) -> pa.Table:
    """The true pairs: member_id, person_id, arc, channel_class, style, replay, started_at, ended_at."""
    return pa.table(
        {
            "member_id": names.ids("member_id", np.array([pair.member for pair in pairs], dtype=np.int64)),
            "person_id": names.ids("person_id", np.array([pair.person for pair in pairs], dtype=np.int64)),
            **{
                key: pa.array([getattr(pair, key) for pair in pairs], pa.string())
                for key in ("arc", "channel_class", "style", "replay")
            },
            "started_at": names.times(np.array([pair.started for pair in pairs], dtype=np.int64)),
            "ended_at": names.times(np.array([pair.ended for pair in pairs], dtype=np.int64)),
        }
    )


def negatives_table(planted: Sequence[Planted], names: Names) -> pa.Table:
    """The planted look-alikes: member_id, person_id, kind."""
    return pa.table(
        {
            "member_id": names.ids("member_id", np.array([plant.member for plant in planted], dtype=np.int64)),
            "person_id": names.ids("person_id", np.array([plant.person for plant in planted], dtype=np.int64)),
            "kind": pa.array([plant.kind for plant in planted], pa.string()),
        }
    )
