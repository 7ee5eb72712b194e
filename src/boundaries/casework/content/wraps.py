"""A safe's keys as each account has them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.compartments import SafeKeys, own_key, wrap_bound
from boundaries.casework.content.left_behind import leave_behind
from boundaries.casework.content.orders import forget
from boundaries.casework.models import Account, Form, Given, Indexed, IndexSegment, SegmentFacts, Wrap
from boundaries.casework.models.prepared import Prepared
from boundaries.errors import BoundariesError
from boundaries.handover.sealing import SealingKey, seal, unseal
from boundaries.handover.symmetric import lock, unlock


class NoKey(BoundariesError):
    """The account holds no key of this safe; to a person it must look as if the safe were not there."""


def wrap_for(keys: SafeKeys, account: Account) -> Wrap:
    """The keys sealed to an account, not saved yet."""
    bound = wrap_bound(keys.safe_id, account.account_id, keys.generation)
    held = seal(keys.to_bytes(), _sealing_key(account.sealing_key), bound)
    return Wrap(safe_id=keys.safe_id, account=account, form=Form.SEALED, held=held)


@lru_cache(maxsize=256)
def _sealing_key(text: str) -> SealingKey:
    """An account's public key, read once."""
    return SealingKey.from_text(text)


def wrap_all(keys: SafeKeys, accounts: Iterable[Account]) -> None:
    """Give each of the accounts the keys, in the place of what it had."""
    wanted = list(accounts)
    let_go(Wrap.objects.filter(safe_id=keys.safe_id))
    Wrap.objects.bulk_create([wrap_for(keys, account) for account in wanted])


def let_go(wraps: QuerySet[Wrap]) -> None:
    """Delete wraps, and at once every part of a search index that holds something of what they open, and every order that was kept.

    Called in a transaction.

    What else such a part held is read again at the next search. No key is needed to take it away.
    """
    overwrite_freed_pages()
    leave_behind(wraps)
    forget(wraps.order_by().values_list("account", flat=True).distinct())
    let_go_of_segments(list(IndexSegment.objects.filter(indexed__wrap__in=wraps).values_list("pk", flat=True).distinct()))
    wraps.delete()


def let_go_of_segments(segments: Sequence[str]) -> None:
    """Delete segments of search indexes with what is counted in them, all of which is read again; called in a transaction."""
    overwrite_freed_pages()
    list(
        IndexSegment.objects.select_for_update().filter(pk__in=segments).order_by("pk").only("pk")
    )  # whoever adds to one has done so
    Wrap.objects.filter(indexed__segment__in=segments).update(is_indexed=False)
    Indexed.objects.filter(segment__in=segments).delete()
    SegmentFacts.objects.filter(segment__in=segments).only("pk").delete()
    IndexSegment.objects.filter(pk__in=segments).only("pk").delete()


def opening_wraps() -> QuerySet[Wrap]:
    """The wraps that open something: not those that wait to be taken from an account that lost its key."""
    return Wrap.objects.filter(account__losing=None)


def take_back(given: QuerySet[Given]) -> None:
    """Let safes of which keys are being given be looked at anew; called in the transaction that renews them or says who may see them."""
    overwrite_freed_pages()
    given.update(held=b"", is_stale=True)


def overwrite_freed_pages() -> None:
    """Let SQLite write zeros over what it frees; PostgreSQL does so only when its vacuum reuses the room."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def open_wrap(wrap: Wrap, generation: int, holder: Holder) -> tuple[SafeKeys, bool]:
    """The keys in a wrap of the holder's, and whether the wrap was changed into the form that opens quickly; it is not saved."""
    if wrap.form == Form.LOCKED:
        return keys_locked(wrap.held, wrap.safe_id, generation, holder), False
    bound = wrap_bound(wrap.safe_id, holder.account.account_id, generation)
    plain = unseal(bytes(wrap.held), holder.opening, bound)
    wrap.held, wrap.form = lock(plain, own_key(holder.opening), bound), Form.LOCKED
    return SafeKeys.from_bytes(plain, wrap.safe_id, generation), True


def keys_locked(held: bytes | memoryview, safe_id: str, generation: int, holder: Holder) -> SafeKeys:
    """The keys in what a wrap of the holder's holds, where that is in the form that opens quickly."""
    bound = wrap_bound(safe_id, holder.account.account_id, generation)
    return SafeKeys.from_bytes(unlock(bytes(held), own_key(holder.opening), bound), safe_id, generation)


_HELD = Prepared(lambda safe_id, account: Wrap.objects.select_related("safe").filter(safe=safe_id, account=account))


def held_wrap(safe_id: str, holder: Holder) -> Wrap:
    """The holder's wrap of a safe, with the safe as it is now; raises NoKey for who has none."""
    wrap = _HELD.first(safe_id=safe_id, account=holder.account.pk)
    if wrap is None:
        raise NoKey("there is no such entry")
    return wrap


def keys_in(wrap: Wrap, holder: Holder) -> SafeKeys:
    """The keys in a wrap of the holder's; it is kept in the form that opens quickly from then on."""
    keys, changed = open_wrap(wrap, wrap.safe.generation, holder)
    if changed:
        wrap.save(update_fields=["held", "form"])
    return keys
