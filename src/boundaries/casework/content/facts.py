"""What is counted of each entry: small values of its pieces, kept beside the search index so that no page opens every safe.

Each segment has them by entry, and what pages count from them ready made: `FORM` changes with any of it, and an index of another
form is read afresh.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from boundaries.casework.content.namings import FINDING, KINDS, REPORT, named_by, place, told_in, who

FORM = 4
_DAY = len("2026-11-25")
GRADE, LINK, UNLINK = "entry_grade", "entry_link", "entry_unlink"
CASE = "case_"
COUNTED = frozenset(
    {
        GRADE,
        LINK,
        UNLINK,
        *KINDS,
        *(CASE + kind for kind in ("yearly_facts", "assessment", "priority", "outcome", "oversight", "meeting_decision")),
    }
)
"""The kinds of piece of which something is counted."""
ID, WHEN = 26, "%Y%m%d%H%M%S%f"
LINE, NAMING, NUMBER, PLACE = "\x1f", "\x1e", "\x1d", "\x1c"
"""What stands between two entries, between two namings of one, between the parts of a naming's place, and between two such places."""
NONE = "-"
Facts = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """One piece of which something is counted."""

    kind: str
    plain: bytes = field(repr=False)
    made_at: datetime
    sealed_id: str


def facts_of(received_on: date, route: str, opened_at: datetime | None, pieces: Iterable[Counted]) -> Facts:
    """What is counted of an entry, its pieces the oldest first; `opened_at` is when a case was made of it."""
    held = [one for one in pieces if one.kind in COUNTED]
    newest = {one.kind: one for one in held}
    named = named_by((one.kind, one.plain) for one in held)
    found: Facts = {"day": received_on.isoformat(), "route": route, "who": [who(one) for one in named]}
    found["where"] = [NUMBER.join((*numbers, station)) for numbers, station in (place(one.told) for one in named)]
    reports, findings = ([told_in(one.plain) for one in held if one.kind == kind] for kind in (REPORT, FINDING))
    found["signs"] = sorted({sign for told in (reports, findings) for one in told for sign in one["signs"]})
    found["first"] = min((one["first_at"][:_DAY] for one in findings if one["first_at"]), default="")
    found["categories"] = _values(newest[GRADE]).get("categories", "").split() if GRADE in newest else None
    found["links"] = _links(held)
    if opened_at is not None:
        found["case"] = _case(opened_at, held, newest)
    return found


def _case(opened_at: datetime, held: Iterable[Counted], newest: Mapping[str, Counted]) -> Facts:
    """What is counted of a case; of a kind of record that is not written yet None."""
    told = {
        kind: _values(newest[CASE + kind]) if CASE + kind in newest else None
        for kind in ("yearly_facts", "assessment", "priority", "outcome")
    }
    facts, assessed, ended, priority = told["yearly_facts"], told["assessment"], told["outcome"], told["priority"]
    tier = newest.get(CASE + "oversight")
    return {
        "opened": opened_at.year,
        "facts": [facts.get("role", ""), facts.get("how_met", "")] if facts else None,
        "vulnerable": assessed.get("vulnerabilities", "").split() if assessed else None,
        "priority": [priority.get("harm", ""), priority.get("likelihood", "")] if priority else None,
        "outcome": [ended.get("outcome", ""), ended.get("decided_on", "")] if ended else None,
        "tier": [_values(tier).get("tier", ""), f"{tier.made_at:{WHEN}}", tier.sealed_id] if tier else None,
        "met": sorted({_values(one).get("meeting_on", "") for one in held if one.kind == CASE + "meeting_decision"}),
    }


def _links(held: Iterable[Counted]) -> list[str]:
    """The entries with which it is linked, of the links that were not undone."""
    told = [(one.kind, json.loads(one.plain)) for one in held if one.kind in (LINK, UNLINK)]
    undone = {one["link"] for kind, one in told if kind == UNLINK}
    return sorted({one["other"] for kind, one in told if kind == LINK and one["link"] not in undone})


def _values(piece: Counted) -> dict[str, str]:
    held: dict[str, str] = json.loads(piece.plain)["values"]
    return held


def together(one: Facts, others: Iterable[Facts]) -> Facts:
    """What is counted of an entry that others are shown as part of: once, on its own day and by its own route, under what all of them tell.

    It is not graded, and of no known unit, only where that is so of all of them.
    """
    all_of = (one, *others)
    graded = [each["categories"] for each in all_of if each["categories"] is not None]
    placed = [each["where"] for each in all_of if any(each["where"])]
    return {
        **one,
        "categories": _union(graded) if graded else None,
        "signs": _union(each["signs"] for each in all_of),
        "where": _union(placed) or one["where"],
    }


