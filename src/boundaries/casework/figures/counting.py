"""What is counted of all that an account can open, from what its index keeps ready: no safe is opened for it."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.facts import LINE, NAMING, counts_of
from boundaries.casework.content.index import SECONDS, counted, refresh
from boundaries.casework.figures.merging import merged_as_one


@dataclass(frozen=True)
class Told:
    """Counts by year, table and word, the empty word where nothing was told; for safes their links and the first day of a finding.

    `priorities` are of cases: harm and likelihood. `met` are the days of meetings that decided something.
    """

    years: dict[int, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))
    links: dict[str, list[str]] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, list[str]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)


def told(holder: Holder, years: Collection[int] = (), *, with_priorities: bool = False) -> Told:
    """What the index tells, the counts of these years, and the priorities where asked for; called in a transaction."""
    found = Told()
    for held in counted(holder, "tables"):
        parts = dict(line.split(NAMING, 1) for line in held.split(LINE))
        for year in years:
            for table, counts in json.loads(parts.get(str(year), "{}")).items():
                found.years[year][table].update(counts)
        found.links.update(json.loads(parts["links"]))
        found.first.update(json.loads(parts["first"]))
        found.met.update(json.loads(parts["met"]))
        if with_priorities:
            found.priorities.update(json.loads(parts["priorities"]))
    if years:
        _join_merged(found, holder, years)
    return found


def _join_merged(found: Told, holder: Holder, years: Collection[int]) -> None:
    """Count an entry that is shown as part of another once with it."""
    instead = merged_as_one(holder)
    for facts, count in ((instead.alone, Counter.__isub__), (instead.counted, Counter.__iadd__)):
        for one in facts:
            for year, table, words in counts_of(one):
                if int(year) in years:
                    count(found.years[int(year)][table], Counter(words))


def read_anew(holder: Holder) -> int:
    """Read what is new before something is counted, for a short while; gives how many entries are not counted yet."""
    return refresh(holder, SECONDS)
