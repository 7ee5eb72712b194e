"""Escrow: two custodians together give an account access to what nobody else can give it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.recording import record_each
from boundaries.casework.content.admitting import begin, go_on
from boundaries.casework.content.compartments import Compartment, SafeKeys, wrap_bound
from boundaries.casework.content.pieces import Piece, locked
from boundaries.casework.content.places import places
from boundaries.casework.content.safes import ESCROW, renew_source
from boundaries.casework.content.taking_away import take_away
from boundaries.casework.models import Account, Entry, Merge, Safe, Sealed, Wrap
from boundaries.casework.models.accounts import AccountState
from boundaries.errors import BoundariesError
from boundaries.handover.escrow import recover
from boundaries.handover.keys import opening_keys_of
from boundaries.handover.sealing import OpeningKey, unseal

RECOVERY = "recovered"
_SHORTEST = 8


@dataclass(frozen=True)
class Scope:
    """What is recovered: everything, one case with what is merged into it, or what an account that is gone could open."""

    what: str
    about: str = ""

    def safes(self) -> QuerySet[Safe]:
        """The safes that are meant."""
        if self.what == "case":
            return Safe.objects.filter(pk__in=_with_merged(self.about))
        return Safe.objects.filter(left_behind__account=self.about) if self.what == "leaver" else Safe.objects.all()


EVERYTHING = Scope("everything")


def scope_of(case: str = "", leaver: str = "") -> Scope:
    """What is meant by a case or an entry as its page shows it, or by the name of who is gone; everything where by neither."""
    if case and leaver:
        raise BoundariesError("a case and somebody who is gone are two scopes", to_do="Recover one after the other.")
    if case:
        near = (
            list(Entry.objects.filter(safe__safe_id__startswith=case.strip().casefold())[:2])
            if len(case.strip()) >= _SHORTEST
            else []
        )
        if len(near) != 1:
            raise BoundariesError("this is not the id of one case or entry", to_do="Write it whole, as its page shows it.")
        return Scope("case", near[0].pk)
    if leaver:
        gone = Account.objects.filter(name=leaver.strip().casefold()).first()
        if gone is None or not (gone.left_behind.exists() or gone.losing is not None or gone.state == AccountState.DISABLED):
            raise BoundariesError("nobody of this name has left or lost a key", to_do="Write the name that they signed in with.")
        return Scope("leaver", gone.pk)
    return EVERYTHING


def recover_for(account: Account, identities: Sequence[str], reason: str, scope: Scope = EVERYTHING) -> int:
    """Vouch for an account's key and give it every safe of a scope that it is eligible for, by the escrow key; gives how many.

    `identities` are the age identities of two custodians. Whom a safe keeps out it keeps out here as well. The reason is sealed in each
    safe. Killed in the middle, nobody has seen anything more, and the same again goes on where it was.
    """
    if not reason.strip():
        raise BoundariesError("a recovery needs a reason", to_do="Say why nobody else can give it.")
    files = [path.read_bytes() for path in sorted(places().escrow.glob("*.age"))] if places().escrow.is_dir() else []
    if not files:
        raise BoundariesError("the escrow files are not here", str(places().escrow), "Copy the escrow folder here first.")
    _, escrow = opening_keys_of(recover(files, identities))
    custodians = _Custodians(escrow, scope, reason.strip())
    take_away(account.pk)
    if scope.what == "leaver":
        take_away(scope.about)
    with transaction.atomic():
        begin(account, custodians)
        record(None, Act.RECOVERED, account.pk, {"what": scope.what, "about": scope.about})
    given = go_on(account.pk, custodians)
    assert given is not None
    return given


@dataclass(frozen=True)
class _Custodians:
    """Two custodians, who open what they were asked for by the escrow key; what is stale is renewed by whoever opens it first."""

    escrow: OpeningKey = field(repr=False)
    scope: Scope
    reason: str = field(repr=False)

    @property
    def account(self) -> Account | None:
        """They have none."""
        return None

    def safes(self) -> QuerySet[Safe]:
        """The safes that are meant."""
        return self.scope.safes()

    def keys(self, held: Mapping[str, Safe]) -> dict[str, SafeKeys]:
        """The keys of safes, as they lie in escrow."""
        return {pk: SafeKeys.from_bytes(self._unsealed(safe, "keys"), pk, safe.generation) for pk, safe in held.items()}

    def gave(self, account: Account, safes: Collection[Safe], keys: Mapping[str, SafeKeys]) -> None:
        """Seal the reason in each, share the source's identity anew, since those who had its shares may be gone, and record it."""
        now = datetime.now()
        ids = [safe.pk for safe in safes]
        notes = [
            locked(Piece(Compartment.NOTES, RECOVERY, self.reason.encode(), now), pk, keys[pk].key(Compartment.NOTES))
            for pk in ids
        ]
        Sealed.objects.bulk_create(notes)
        Wrap.objects.filter(safe__in=ids, is_indexed=True).update(is_indexed=False)
        for safe in safes:
            if safe.escrow_source:
                renew_source(safe, self._unsealed(safe, "source"), account)
        record_each(None, Act.RECOVERED, ids, {"account": account.pk})

    def _unsealed(self, safe: Safe, of: str) -> bytes:
        held, generation = (safe.escrow_source, 0) if of == "source" else (safe.escrow_wrap, safe.generation)
        return unseal(bytes(held), self.escrow, wrap_bound(safe.pk, ESCROW, generation, of))


def _with_merged(entry_id: str) -> set[str]:
    """An entry with what is merged into it, and what is merged into that."""
    found, new = set[str](), {entry_id}
    while new:
        found |= new
        new = set(Merge.objects.filter(into__in=new).values_list("merged", flat=True)) - found
    return found
