"""Orders, and what else takes a while to work out, kept locked until anything changes that they were worked out from."""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from django.db.models import QuerySet

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.binary import bytes_of, write_bytes
from boundaries.casework.content.compartments import index_key
from boundaries.casework.content.facts import LINE
from boundaries.casework.models import KeptOrder
from boundaries.casework.models.prepared import Prepared
from boundaries.handover.padding import SealError
from boundaries.handover.symmetric import lock, unlock

_ROOMS = Prepared(lambda account: KeptOrder.objects.filter(account=account).values_list("what", flat=True))


def make_room(holder: Holder, *several: str) -> None:
    """Have a row for each order before the transaction that fills it: whoever takes something away then waits for that one."""
    known = set(_ROOMS(account=holder.account.pk))
    rows = [KeptOrder(account=holder.account, what=what) for what in several if what not in known]
    if rows:
        KeptOrder.objects.bulk_create(rows, ignore_conflicts=True)


def forget(account_ids: Iterable[str]) -> None:
    """Delete every order of some accounts, as soon as they lose anything; called in a transaction."""
    ids = list(account_ids)
    _held_rows(KeptOrder.objects.filter(account__in=ids))
    KeptOrder.objects.filter(account__in=ids).delete()


def kept(holder: Holder, what: str, state: Sequence[object], work_out: Callable[[], Iterable[str]]) -> list[str]:
    """The lines of an order: those that were kept where `state` is still the same, else worked out and kept.

    Called in a transaction, after `make_room`. Where the row is gone again something was taken away meanwhile: nothing is kept then.
    """
    mark = _mark(holder, state)
    for state_then, held in _found(holder, what):
        if state_then == mark:
            return _opened(holder, what, mark, held).decode().split(LINE)
    room = _room(holder, what)
    lines = list(work_out())
    _keep(room, holder, what, mark, LINE.join(lines).encode())
    return lines


def kept_on(
    holder: Holder,
    what: str,
    written: Mapping[str, str],
    state: Sequence[object],
    work_out: Callable[[], Iterable[str]],
    go_on: Callable[[list[str], Mapping[str, str]], Iterable[str] | None],
) -> list[str]:
    """The same of something that can go on from what was kept before.

    `written` has every segment of the index with what changes whenever it is written, `state` is what it hangs on besides. Where only
    segments were written since, `go_on` is given the lines and how the segments were written then; None where it cannot go on.
    """
    rest, whole = _mark(holder, state), _mark(holder, [state, sorted(written.items())])
    for state_then, held in _found(holder, what):
        if state_then == whole:
            return _opened(holder, what, whole, held).decode().split(LINE)[1:]
    room = _room(holder, what)
    lines = None
    # As above: only the row that is held now says what has not been taken away meanwhile.
    for then, rest_then, before in _kept_before(holder, what) if room is not None else ():
        lines = go_on(before, then) if rest_then == rest else None
    lines = list(work_out() if lines is None else lines)
    _keep(room, holder, what, whole, LINE.join((json.dumps([written, rest]), *lines)).encode())
    return lines


def _kept_before(holder: Holder, what: str) -> Iterator[tuple[Mapping[str, str], str, list[str]]]:
    """What `kept_on` kept last: how the segments were written, the mark of the rest, and the lines."""
    for mark, held in _found(holder, what):
        with suppress(SealError, ValueError):  # another key of the account had locked it, or another version had written it
            head, *lines = _opened(holder, what, mark, held).decode().split(LINE)
            written, rest = json.loads(head)
            yield written, rest, lines


def kept_parts(
    holder: Holder, what: str, states: Mapping[str, Sequence[object]], work_out: Callable[[Sequence[str]], Mapping[str, str]]
) -> list[str]:
    """The same of something that falls into parts, each with a state of its own: only those are worked out of which it is another."""
    marks = {part: _mark(holder, state) for part, state in states.items()}
    whole = _mark(holder, sorted(marks.values()))
    for state_then, held in _found(holder, what):
        if state_then == whole:
            return [text for _, _, text in _parts(_opened(holder, what, whole, held))]
    room = _room(holder, what)
    # What was taken away goes with the row, and may have gone since it was looked at: only what the row that is held now says is true.
    before = _before(holder, what) if room is not None else []
    known = {part: text for part, mark, text in before if marks.get(part) == mark}
    known |= work_out([part for part in marks if part not in known])
    _keep(room, holder, what, whole, _packed((part, mark, known[part]) for part, mark in marks.items()))
    return [known[part] for part in marks]


def _before(holder: Holder, what: str) -> list[tuple[str, str, str]]:
    """The parts that were kept last; none where nothing was, or where another key of the account had locked it."""
    try:
        return [part for mark, held in _found(holder, what) if mark for part in _parts(_opened(holder, what, mark, held))]
    except SealError:
        return []


def _mark(holder: Holder, state: Sequence[object]) -> str:
    return hmac.digest(index_key(holder.opening), json.dumps(state, default=str).encode(), "sha256").hex()


def _found(holder: Holder, what: str) -> Iterator[tuple[str, bytes]]:
    return bytes_of(KeptOrder, ("state", "held"), {"account_id": holder.account.pk, "what": what})


def _opened(holder: Holder, what: str, mark: str, held: bytes) -> bytes:
    return unlock(bytes(held), index_key(holder.opening), _bound(holder, what, mark))


def _room(holder: Holder, what: str) -> int | None:
    """The row of an order, held with all others of the account; none where it is gone."""
    return next((pk for pk, known in _held_rows(KeptOrder.objects.filter(account=holder.account)) if known == what), None)


def _held_rows(rows: QuerySet[KeptOrder]) -> list[tuple[int, str]]:
    """Rows and what they are, held until the end of the transaction: everybody takes them in the same order, so that nobody waits in a ring."""
    return list(rows.select_for_update().order_by("account", "what").values_list("pk", "what"))


def _keep(room: int | None, holder: Holder, what: str, mark: str, plain: bytes) -> None:
    if room is not None:
        held = lock(plain, index_key(holder.opening), _bound(holder, what, mark))
        write_bytes(KeptOrder, room, {"state": mark, "held": held})


def _bound(holder: Holder, what: str, mark: str) -> str:
    return f"order:{holder.account.pk}/{what}/{mark}"


def _packed(parts: Iterable[tuple[str, str, str]]) -> bytes:
    """Parts with their marks, behind a line that tells how long each is."""
    texts, heads = [], []
    for part, mark, text in parts:
        texts.append(text.encode("utf-8", "replace"))
        heads.append((part, mark, len(texts[-1])))
    return b"\n".join((json.dumps(heads).encode(), b"".join(texts)))


def _parts(packed: bytes) -> Iterator[tuple[str, str, str]]:
    """What `_packed` was given."""
    head, _, rest = packed.partition(b"\n")
    at = 0
    for part, mark, length in json.loads(head):
        yield part, mark, rest[at : at + length].decode()
        at += length
