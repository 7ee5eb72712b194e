"""Every page of the unit's site that can be opened by looking at it, with what it is about."""

from collections.abc import Iterator, Mapping

from django.urls import reverse

from boundaries.casework import urls
from boundaries.casework.models import Account, Disposal, Entry, Grant, Pair
from boundaries.casework.permissions import may
from boundaries.casework.registers.keeping import lines_for
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from tests.sites.unit.test_routes import patterns

ONE_PIECE = {"source", "file", "file_copy"}
"""Pages of one piece of one entry, which must first be granted or attached: they open that piece, however many others there are."""


def pages(role: Role, ids: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The name and the address of every page of a role's; `ids` by the name of what an address tells of.

    Some can only be sent to: they answer 405 to a look.
    """
    for route in patterns(urls.urlpatterns):
        action = route.callback.action
        if action is not None and may(role, action) and route.name not in ONE_PIECE:
            told = {name: ids.get(name, new_id()) for name in route.pattern.converters}
            yield str(route.name), reverse(str(route.name), kwargs=told)


def ids_for(account: Account) -> dict[str, str]:
    """What the pages are about: a case, a pair, a wish, a proposal and a declared line that are there for this account.

    Fails where one is not.
    """
    case = Entry.objects.filter(safe__case__isnull=False, safe__wraps__account=account).order_by("safe")[0]
    proposal = Disposal.objects.filter(state=Disposal.State.PROPOSED).order_by("pk")[0]
    pair = Pair.objects.filter(safe__wraps__account=account).order_by("safe")[0]
    grant = Grant.objects.order_by("pk")[0]
    line = lines_for(account).order_by("pk")[0]
    return {
        "entry_id": case.pk, "case_id": case.pk, "pair_id": pair.pk, "grant_id": grant.pk, "disposal_id": proposal.pk,
        "account_id": account.pk, "kind": "task", "register": "gifts", "line_id": line.pk,
    }  # fmt: skip
