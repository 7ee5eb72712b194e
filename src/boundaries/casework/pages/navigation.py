"""What stands at the top of every page: the areas of the workspace that someone's role opens, and the parts of the one they are in."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from boundaries.casework.models import Account
from boundaries.casework.permissions import Action, may
from boundaries.handover.ids import new_id


class Area(StrEnum):
    """What the parts of the workspace are gathered under, so that the daily ones are found at a glance."""

    INBOX = "Inbox"
    CASES = "Cases"
    FINDINGS = "Findings"
    SEARCH = "Search"
    MEETING = "Meeting"
    FIGURES = "Figures"
    REGISTERS = "Registers"
    RETENTION = "Retention"
    AUDIT = "Audit"
    PEOPLE = "People"


class Part(NamedTuple):
    """One part of the workspace: its area, its title, the name of its first page and the action that opens it."""

    area: Area
    title: str
    page: str
    action: Action


PARTS = (
    Part(Area.INBOX, "Inbox", "inbox", Action.LIST_ENTRIES),
    Part(Area.INBOX, "Enter intelligence", "intelligence", Action.ADD_INTELLIGENCE),
    Part(Area.INBOX, "Source requests", "grants", Action.GRANT_SOURCE),
    Part(Area.INBOX, "Held reports", "held", Action.COUNT_HELD),
    Part(Area.CASES, "Cases", "cases", Action.LIST_CASES),
    Part(Area.FINDINGS, "Findings", "review", Action.LIST_PAIRS),
    Part(Area.SEARCH, "Search", "search", Action.SEARCH_ENTRIES),
    Part(Area.MEETING, "Meeting", "meeting", Action.PREPARE_MEETING),
    Part(Area.MEETING, "Oversight", "oversight", Action.SEE_OVERSIGHT),
    Part(Area.MEETING, "Learning", "learning", Action.READ_LEARNING),
    Part(Area.FIGURES, "Dashboard", "dashboard", Action.SEE_FIGURES),
    Part(Area.FIGURES, "Yearly return", "yearly_return", Action.MAKE_RETURN),
    Part(Area.FIGURES, "Strategic assessment", "strategic_assessment", Action.MAKE_ASSESSMENT),
    Part(Area.FIGURES, "Training and reports", "units", Action.SEE_UNITS),
    Part(Area.REGISTERS, "Registers", "registers", Action.READ_REGISTERS),
    Part(Area.RETENTION, "Retention", "retention", Action.REVIEW_RETENTION),
    Part(Area.RETENTION, "Certificates", "certificates", Action.READ_CERTIFICATES),
    Part(Area.AUDIT, "Audit trail", "trail", Action.READ_TRAIL),
    Part(Area.AUDIT, "Anomalies", "anomalies", Action.SEE_ANOMALIES),
    Part(Area.PEOPLE, "People", "people", Action.LIST_PEOPLE),
)
_OF_AN_ENTRY = {"/entries/": "inbox"}
"""Pages whose address does not begin with that of the part they belong to."""


class Shown(NamedTuple):
    """A part as it is shown: the title of its area, its own, and its address."""

    area: str
    title: str
    address: str


def parts_of(account: Account) -> list[Shown]:
    """The parts that an account's role opens, in order."""
    return [Shown(part.area.value, part.title, _address_of(part.page)) for part in PARTS if may(account.as_role, part.action)]


@cache
def _address_of(page: str) -> str:
    """Where a part's first page is: the same as long as the site runs."""
    return reverse(page)


def navigation(request: HttpRequest, more: Iterable[Shown] = ()) -> dict[str, Any]:
    """For a page's template: `areas` and, below them, the `parts` of the area one is in; `every` part for the first page."""
    account = getattr(request, "account", None)
    if account is None:
        return {"areas": [], "parts": [], "every": [], "account": None, "is_unlocked": False}
    every = [*parts_of(account), *more]
    here = _here(every, request.path)
    grouped = {area: list(parts) for area, parts in groupby(every, key=lambda one: one.area)}
    beside = grouped.get(here.area, []) if here else []
    return {
        "areas": [_link(area, parts[0].address, here in parts, request.path) for area, parts in grouped.items()],
        "parts": [_link(one.title, one.address, one == here, request.path) for one in beside] if len(beside) > 1 else [],
        "every": [_link(one.title, one.address, False, request.path) for one in every],
        "account": account,
        "is_unlocked": getattr(request, "holder", None) is not None,
        "new_id": new_id,
    }


def _here(every: Sequence[Shown], path: str) -> Shown | None:
    """The part that a page belongs to: the one whose address is the longest beginning of the page's."""
    for beginning, page in _OF_AN_ENTRY.items():
        if path.startswith(beginning):
            path = _address_of(page)
    found = [one for one in every if path.startswith(one.address)]
    return max(found, key=lambda one: len(one.address), default=None)


def _link(title: str, address: str, is_here: bool, path: str) -> dict[str, Any]:
    """As the components of the design system take it: `current` on its very page, `active` on the pages below."""
    return {"text": title, "href": address, "current": address == path, "active": is_here and address != path}
