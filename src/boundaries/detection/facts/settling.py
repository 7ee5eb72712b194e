"""Sets every happening in its surroundings: the member's roster, the pair's allocations, the person's cases, the case file.

Once happenings stand in the order of their pairs, each of these is a look back along a few stretches of time, some thousand
happenings together and those of one pair never apart.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from boundaries.detection.facts.fields import NO_HOUR, NOT_KNOWN, RECORDED_BITS, SHIFTS, Code, packed, unpacked
from boundaries.detection.facts.happenings import allocations
from boundaries.detection.facts.moments import Moments, Numbers
from boundaries.detection.facts.ordering import by_pair
from boundaries.detection.facts.running import NEVER, Bounded, Slotted, Stretches, Whole, stretches
from boundaries.detection.facts.spans import AFTERCARE_DAYS, DAY_S, EARLY_DAYS, person_cases, recorded_days, rosters
from boundaries.engines.protocol import Engine

QUIET_DAYS = 7
# Few enough that what is worked out stays near the processor.
AT_ONCE = 32_768
_WORKERS = 2
_TALK = ("first_day", "last_day", "contacts", "later_contacts", "unlogged_in", "unlogged_out")
_NO_DAY = 1 << 30
_LOW_BITS = 20
_LOW = (1 << _LOW_BITS) - 1
_HOUR = 3_600_000_000
_DAY = DAY_S * 1_000_000
_EPOCH_DAY = 10_957
_CARE = AFTERCARE_DAYS * _DAY


@dataclass(frozen=True)
class _Surroundings:
    rosters: Slotted
    allocations: Bounded
    cases: Bounded
    recorded: Bounded
    # By the row of a contact, the classes that its text hit, where a code holds them.
    wording: Numbers


def settle(engine: Engine) -> tuple[Moments, pa.Table]:
    """The moments of every pair, and what passed between each pair that was ever in touch.

    Needs `pair_cases`, `worded_contacts`, the views of the moment and the relation `happenings`. The second has a row per pair with a contact of its own: first and
    last day, contacts, those later than two weeks, and the unlogged ones each way.
    """
    people = int(engine.table("SELECT COALESCE(MAX(person_no), 0) + 1 AS n FROM person_keys").column(0)[0].as_py())
    keys, row, at, code = _gathered(engine, people)
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.zeros(0, dtype=np.int64)
    pairs = keys[starts]
    starts = np.append(starts, len(keys)).astype(np.int64)
    del keys
    member, person = (pairs // people).astype(np.int32), (pairs % people).astype(np.int32)
    around = _surroundings(engine, people, pairs, int(row.max(initial=0)) + 1)
    talk: Numbers = np.zeros((len(_TALK), len(pairs)), dtype=np.int32)

    def settled(chunk: slice) -> None:
        here = slice(int(starts[chunk.start]), int(starts[chunk.stop]))
        counts = np.diff(starts[chunk.start : chunk.stop + 1])
        code[here] += np.where(unpacked(code[here], "kind") == 1, around.wording[row[here]], 0)
        code[here] += _settled(around, member[chunk], person[chunk], chunk, counts, at[here], code[here], talk[:, chunk])

    # Chunks do not look at one another, and NumPy lets go of the interpreter while it works.
    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(settled, _chunks(starts)))
    place, codes = _distinct(code)
    return Moments(member, person, starts, row, at, place, codes), _talked(member, person, talk)


def _column(table: pa.Table, name: str) -> Whole:
    return np.asarray(pc.fill_null(table.column(name).cast(pa.int64()), NEVER).to_numpy(), dtype=np.int64)


def _gathered(engine: Engine, people: int) -> tuple[Whole, Whole, Whole, Code]:
    """The pair of every happening, in order, with its row, time and code."""
    pair = f"CAST(h.member_no AS BIGINT) * {people} + h.person_no AS pair"
    # A row and its code as one number, which is put in its place once.
    marked = f"CAST(h.row AS BIGINT) * {1 << RECORDED_BITS} + h.code AS marked"
    happened = engine.table(f"SELECT h.happened_at AS happened_at, {marked}, {pair} FROM happenings AS h")
    order, pairs = by_pair(_column(happened, "pair"))
    with ThreadPoolExecutor(_WORKERS) as pool:
        at, code = pool.map(lambda name: _column(happened, name).take(order), ("happened_at", "marked"))
    row = code >> RECORDED_BITS
    code &= (1 << RECORDED_BITS) - 1
    return pairs, row, at, code


def _keys(table: pa.Table, people: int) -> Whole:
    return _column(table, "member_no") * people + _column(table, "person_no")


def _chunks(starts: Whole) -> Iterator[slice]:
    """Pairs in stretches of about as many moments as are settled at once."""
    pairs, first = len(starts) - 1, 0
    while first < pairs:
        after = max(int(np.searchsorted(starts, starts[first] + AT_ONCE, side="right")) - 1, first + 1)
        yield slice(first, after)
        first = after


def _surroundings(engine: Engine, people: int, pairs: Whole, rows: int) -> _Surroundings:
    dialect = engine.dialect

    def laid(query: str, group: tuple[str, ...], begins: str, *until: str) -> Stretches:
        rows = engine.table(f"SELECT * FROM ({query}) AS s ORDER BY {', '.join((*group, begins))}")
        mine = _keys(rows, people) if len(group) > 1 else _column(rows, group[0])
        return stretches(mine, _column(rows, begins), *(_column(rows, name) for name in until))

    members = int(engine.table("SELECT COUNT(*) AS n FROM member_keys").column(0)[0].as_py())
    pair, ends = ("member_no", "person_no"), ("on_until_at", "absent_until_at", "rostered_until_at")
    with ThreadPoolExecutor(_WORKERS) as pool:
        duty = pool.submit(lambda: laid(rosters(dialect), ("member_no",), "from_at", *ends).slotted(members))
        shared = pool.submit(lambda: laid(allocations(dialect), pair, "from_at", "until_at").bounded(pairs))
        cases = pool.submit(
            lambda: laid(person_cases(dialect), ("person_no",), "from_at", "open_until_at").bounded(np.arange(people))
        )
        recorded = pool.submit(lambda: laid(recorded_days(dialect), pair, "day", "day").bounded(pairs))
    return _Surroundings(duty.result(), shared.result(), cases.result(), recorded.result(), _wording(engine, rows))


def _wording(engine: Engine, rows: int) -> Numbers:
    """A list, since the engine takes half as long again over all happenings where it looks up the few that have a class."""
    found = engine.table("SELECT w.row AS row, w.mask AS mask FROM worded_contacts AS w")
    row = _column(found, "row")
    masks = np.zeros(max(int(row.max(initial=0)) + 1, rows), dtype=np.int32)
    masks[row] = _column(found, "mask") << SHIFTS["mask"]
    return masks


def _settled(
    around: _Surroundings, member: Numbers, person: Numbers, pairs: slice, counts: Whole, at: Whole, code: Code, talk: Numbers
) -> Code:
    """What surrounds the moments of some pairs, to be added to their codes; leaves what passed between each pair in `talk`."""
    pair = np.arange(pairs.start, pairs.stop)
    day = at // _DAY - _EPOCH_DAY
    on_until, absent_until, rostered_until = around.rosters.lasting(member, counts, at)
    (with_until,) = around.allocations.lasting(pair, counts, at)
    (open_until,) = around.cases.lasting(person, counts, at)
    (recorded,) = around.recorded.lasting(pair, counts, day + 1)
    logged = recorded >= day - 1
    on_duty = on_until >= at
    # Exactly midnight is nearly always a date whose hour was lost: that says nothing of nights, nor of who was on duty.
    timed = at % _DAY != 0
    last_day = _talk(code, day, logged, counts, talk)
    return packed(
        off_duty=np.where(timed & (at <= rostered_until + 7 * _DAY), ~on_duty, NOT_KNOWN),
        absent=(absent_until >= at) & ~on_duty & timed,
        hour=np.where(timed, at % _DAY // _HOUR, NO_HOUR),
        allocated=with_until + _CARE >= at,
        known_pair=with_until != NEVER,
        stage=(open_until != NEVER) * (3 - (open_until + _CARE >= at).astype(np.int64) - (open_until >= at)),
        logged=logged,
        quiet=(unpacked(code, "kind") != 1) & (day > last_day + QUIET_DAYS),
    )


def _talk(code: Code, day: Whole, logged: NDArray[np.bool_], counts: Whole, talk: Numbers) -> Whole:
    """Leave what passed between each pair, handsets of several people left out; for each moment the pair's last day, far ahead where there is none."""
    starts = np.cumsum(counts) - counts
    own = (unpacked(code, "kind") == 1) & (unpacked(code, "shared") == 0)
    first_day = np.minimum.reduceat(np.where(own, day, _NO_DAY), starts)
    last_day = np.maximum.reduceat(np.where(own, day, -_NO_DAY), starts)
    unlogged, way = own & ~logged, unpacked(code, "way")
    counted = (own, own & (day > np.repeat(first_day, counts) + EARLY_DAYS), unlogged & (way == 0), unlogged & (way == 1))
    talk[:] = (first_day, last_day, *(np.add.reduceat(one.astype(np.int64), starts) for one in counted))
    return np.repeat(np.where(last_day == -_NO_DAY, _NO_DAY, last_day), counts)


