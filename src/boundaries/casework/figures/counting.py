"""What is counted of all that an account can open, from what its index keeps ready: no safe is opened for it."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.facts import LINE, NAMING, counts_of
from boundaries.casework.content.index import SECONDS, counted, refresh
from boundaries.casework.figures.merging import merged_as_one

_YEAR = len("2026")


class Also(StrEnum):
    """What is told of single entries beside the counts; `PRIORITIES` are of cases: harm and likelihood."""

    LINKS = "links"
    FIRST = "first"
    PRIORITIES = "priorities"
    MET = "met"


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


def told(holder: Holder, years: Collection[int] = (), also: Collection[Also] = (), tables: Collection[str] | None = None) -> Told:
    """What the index tells: the counts of these years, of these tables only where some are named, and what is asked for also.

    Called in a transaction. What nobody asked for is not even read: it lies in hundreds of segments.
    """
    found = Told()
    for held in counted(holder, "tables"):
        parts = dict(line.split(NAMING, 1) for line in held.split(LINE))
        for year in years:
            counts = json.loads(parts.get(str(year), "{}"))
            for table in counts if tables is None else counts.keys() & tables:
                found.years[year][table].update(counts[table])
        for one in also:
            getattr(found, one).update(json.loads(parts[one]))
    if years:
        _join_merged(found, holder, years, tables)
    return found


def _join_merged(found: Told, holder: Holder, years: Collection[int], tables: Collection[str] | None) -> None:
    """Count an entry that is shown as part of another once with it."""
    instead, wanted = merged_as_one(holder), {str(year) for year in years}
    for facts, by in ((instead.alone, -1), (instead.counted, 1)):
        for one in facts:
            for year, table, words in counts_of(one) if one["day"][:_YEAR] in wanted else ():
                if tables is None or table in tables:
                    counts = found.years[int(year)][table]
                    for word in words:
                        counts[word] += by
    for held in found.years.values():
        held.update({table: +counts for table, counts in held.items()})


def read_anew(holder: Holder) -> int:
    """Read what is new before something is counted, for a short while; gives how many entries are not counted yet."""
    return refresh(holder, SECONDS)
