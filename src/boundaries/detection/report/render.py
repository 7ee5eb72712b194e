"""One self-contained page for a reader with authority and no time: it needs no network and runs no script."""

import base64
import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from boundaries.catalogue import Catalogue
from boundaries.detection.report import words
from boundaries.detection.report.counts import months, totals
from boundaries.detection.report.events import Duty, History, Pair, What, histories
from boundaries.detection.report.guide import DetectorText, Guide
from boundaries.detection.report.labels import Labels
from boundaries.detection.report.pairs import (
    PairView,
    Unchecked,
    evidence_by_pair,
    pair_of,
    pair_view,
    ranked,
    telling,
    unchecked,
)
from boundaries.detection.report.tables import ScanTables, read_scan
from boundaries.detection.report.timeline import case_name, look, shape, timeline
from boundaries.detection.report.waterfall import waterfall
from boundaries.records.moment import known_before
from boundaries.records.state import Records

MOST_PAIRS = 50
MOST_CASES_LISTED = 8


def render(
    scan: ScanTables | Path,
    records: Records | None,
    catalogue: Catalogue,
    detectors: Mapping[str, DetectorText],
    *,
    unmask: bool = False,
    purpose: str | None = None,
    top: int = MOST_PAIRS,
) -> str:
    """The page for the best `top` pairs of a scan; without records the pairs have no timeline.

    `records` are the ones scanned; only what was known at the scan's as-of is drawn. Showing ids without a purpose is an error.
    """
    tables = read_scan(scan) if isinstance(scan, Path) else scan
    found = ranked(tables)
    labels = Labels(found, tables.facts, unmask=unmask, purpose=purpose)
    guide = Guide(catalogue, detectors)
    shown = found[:top]
    pairs = [pair_of(row) for row in shown]
    evidence = evidence_by_pair(tables, pairs)
    happened: Mapping[Pair, History] = {}
    if records is not None and pairs:
        known_before(records, tables.as_of)
        happened = histories(records.engine, pairs)
    views = [
        _page_pair(pair_view(row, evidence[pair], happened.get(pair), labels, guide, tables.as_of), tables)
        for row, pair in zip(shown, pairs, strict=True)
    ]
    return _fill(tables, views, len(found), unchecked(tables, guide), labels.purpose)


def _fill(tables: ScanTables, views: list[dict[str, Any]], found: int, missed: Sequence[Unchecked], purpose: str | None) -> str:
    style = _style()
    facts = tables.facts
    budget = reviewable(facts)
    page = _environment().get_template("page.html")
    return page.render(
        style=Markup(style),  # our own file, never a value
        style_hash="sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        as_of=tables.as_of,
        purpose=purpose,
        pairs=views,
        budget=budget,
        most_bits=max([1.0, *(view["bits"] for view in views)]),
        list_sentence=_list_sentence(len(views), found, budget),
        unchecked=missed,
        unchecked_sentence=unchecked_sentence(missed),
        coverage_sentence=_coverage_sentence(tables.coverage.num_rows, missed),
        made=_made(facts),
        sources=_sources(facts.get("tables") or {}),
    )


def _page_pair(view: PairView, tables: ScanTables) -> dict[str, Any]:
    """The pair with what only the page needs: the drawings and the sentences around them."""
    history = view.history or History()
    line = timeline(history, tables.as_of)
    cases = [(case_name(place), case) for place, case in enumerate(history.cases)]
    return {name: getattr(view, name) for name in view.__dataclass_fields__} | {
        "fall": waterfall(view.evidence, view.bits) if view.evidence else None,
        "meaning": meaning(view.bits),
        "telling_for": telling(view.evidence_for),
        "telling_against": telling(view.evidence_against),
        "slight": view.slight,
        "slight_bits": sum(one.bits for one in view.slight),
        "line": line,
        "happened": happened_sentence(history),
        "key": _key(history),
        "months": months(history),
        "cases": cases[-MOST_CASES_LISTED:],
        "cases_left_out": max(len(cases) - MOST_CASES_LISTED, 0),
    }


def meaning(bits: float) -> str:
    """What a pair's bits say, and what they do not."""
    fit = words.times_better(bits) if bits < 20 else "more than a million times"
    return (
        f"Taken together, the records fit the pattern of published cases {fit} better than ordinary policing. That is a reason to look, "
        "not a likelihood of wrongdoing: ordinary pairs outnumber true ones by more than 100,000 to one."
    )


