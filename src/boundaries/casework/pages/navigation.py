"""What stands at the top of every page: the parts of the workspace that someone's role opens."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from boundaries.casework.permissions import Action, may


class Part(NamedTuple):
    """One part of the workspace: its title, the name of its first page and the action that opens it."""

    title: str
    page: str
    action: Action


PARTS = (
    Part("Inbox", "inbox", Action.LIST_ENTRIES),
    Part("Enter intelligence", "intelligence", Action.ADD_INTELLIGENCE),
    Part("Cases", "cases", Action.LIST_CASES),
    Part("Findings", "review", Action.LIST_PAIRS),
    Part("Meeting", "meeting", Action.PREPARE_MEETING),
    Part("Oversight", "oversight", Action.SEE_OVERSIGHT),
    Part("Learning", "learning", Action.READ_LEARNING),
    Part("Dashboard", "dashboard", Action.SEE_FIGURES),
    Part("Yearly return", "yearly_return", Action.MAKE_RETURN),
    Part("Strategic assessment", "strategic_assessment", Action.MAKE_ASSESSMENT),
    Part("Training and reports", "units", Action.SEE_UNITS),
    Part("Registers", "registers", Action.READ_REGISTERS),
    Part("Search", "search", Action.SEARCH_ENTRIES),
    Part("Source requests", "grants", Action.GRANT_SOURCE),
    Part("Held reports", "held", Action.COUNT_HELD),
    Part("Retention", "retention", Action.REVIEW_RETENTION),
    Part("Certificates", "certificates", Action.READ_CERTIFICATES),
    Part("Audit trail", "trail", Action.READ_TRAIL),
    Part("Anomalies", "anomalies", Action.SEE_ANOMALIES),
    Part("People", "people", Action.LIST_PEOPLE),
    Part("Your account", "account", Action.CHANGE_OWN_ACCOUNT),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The parts for a page's template."""
    account = getattr(request, "account", None)
    if account is None:
        return {"parts": [], "account": None, "is_unlocked": False}
    parts = [
        {"text": part.title, "href": reverse(part.page), "active": request.path == reverse(part.page)}
        for part in PARTS
        if may(account.as_role, part.action)
    ]
    return {"parts": parts, "account": account, "is_unlocked": getattr(request, "holder", None) is not None}
