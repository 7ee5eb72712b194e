"""What a pair's records of one kind are worth together: the detectors that read them are not independent of one another.

A visit at night, off the record, after the case closed, is one visit that four detectors count. Their sum only puts the pairs in order; what it
is worth is read off how many pairs of this force reach it, as each detector's own count is.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import numpy as np

from boundaries.detection.detector import Detector
from boundaries.detection.models import CAP, GRAIN, Floats, Numbers, bits_of, grained
from boundaries.detection.weighing import Weight

# The exponent of the calibration log(k p^(k-1)): near nothing, for a sum of several detectors has a much thinner tail than a single count.
TAIL = 0.1
_WORKERS = 2


class Source(StrEnum):
    """The kind of record that a detector reads."""

    CONTACTS = "contacts"
    WORDING = "wording"
    VISITS = "visits"
    SEARCHES = "searches"
    ROSTER = "roster"
    ATTACHING = "attaching"
    CASES = "cases"
    GOODWILL = "goodwill"


# In what share of cases this kind of record shows anything: contact in bulk on the work phone or the first of it there (calibration table), and
# wording in most of the former; dealings off duty in as many; visits, look-ups, self-attachment, praise and gifts from the 31 coded published
# cases. A case steered or thinly written up is named in a fifth of them, but stands out of comparable cases in half of those at most.
SEEN = {
    Source.CONTACTS: 0.65, Source.WORDING: 0.4, Source.ROSTER: 0.4, Source.VISITS: 0.42, Source.SEARCHES: 0.25, Source.ATTACHING: 0.23,
    Source.CASES: 0.1, Source.GOODWILL: 0.2,
}  # fmt: skip
# What differs among ordinary pairs for many reasons (hours, how a case ended, how it was written up): true pairs stand out of them by less.
_LESS_TELLING = {Source.ROSTER: 0.3, Source.CASES: 0.3}
# How much of a kind of record's worth counts beside the others (ADR 33). They are not independent either: who writes to one person much visits
# and works late for the same reasons, while nothing of that makes a member look somebody up again.
BESIDE = {
    Source.CONTACTS: 0.8, Source.WORDING: 0.8, Source.ROSTER: 0.4, Source.VISITS: 1.0, Source.SEARCHES: 1.25, Source.ATTACHING: 0.9,
    Source.CASES: 0.7, Source.GOODWILL: 0.8,
}  # fmt: skip
_TABLES = {
    "contacts": Source.CONTACTS, "visits": Source.VISITS, "searches": Source.SEARCHES, "cases": Source.CASES, "case_members": Source.CASES,
    "case_log": Source.CASES, "gifts": Source.GOODWILL, "feedback": Source.GOODWILL, "requests": Source.GOODWILL,
}  # fmt: skip
# What makes a kind of record of its own of what a detector reads: the text of a contact, the roster it is laid beside, who put the member on a case.
_NEEDING = {
    ("contacts", "contacts.text"): Source.WORDING, ("contacts", "duties"): Source.ROSTER, ("visits", "duties"): Source.ROSTER,
    ("searches", "duties"): Source.ROSTER, ("cases", "case_members.source"): Source.ATTACHING,
}  # fmt: skip


def source_of(detector: Detector) -> Source | None:
    """The kind of record that decides a detector; None for what reads only who people are."""
    own = [source for (table, needed), source in _NEEDING.items() if table == detector.table and needed in detector.needs]
    return own[0] if own else _TABLES.get(detector.table)


def weigh_together(weights: Mapping[str, Weight], detectors: Iterable[Detector]) -> None:
    """Scale the bits of one source that speak for a pair, where they stand, so that all of its source add up to what it is worth.

    What speaks against the pair stays as it is, and so do pairs for which a source does not speak. Sources do not look at one another.
    """
    groups: dict[Source, list[Numbers]] = {}
    for detector in detectors:
        source = source_of(detector)
        if detector.id in weights and source is not None:
            groups.setdefault(source, []).append(weights[detector.id].bits)
    with ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(_scale, groups, groups.values()))


def _scale(source: Source, bits: Sequence[Numbers]) -> None:
    total: Floats = np.zeros(max(map(len, bits)))
    for one in bits:
        total += one
    speaks = np.flatnonzero(total > 0)
    sums = total[speaks]
    # The bits of each that speak for a pair, and which of those in question they are.
    speaking = []
    raised: Floats = np.zeros(len(speaks))
    for one in bits:
        mine = one[speaks]
        some = np.flatnonzero(mine > 0)
        speaking.append((some, mine[some]))
        raised[some] += mine[some]
    factor = (_worth(sums, len(total), source) + raised - sums) / raised
    for one, (some, mine) in zip(bits, speaking, strict=True):
        one[speaks[some]] = grained(np.minimum(mine * factor[some], CAP))


def _worth(total: Floats, pairs: int, source: Source) -> Floats:
    """Bits for the pairs with a `total` above nothing, by how many of all the `pairs` reach it; never under zero."""
    # Bits are whole numbers of their grain, so that they can be counted rather than sorted.
    grains = np.rint(total * GRAIN).astype(np.int64)
    reaching = np.cumsum(np.bincount(grains)[::-1])[::-1][grains]
    tail = _LESS_TELLING.get(source, TAIL)
    rare = np.log(tail) + (tail - 1.0) * np.log(reaching / (pairs + 1.0))
    return np.maximum(bits_of(np.maximum(rare, 0.0), SEEN[source]), 0.0) * BESIDE[source]