def _talked(member: Numbers, person: Numbers, talk: Numbers) -> pa.Table:
    """A row per pair with contact."""
    some = np.flatnonzero(talk[_TALK.index("contacts")])
    return pa.table(
        {"member_no": member[some], "person_no": person[some]} | {name: talk[n][some] for n, name in enumerate(_TALK)}
    )


def _distinct(code: Code) -> tuple[Numbers, Code]:
    """Each code once, in order, and for each moment the place of its own among them.

    By lists, half a code at a time: codes have too many bits for one list, and hashing millions of rows takes fresh memory several times over.
    """
    with ThreadPoolExecutor(_WORKERS) as pool:
        (low, lows), (high, highs) = pool.map(_listed, (code & _LOW, code >> _LOW_BITS))
    both, found = _listed(high * np.int64(len(lows)) + low)
    return both, (highs[found // len(lows)] << _LOW_BITS) | lows[found % len(lows)]


def _listed(values: Whole) -> tuple[Numbers, Whole]:
    """Each of some whole numbers from 0 once, in order, and the places of all of them."""
    seen = np.zeros(int(values.max(initial=0)) + 1, dtype=np.bool_)
    seen[values] = True
    place = np.cumsum(seen, dtype=np.int32)
    place -= 1
    return place[values], np.flatnonzero(seen)
