"""What is decided of an entry is decided where it stands: on the page of the one that it is part of, for whoever sees both."""

from dataclasses import dataclass

from boundaries.casework import visibility
from boundaries.casework.models import Account, Entry, Safe
from boundaries.casework.models.prepared import Prepared
from boundaries.errors import BoundariesError

_PART_OF = Prepared(lambda account, entry: visibility.part_of(account, entry)[:1])


@dataclass(eq=False)
class PartOfAnother(BoundariesError):
    """The entry is shown as part of another, whose id is `entry_id`."""

    entry_id: str = ""


def hold(*entries: Entry) -> None:
    """Hold the safes of entries until the transaction ends, in one order, so that two who merge or decide at once take turns."""
    list(Safe.objects.select_for_update().filter(pk__in=[one.pk for one in entries]).order_by("pk").only("pk"))


def hold_standing(account: Account, to_do: str, *entries: Entry) -> None:
    """Hold entries that stand by themselves, as far as an account sees; raises PartOfAnother where one does not. In a transaction.

    `to_do` is what is to be done with the one that stays.
    """
    hold(*entries)
    for one in entries:
        check_standing(account, one, to_do)


def check_standing(account: Account, one: Entry, to_do: str, then: str = "") -> None:
    """Raise PartOfAnother where an account sees an entry that this one is part of; `then` says what is not done because of that."""
    into = _PART_OF.first(account=account.pk, entry=one.pk)
    if into is not None:
        what = f"{then}entry {one.pk[:8]} is merged already and shown as part of {into.pk[:8]}"
        raise PartOfAnother(what, to_do=to_do, entry_id=into.pk)
