"""Joins the training to the unit's sign-in: who may see who is trained, and the way there at the top of a trainer's pages."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from boundaries.casework.audit import Act, record
from boundaries.casework.content.namings import Place, station_of
from boundaries.casework.figures.units import UnitsOf
from boundaries.casework.pages import navigation as workspace
from boundaries.casework.roles import Role
from boundaries.handover.identifiers import identifiers
from boundaries.handover.people import NamedMember
from boundaries.training import figures
from boundaries.training.ledger import store
from boundaries.training.ledger.coverage import Count

COURSE = "everyone"
"""The course whose coverage the dashboard shows."""
TRAINERS = frozenset({Role.TRAINER, Role.HEAD})


def may_see(request: HttpRequest) -> bool:
    """Whether someone signed in as trainer or head asks; each look at a trainer's page is a line of the audit trail."""
    account = getattr(request, "account", None)
    if account is None or account.as_role not in TRAINERS:
        return False
    if request.path != reverse("training"):
        with transaction.atomic():
            record(account, Act.LISTED, "training")
    return True


def coverage(day: date) -> Mapping[str, Count | None]:
    """Training coverage by unit for the workspace's dashboard, small numbers withheld."""
    return figures.by_unit_for_others(COURSE, day)


def units(day: date) -> UnitsOf:
    """Finds the unit of a member whom a report names: by the workforce number, else by the station; empty where it is not known."""
    head = store.head()
    return UnitsOf(f"{head.hex()} {day}", _units(head, day))


@lru_cache(maxsize=1)
def _units(_head: bytes, day: date) -> Callable[[Place], str]:
    """The same, worked out once for each state of the ledger."""
    posts = figures.people(COURSE, day)
    by_number: dict[str, set[str]] = {}
    for number, standing in posts.items():
        for known in (number.casefold(), *identifiers(NamedMember(number=number))):
            by_number.setdefault(known, set()).add(standing.post.unit)
    by_station = {station_of(one.post.unit): one.post.unit for one in posts.values()}

    def unit_of(place: Place) -> str:
        found = {unit for known in place.numbers for unit in by_number.get(known, ())}
        return found.pop() if len(found) == 1 else by_station.get(place.station, "")

    return unit_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The workspace's parts, and the training for those who may see it."""
    account = getattr(request, "account", None)
    sees_training = account is not None and account.as_role in TRAINERS
    return workspace.navigation(request, [workspace.Shown("Training", "Training", reverse("trainers"))] if sees_training else [])
