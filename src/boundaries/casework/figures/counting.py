"""What is counted of all that an account can open, from what its index keeps ready: no safe is opened for it."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import LINE, NAMING
from boundaries.casework.content.orders import kept_parts
from boundaries.casework.figures.merging import ALONE, MERGED, Instead, merged_as_one

COUNTS = "counts"
ROOMS = (ALONE, COUNTS, MERGED)
"""What is kept for counting."""


class Also(StrEnum):
    """What is told of single entries beside the counts; `PRIORITIES` are of cases: harm and likelihood."""

    LINKS = "links"
    FIRST = "first"
    PRIORITIES = "priorities"
    MET = "met"


_BESIDE = frozenset(map(str, Also))


@dataclass(frozen=True)
class Told:
    """Counts by year, table and word, the empty word where nothing was told; and what was asked for also.

    For safes these are their links, the first day of a finding, and the priority; `met` are the days of meetings that decided something.
    """

    years: dict[int, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))
    links: dict[str, list[str]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, list[str]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)


def told(
    holder: Holder,
    years: Collection[int] = (),
    also: Collection[Also] = (),
    tables: Collection[str] | None = None,
    state: index.State | None = None,
) -> Told:
    """What the index tells: the counts of these years, of these tables only where some are named, and what is asked for also.

    Called in a transaction, after `orders.make_room` for `ROOMS` and for what is asked for also: all of it is kept by block.
    """
    found, state, wanted = Told(), state or index.state(holder.account), {str(year): year for year in years}
    for held in kept_parts(holder, COUNTS, state.marks(), partial(_counts, holder, state)) if years else ():
        for name, _, counts in (line.partition(NAMING) for line in held.split(LINE)):
            year, _, table = name.partition(" ")
            if year in wanted and (tables is None or table in tables):
                found.years[wanted[year]][table].update(json.loads(counts))
    for one in also:
        for held in kept_parts(holder, one, state.marks(), partial(_beside, holder, state, one)):
            getattr(found, one).update(json.loads(held))
    if years:
        _join_merged(found, merged_as_one(holder, state), wanted, tables)
    return found


def _counts(holder: Holder, state: index.State, blocks: Sequence[str]) -> Mapping[str, str]:
    """What is counted in some blocks: of each a line for every table of every year."""
    found: dict[str, dict[str, Counter[str]]] = {block: defaultdict(Counter) for block in blocks}
    for block, held in index.counted_in(holder, "tables", state.segments(blocks)):
        for year, _, text in (line.partition(NAMING) for line in held.split(LINE)):
            for table, counts in json.loads(text).items() if year not in _BESIDE else ():
                found[block][f"{year} {table}"].update(counts)
    return {block: LINE.join(f"{name}{NAMING}{json.dumps(one)}" for name, one in some.items()) for block, some in found.items()}


def _beside(holder: Holder, state: index.State, asked: Also, blocks: Sequence[str]) -> Mapping[str, str]:
    """What is told beside the counts in some blocks."""
    found: dict[str, list[object]] = {block: [] for block in blocks}
    for block, held in index.counted_in(holder, "tables", state.segments(blocks)):
        told = json.loads(dict(line.split(NAMING, 1) for line in held.split(LINE))[asked])
        found[block] += told.items() if isinstance(told, dict) else told
    return {block: json.dumps(some) for block, some in found.items()}


def _join_merged(found: Told, instead: Instead, wanted: Mapping[str, int], tables: Collection[str] | None) -> None:
    """Count an entry that is shown as part of another once with it."""
    for year in instead.years.keys() & wanted.keys():
        for table, counts in instead.years[year].items():
            if tables is None or table in tables:
                found.years[wanted[year]][table].update(counts)
    for held in found.years.values():
        held.update({table: +counts for table, counts in held.items()})


def read_anew(holder: Holder) -> int:
    """Read what is new before something is counted, for a short while; gives how many entries are not counted yet."""
    return index.refresh(holder, index.SECONDS)
