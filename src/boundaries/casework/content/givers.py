"""Who makes keys for someone else: a colleague, of what they can open themselves, or two custodians, of what they were asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.compartments import SafeKeys
from boundaries.casework.content.safes import open_safe
from boundaries.casework.content.wraps import open_wrap
from boundaries.casework.models import Account, Safe, Wrap


class Giver(Protocol):
    """Whoever opens safes to make their keys for an account; in all of this the safes' rows are held."""

    @property
    def account(self) -> Account | None:
        """Who it is, as the trail names them; None for custodians."""

    def safes(self) -> QuerySet[Safe]:
        """The safes whose keys are given."""

    def keys(self, held: Mapping[str, Safe]) -> dict[str, SafeKeys]:
        """The keys of safes; a safe that cannot be opened any more is not there."""

    def gave(self, account: Account, safes: Collection[Safe], keys: Mapping[str, SafeKeys]) -> None:
        """Do what goes with making an account the keys of these, in the same transaction."""


@dataclass(frozen=True)
class Colleague:
    """Someone whose key is unlocked."""

    holder: Holder

    @property
    def account(self) -> Account | None:
        """Who it is."""
        return self.holder.account

    def safes(self) -> QuerySet[Safe]:
        """What they can open."""
        return visibility.safes(self.holder.account)

    def keys(self, held: Mapping[str, Safe]) -> dict[str, SafeKeys]:
        """The keys of safes, renewed where they must be; a safe that was taken away from them in between is not there."""
        keys = {}
        for wrap in Wrap.objects.filter(account=self.holder.account, safe__in=list(held)):
            safe = held[wrap.safe_id]
            if safe.is_stale:
                keys[safe.pk] = open_safe(safe, self.holder)
                safe.refresh_from_db()
            else:
                keys[safe.pk], _ = open_wrap(wrap, safe.generation, self.holder)
        return keys

    def gave(self, account: Account, safes: Collection[Safe], keys: Mapping[str, SafeKeys]) -> None:
        """Nothing: that they vouched and how many keys went over stands in the trail."""
