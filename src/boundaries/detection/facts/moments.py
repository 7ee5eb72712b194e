"""Every contact, visit and look-up of a pair, with what was true when it happened: in order of the pairs, each with its code."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.detection.facts.fields import FIELDS, Code, read_codes
from boundaries.detection.facts.running import Whole
from boundaries.detection.facts.spans import EPOCH
from boundaries.engines.dialect import Dialect
from boundaries.engines.protocol import Engine

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Moments:
    """Moments in order of their pair, from `starts[n]` up to `starts[n + 1]` for the pair of `member[n]` and `person[n]`.

    `row` leads back to the record, `happened_at` is in microseconds, `code` the place in `codes` of what is true of it.
    """

    member: Numbers
    person: Numbers
    starts: Whole
    row: Whole
    happened_at: Whole
    code: Numbers
    codes: Code

    @property
    def counts(self) -> Whole:
        """How many moments each pair has."""
        return np.diff(self.starts)

    def places(self, member: Whole, person: Whole) -> Whole:
        """The places of those of some pairs that have moments, in order."""
        people = int(max(self.person.max(initial=0), person.max(initial=0))) + 1
        mine, asked = self.member.astype(np.int64) * people + self.person, np.unique(member * people + person)
        place = np.searchsorted(mine, asked)
        place = place[place < len(mine)]
        return np.asarray(place[mine[place] == asked[: len(place)]], dtype=np.int64)

    def table(self, some: Whole | None = None) -> pa.Table:
        """The moments, or those of some pairs, as rows with the numbers of their pair."""
        pair = np.arange(len(self.member)) if some is None else some
        counts = self.counts[pair]
        place = slice(None) if some is None else places(self.starts[pair], counts)
        return pa.table(
            {
                "row": self.row[place],
                "member_no": np.repeat(self.member[pair], counts),
                "person_no": np.repeat(self.person[pair], counts),
                "happened_at": self.happened_at[place].view("datetime64[us]"),
                "code": self.code[place],
            }
        )


def places(starts: Whole, counts: Whole) -> Whole:
    """The places of several ranges, one after the other."""
    before = np.cumsum(counts) - counts
    return np.asarray(np.arange(int(counts.sum())) + np.repeat(starts - before, counts), dtype=np.int64)


def lend_moments(engine: Engine, moments: Moments) -> None:
    """Leave the relations `moments`, `quiet_moments`, `moment_pairs` and `moment_codes` in the engine."""
    engine.put("moment_codes", read_codes(moments.codes))
    engine.lend("moment_pairs", pa.table({"member_no": moments.member, "person_no": moments.person}))
    lend_some(engine, moments.table(), "moments")
    engine.view("quiet_moments", "SELECT * FROM moments WHERE quiet = 1")


def lend_some(engine: Engine, rows: pa.Table, name: str) -> None:
    """Leave moments, some or all of them, as a relation with everything that their codes say."""
    engine.lend(f"{name}_coded", rows)
    engine.view(name, read_moments(engine.dialect, f"{name}_coded"))


def read_moments(dialect: Dialect, rows: str) -> str:
    """Moments with everything that their codes say."""
    fields = ", ".join(f"c.{name} AS {name}" for name in FIELDS)
    day = dialect.days_between(dialect.timestamp(EPOCH), "m.happened_at")
    return f"""
        SELECT m.row AS row, m.member_no AS member_no, m.person_no AS person_no, m.happened_at AS happened_at, {fields},
               CAST({day} AS INTEGER) AS day
        FROM {rows} AS m JOIN moment_codes AS c ON c.code = m.code"""
