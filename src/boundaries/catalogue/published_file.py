"""Reads `published.toml`: the published cases as facts, each with its number."""

from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import PublishedCase


def read_published(entry: Entry) -> dict[int, PublishedCase]:
    """Read the file; cases come back in order of their number, which must not repeat."""
    cases: dict[int, PublishedCase] = {}
    for one in entry.tables("case"):
        case = _case(one)
        if case.number and case.number in cases:
            one.fault("number", f"{case.number} is there twice")
        cases[case.number] = case
    entry.close()
    return dict(sorted(cases.items()))


def _case(entry: Entry) -> PublishedCase:
    case = PublishedCase(
        number=entry.number("number"),
        where=entry.text("where"),
        when=entry.text("when"),
        facts=entry.text("facts"),
        address=entry.text("address") if entry.has("address") else "",
    )
    entry.close()
    return case
