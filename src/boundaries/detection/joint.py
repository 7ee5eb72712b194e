"""What a pair's records of one kind are worth together: the detectors that read them are not independent of one another.

A visit at night, off the record, after the case closed, is one visit that four detectors count. Their sum only puts the pairs in order; what it
is worth is read off how many pairs of this force reach it, as each detector's own count is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

import numpy as np

from boundaries.detection.detector import Detector
from boundaries.detection.models import CAP, Codes, Floats, bits_of, grained
from boundaries.detection.weighing import Weight

# The exponent of the calibration log(k p^(k-1)): near nothing, for a sum of several detectors has a much thinner tail than a single count.
TAIL = 0.1


class Source(StrEnum):
    """The kind of record that a detector reads."""

    CONTACTS = "contacts"
    VISITS = "visits"
    SEARCHES = "searches"
    CASES = "cases"
    GOODWILL = "goodwill"


# In what share of cases this kind of record shows anything: contact in bulk on the work phone or the first of it there (calibration table);
# visits, look-ups, cases steered, praise and gifts from the 31 coded published cases.
SEEN = {Source.CONTACTS: 0.65, Source.VISITS: 0.42, Source.SEARCHES: 0.25, Source.CASES: 0.2, Source.GOODWILL: 0.1}
_TABLES = {
    "contacts": Source.CONTACTS, "visits": Source.VISITS, "searches": Source.SEARCHES, "cases": Source.CASES, "case_members": Source.CASES,
    "case_log": Source.CASES, "gifts": Source.GOODWILL, "feedback": Source.GOODWILL, "requests": Source.GOODWILL,
}  # fmt: skip


def source_of(detector: Detector) -> Source | None:
    """The kind of record that decides a detector.

    None for what reads only who people are, and for wording: classes of wording are shares of messages, already given how many there are.
    """
    if detector.table == "contacts" and "contacts.text" in detector.needs:
        return None
    return _TABLES.get(detector.table)


def weigh_together(weights: Mapping[str, Weight], detectors: Iterable[Detector]) -> dict[str, Weight]:
    """The same weights, those of one source scaled for each pair so that they add up to what the source is worth in all.

    Pairs for which a source does not speak keep its bits as they are.
    """
    together = dict(weights)
    groups: dict[Source, list[str]] = {}
    for detector in detectors:
        source = source_of(detector)
        if detector.id in weights and source is not None:
            groups.setdefault(source, []).append(detector.id)
    for source, ids in groups.items():
        total: Floats = np.zeros(len(weights[ids[0]].bits))
        for id_ in ids:
            total += weights[id_].bits
        speaks = np.flatnonzero(total > 0)
        factor = _worth(total[speaks], len(total), SEEN[source]) / total[speaks]
        for id_ in ids:
            together[id_] = _scaled(weights[id_], speaks, factor)
    return together


def _scaled(weight: Weight, speaks: Codes, factor: Floats) -> Weight:
    bits = weight.bits.copy()
    bits[speaks] = grained(np.minimum(bits[speaks] * factor, CAP))
    return replace(weight, bits=bits)


def _worth(total: Floats, pairs: int, seen: float) -> Floats:
    """Bits for the pairs with a `total` above nothing, by how many of all the `pairs` reach it; never under zero."""
    order = np.argsort(total)
    ordered = total[order]
    reaching = np.empty(len(total))
    reaching[order] = len(total) - np.searchsorted(ordered, ordered, side="left")
    rare = np.log(TAIL) + (TAIL - 1.0) * np.log(reaching / (pairs + 1.0))
    return np.maximum(bits_of(np.maximum(rare, 0.0), seen), 0.0)
