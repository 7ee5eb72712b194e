"""Orders, and what else takes a while to work out, kept locked until anything changes that they were worked out from."""

import hmac
import json
from collections.abc import Callable, Iterable, Sequence

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.binary import bytes_of
from boundaries.casework.content.compartments import index_key
from boundaries.casework.content.facts import LINE
from boundaries.casework.models import KeptOrder
from boundaries.handover.symmetric import lock, unlock


def make_room(holder: Holder, what: str) -> None:
    """Have a row for an order before the transaction that fills it: whoever takes something away then waits for that one."""
    KeptOrder.objects.defer("held").get_or_create(account=holder.account, what=what)


def kept(holder: Holder, what: str, state: Sequence[object], work_out: Callable[[], Iterable[str]]) -> list[str]:
    """The lines of an order: those that were kept where `state` is still the same, else worked out and kept.

    Called in a transaction, after `make_room`. Where the row is gone again something was taken away meanwhile: nothing is kept then.
    """
    key = index_key(holder.opening)
    mark = hmac.digest(key, json.dumps(state, default=str).encode(), "sha256").hex()
    bound = f"order:{holder.account.pk}/{what}/{mark}"
    for state_then, held in bytes_of(KeptOrder, ("state", "held"), {"account_id": holder.account.pk, "what": what}):
        if state_then == mark:
            return unlock(bytes(held), key, bound).decode().split(LINE)
    room = KeptOrder.objects.select_for_update().filter(account=holder.account, what=what).first()
    lines = list(work_out())
    if room is not None:
        room.state, room.held = mark, lock(LINE.join(lines).encode(), key, bound)
        room.save(update_fields=["state", "held"])
    return lines