def _union(some: Iterable[Iterable[str]]) -> list[str]:
    return sorted({word for words in some for word in words})


def tables(entries: Mapping[str, Facts]) -> str:
    """Of each year how many by table and word, the empty word where nothing is told; links, first days of findings,
    priorities of cases and days of meetings. Each is a line of its own, so that who reads them reads only what is asked for.
    """
    years: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for one in entries.values():
        for year, table, words in (*counts_of(one), *_case_counts(one)):
            for word in words:
                years[year][table][word] += 1
    cases = [one["case"] for one in entries.values() if "case" in one]
    levels = {safe_id: one["case"]["priority"] for safe_id, one in entries.items() if "case" in one}
    parts = {
        **years,
        "links": {safe_id: one["links"] for safe_id, one in entries.items() if one["links"]},
        "first": {safe_id: one["first"] for safe_id, one in entries.items() if one["first"]},
        "priorities": {safe_id: level for safe_id, level in levels.items() if level},
        "met": sorted({day for one in cases for day in one["met"]}),
    }  # fmt: skip
    return LINE.join(f"{name}{NAMING}{json.dumps(part)}" for name, part in parts.items())


def counts_of(one: Facts) -> Iterable[tuple[str, str, list[str]]]:
    """In which year, table and rows an entry counts, not as a case."""
    year = one["day"][:4]
    yield year, "category", [""] if one["categories"] is None else one["categories"]
    yield year, "sign", one["signs"]
    yield year, "route", [one["route"]]
    yield year, "month", [f"{one['day'][5:7]} {one['route']}"]


def _case_counts(one: Facts) -> Iterable[tuple[str, str, list[str]]]:
    case = one.get("case")
    if case:
        opened = str(case["opened"])
        yield opened, "role", [case["facts"][0] if case["facts"] else ""]
        yield opened, "how_met", [case["facts"][1] if case["facts"] else ""]
        yield opened, "vulnerable", [""] if case["vulnerable"] is None else case["vulnerable"]
        if case["outcome"]:
            yield case["outcome"][1][:4], "outcome", [case["outcome"][0]]


def people(entries: Mapping[str, Facts]) -> str:
    """Of each case a line: its id, when its tier was given, which piece gives it, whom it names, and the tier."""
    lines = []
    for safe_id, one in entries.items():
        if "case" in one:
            tier, made_at, sealed_id = one["case"]["tier"] or ("", NONE * len("20261125120000000000"), NONE * ID)
            lines.append(NAMING.join((safe_id + made_at + sealed_id + tier, *one["who"])))
    return LINE.join(lines)


def others(entries: Mapping[str, Facts]) -> str:
    """Of each entry that is no case a line: its id and whom it names."""
    return LINE.join(NAMING.join((safe_id, *one["who"])) for safe_id, one in entries.items() if "case" not in one)


def places(entries: Mapping[str, Facts]) -> str:
    """Of each entry a line: the day on which it came in and where those belong whom it names."""
    return LINE.join(place_line(one) for one in entries.values())


def place_line(one: Facts) -> str:
    """Of one entry the day on which it came in and where those belong whom it names."""
    return NAMING.join((one["day"], *one["where"]))


def alone(entries: Mapping[str, Facts]) -> str:
    """Of each entry a line by which it can be found: its id, and what counts otherwise once it is shown as part of another."""
    return "".join(
        f"{LINE}{safe_id}{one['day']}"
        + NAMING.join((one["route"], _words(one["categories"]), _words(one["signs"]), PLACE.join(one["where"])))
        for safe_id, one in entries.items()
    )


def read_alone(text: str) -> Facts:
    """What `alone` wrote of one entry, without its id."""
    route, categories, signs, where = text[_DAY:].split(NAMING)
    graded = None if categories == NONE else categories.split()
    return {"day": text[:_DAY], "route": route, "categories": graded, "signs": signs.split(), "where": where.split(PLACE)}


def _words(some: Iterable[str] | None) -> str:
    return NONE if some is None else " ".join(some)


READY: Mapping[str, Callable[[Mapping[str, Facts]], str]] = {
    "tables": tables,
    "people": people,
    "others": others,
    "places": places,
    "alone": alone,
}
"""What is kept ready for a page, each sealed by itself, so that a page opens only its own."""