def happened_sentence(history: History) -> str:
    """The counts behind the timeline in one sentence; empty where nothing happened."""
    told = []
    for one in totals(history.events):
        known = f"{one.off:,} off duty, " if one.unknown < one.amount else "duty not known, "
        alone = f", {one.day:,} with the day alone" if one.day else ""
        told.append(f"{words.count(one.amount, one.what)} ({known}{one.night:,} between 22:00 and 06:00{alone})")
    return f"{words.listed(told)}." if told else ""


def _key(history: History) -> list[tuple[str, str, str]]:
    """Name, look and outline of every kind of mark in the drawing."""
    seen = {(event.what, event.duty) for event in history.events}
    marks = [
        (f"{what.capitalize()}, {duty}", look(what, duty), shape(what, 7, 7))
        for what in (What.CONTACT, What.VISIT, What.LOOK_UP)
        for duty in Duty
        if (what, duty) in seen
    ]
    kinds = {shift.kind for shift in history.shifts}
    if kinds & {"duty", "overtime", "on_call", "course"}:
        marks.append(("Member on duty", "on-shift", "M0 0h14v14h-14z"))
    if kinds & {"sick", "leave"}:
        marks.append(("Sick or on leave", "away", "M0 0h14v14h-14z"))
    if history.cases:
        marks.append(("Case open", "case-open", "M0 7H14"))
    if any(case.closed_at for case in history.cases):
        marks += [("After-care, 28 days", "case-aftercare", "M0 7H14"), ("Case closed", "case-closed", "M0 7H14")]
    return marks


def reviewable(facts: Mapping[str, Any]) -> int:
    """How many pairs the unit can review in a month: the scan's budget is for every 1,000 members; 0 where it is not known."""
    rate = float(facts.get("budget") or 0)
    members = (facts.get("tables") or {}).get("members") or {}
    force = float(members.get("rows") or 1_000)
    return max(math.ceil(rate * force / 1_000), 1) if rate else 0


def _list_sentence(shown: int, found: int, budget: int) -> str:
    rest = f" The page shows the best {shown:,} of {found:,}; the rest are in findings.parquet." if found > shown else ""
    reach = (
        f" The unit can review {words.count(budget, 'pair')} a month; a double line marks where that ends."
        if 0 < budget < shown
        else ""
    )
    return f"{words.count(found, 'pair')} had records that fit the pattern better than ordinary policing.{reach}{rest}"


def unchecked_sentence(missed: Sequence[Unchecked], reasons: str = "The reasons stand under “What was not checked”.") -> str:
    """The detectors that could not look, by name where they are few."""
    blind = [one.title for one in missed if one.state == "not_checked"]
    partly = len(missed) - len(blind)
    if not missed:
        return "Every detector could look."
    told = []
    if blind:
        named = "; ".join(blind[:6]) + (f"; and {len(blind) - 6} more" if len(blind) > 6 else "")
        told.append(f"{words.count(len(blind), 'detector')} could not look at all: {named}.")
    if partly:
        told.append(f"{words.count(partly, 'detector')} could look only partly.")
    return " ".join([*told, reasons])


def _coverage_sentence(detectors: int, missed: Sequence[Unchecked]) -> str:
    if not missed:
        return f"All {detectors} detectors could look."
    blind = sum(one.state == "not_checked" for one in missed)
    return f"Of {words.count(detectors, 'detector')}, {blind} could not look and {len(missed) - blind} could look only partly."


def _made(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Provenance; hashes are cut short, for whole ones would let a holder of the page work out who is who."""
    versions = facts.get("versions") or {}
    shown = {
        "Engine": str(facts.get("engine") or ""),
        "Versions": ", ".join(f"{name} {version}" for name, version in sorted(versions.items())) if versions else "",
        "Catalogue": str(facts.get("catalogue_hash") or "")[:12],
        "Detectors": str(facts.get("detectors_hash") or "")[:12],
        "Message text": words.CONTENT.get(str(facts.get("content")), ""),
        "Pairs the unit can review": f"{facts['budget']:,} a month for every 1,000 members" if facts.get("budget") else "",
        "Seconds": words.number(facts.get("seconds")) if facts.get("seconds") is not None else "",
    }
    return [(name, value) for name, value in shown.items() if value]


def _sources(tables: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": name, "rows": words.number(table.get("rows")), "rejected": words.number(table.get("rejected"))}
        for name, table in tables.items()
    ]


@cache
def _style() -> str:
    return files("boundaries.detection.report").joinpath("templates", "style.css").read_text(encoding="utf-8").strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("boundaries.detection.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {name: getattr(words, name) for name in words.FILTERS}
    return environment
