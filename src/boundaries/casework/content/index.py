"""The search index of an account: what each entry says and what is counted of it, under a key that only the account's own gives.

It is kept in segments of some hundred entries, and read afresh where something was added. It is never an answer to who may see what: that
is the wraps. `wraps.let_go` removes a segment together with any wrap that it says something of.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Sum

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.binary import bytes_of
from boundaries.casework.content.changes import MANY, Changed, is_joined_anew, since
from boundaries.casework.content.compartments import SafeKeys, index_key
from boundaries.casework.content.contradictions import point_out
from boundaries.casework.content.facts import FORM, LINE, Counted, Facts, facts_of, read_alone
from boundaries.casework.content.orders import forget
from boundaries.casework.content.pieces import plain_of
from boundaries.casework.content.saying import SEARCHED, said_by
from boundaries.casework.content.segments import BETWEEN, LATELY, Part, bound, opened_segments, save, with_room
from boundaries.casework.content.wraps import let_go_of_segments, open_wrap
from boundaries.casework.models import Account, Entry, Indexed, IndexSegment, Safe, Sealed, SegmentFacts, Wrap
from boundaries.casework.models.prepared import Prepared
from boundaries.handover.ids import new_id
from boundaries.handover.symmetric import unlock

BATCH = 128
"""How many entries are read in one transaction."""
SECONDS = 0.4
"""How long a search or a page that counts reads what is new before it looks."""
_FORGOTTEN = 4
"""How many segments are let go of in one transaction."""
ID, AT = 26, 20
_CLEARED = str.maketrans(BETWEEN, " ")
_WHEN = "%Y%m%d%H%M%S%f"


@dataclass(frozen=True)
class State:
    """How many entries an account's index holds, and of each block of its segments which they are and what changes with each.

    A block is some segments that begin alike: what is counted of them is kept by block, so that a change has only one counted anew.
    `unread` is another word at each look while something waits to be read.
    """

    entries: int
    blocks: Mapping[str, Mapping[str, str]]
    unread: str = ""

    def marks(self, *more: object) -> dict[str, list[object]]:
        """Of each block what something hangs on that is worked out from its facts and from more beside."""
        return {block: [FORM, *more, *segments.values()] for block, segments in self.blocks.items()}

    @property
    def whole(self) -> list[object]:
        """What something hangs on that is worked out from rows of what the account can open.

        Whoever changes such a row says so in its safe, so that every index reads that anew (`pieces.put`, and `Case.save`). What changes
        where the account cannot look changes nothing here: not even by the time that a page takes does it learn of that.
        """
        written = (one for segments in self.blocks.values() for one in segments.values())
        return [FORM, self.unread, self.entries, *sorted(written)]

    @property
    def written(self) -> dict[str, str]:
        """Every segment with what changes whenever it is written."""
        return {segment: written for segments in self.blocks.values() for segment, written in segments.items()}

    def segments(self, blocks: Iterable[str]) -> dict[str, str]:
        """The segments of some blocks, each with its block."""
        return {segment: block for block in blocks for segment in self.blocks[block]}


def refresh(holder: Holder, seconds: float | None = None) -> int:
    """Read what is new into the index, the newest first, for about so long at most; gives how many entries are still to be read."""
    begun = time.monotonic()
    older = forget_older(holder.account, None if seconds is None else seconds / 2)
    if not _WAITING(account=holder.account.pk):
        return older and _in_older(holder.account)
    for rows in (to_read(holder.account), _waiting(holder.account)):  # what is no entry's is only marked, once all else is read
        newest = rows.order_by("-pk").values_list("pk", flat=True)[:BATCH]
        is_more, left = True, None
        while is_more and (some := list(newest.all())):
            started = time.monotonic()
            with transaction.atomic():
                _read(some, holder)
            now, is_more = time.monotonic(), len(some) == BATCH
            if seconds is None:
                continue
            if left is not None:
                left -= len(some)
            elif is_more:  # counted once, and within the time: to count fifty thousand takes as long as to read two hundred
                left = to_read(holder.account).count()
            if time.monotonic() - begun + (now - started) > seconds:
                left = to_read(holder.account).count() if left is None else max(left, 0)
                return left + (older and _in_older(holder.account))
    return older and _in_older(holder.account)


def forget_older(account: Account, seconds: float | None = None) -> int:
    """Let go of what another version of this index wrote, for about so long at most, so that it is read afresh.

    Gives how many entries still lie in such segments: nothing counts them, and a search reads what they say as it was written.
    """
    begun = time.monotonic()
    if not _OLDER(account=account.pk):
        return 0
    SegmentFacts.objects.filter(~Q(form=FORM), account=account).delete()
    older = IndexSegment.objects.filter(counted=None, account=account)
    while some := list(older.order_by("pk").values_list("pk", flat=True)[:_FORGOTTEN]):
        with transaction.atomic():
            let_go_of_segments(some)
        if seconds is not None and time.monotonic() - begun > seconds:
            break
    return _in_older(account)


def _in_older(account: Account) -> int:
    older = IndexSegment.objects.filter(counted=None, account=account)
    entries: int = older.aggregate(entries=Sum("entries", default=0))["entries"]
    return entries


def entries_said(holder: Holder) -> Iterator[bytes]:
    """Of each entry in the index: its id, when it came, and what it says, as one line of bytes."""
    for _, held in _opened_all(holder, IndexSegment, "held"):
        yield from held.split(BETWEEN.encode())


def counted(holder: Holder, column: str) -> Iterator[str]:
    """One of the columns that `content.facts` keeps ready, of every segment: what this account can open, as far as it was read."""
    return (held.decode() for _, held in _opened_all(holder, SegmentFacts, column))


def counted_in(holder: Holder, column: str, segments: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The same of some segments, each with the block that stands beside it."""
    return ((segments[pk], held.decode()) for pk, held in _opened_all(holder, SegmentFacts, column, list(segments)))


def told_alone(holder: Holder, segments: Collection[str], safe_ids: Collection[str]) -> Iterator[tuple[str, dict[str, Facts]]]:
    """What counts of these entries, by segment, as far as these hold them."""
    for segment_id, plain in _opened_all(holder, SegmentFacts, "alone", list(segments)):
        lines = plain.decode().split(LINE)
        yield segment_id, {line[:ID]: read_alone(line[ID:]) for line in lines if line[:ID] in safe_ids}


def state(account: Account) -> State:
    """What changes with anything that is counted of what an account can open."""
    blocks: dict[str, dict[str, str]] = defaultdict(dict)
    entries = 0
    for segment_id, written, held in _WRITTEN(account=account.pk):
        blocks[segment_id[0]][segment_id] = written
        entries += held
    return State(entries, blocks, new_id() if _WAITING(account=account.pk) else "")


def changed_since(holder: Holder, now: State, before: Mapping[str, str]) -> Changed | None:
    """What was read anew since an index had these segments, each written so then; None where that is not told any more."""
    written = now.written
    others = [segment for segment, mark in written.items() if before.get(segment) != mark]
    if written.keys() != before.keys() or len(others) > MANY:
        return None
    found: dict[str, bool] = {}
    for segment, held in _rows(holder.account, SegmentFacts, LATELY, others):
        lately = unlock(bytes(held), index_key(holder.opening), bound(holder.account, segment, LATELY)) if held else b""
        changed = since(lately.decode(), before[segment], written[segment])
        if changed is None:
            return None
        found |= changed
    return found if len(found) <= MANY else None


def lines_of(holder: Holder, column: str, safe_ids: Collection[str]) -> dict[str, str]:
    """The lines of one of the columns that are kept ready, of these entries, as far as the index holds them."""
    indexed = Indexed.objects.filter(wrap__account=holder.account, wrap__safe__in=safe_ids)
    segments = list(set(indexed.values_list("segment_id", flat=True)))
    held = (plain.decode().split(LINE) for _, plain in _opened_all(holder, SegmentFacts, column, segments))
    return {line[:ID]: line for lines in held for line in lines if line[:ID] in safe_ids}


def _opened_all(
    holder: Holder, table: type[Model], column: str, segments: list[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """One column of every segment of an account, or of these, in the clear, each with the id of its segment."""
    key = index_key(holder.opening)
    for segment_id, held in _rows(holder.account, table, column, segments):
        yield segment_id, unlock(bytes(held), key, bound(holder.account, segment_id, column))


def _rows(account: Account, table: type[Model], column: str, segments: list[str] | None) -> Iterator[tuple[str, bytes]]:
    where: dict[str, object] = {"account_id": account.pk}
    if segments is not None:
        where["segment_id"] = segments
    columns = ("segment_id", column)
    yield from bytes_of(table, columns, where, 8) if table is IndexSegment else bytes_of(table, columns, where)


_OLDER = Prepared(
    lambda account: IndexSegment.objects.filter(~Q(counted__form=FORM) | Q(counted=None), account=account).values_list("pk")[:1]
)
_WAITING = Prepared(lambda account: _waiting(account).values_list("pk")[:1])
_WRITTEN = Prepared(
    lambda account: (
        SegmentFacts.objects.filter(account=account).order_by("written").values_list("segment", "written", "segment__entries")
    )
)


def to_read(account: Account) -> QuerySet[Wrap]:
    """The wraps of entries of which the index does not hold all."""
    return _waiting(account).filter(Exists(Entry.objects.filter(pk=OuterRef("safe_id"))))


def _waiting(account: Account) -> QuerySet[Wrap]:
    """The wraps that the index has not looked at yet; there may be nothing in their safes for it, as in those of pairs."""
    return Wrap.objects.filter(account=account, is_indexed=False)


def _read(wrap_ids: list[int], holder: Holder) -> None:
    """Read these wraps' entries into segments. Their safes stay held meanwhile, so that nothing is added or taken away unseen."""
    Account.objects.select_for_update(no_key=True).get(pk=holder.account.pk)
    list(Safe.objects.select_for_update().filter(wraps__in=wrap_ids).order_by("pk").only("pk"))
    looked_at = list(_waiting(holder.account).filter(pk__in=wrap_ids).select_related("safe__entry", "safe__case"))
    wraps = [wrap for wrap in looked_at if hasattr(wrap.safe, "entry")]
    older = list(IndexSegment.objects.filter(indexed__wrap__in=wraps, counted=None).values_list("pk", flat=True).distinct())
    if older:
        let_go_of_segments(older)
    parts = _parts(wraps, holder)
    known = dict(Indexed.objects.filter(wrap__in=wraps).values_list("wrap__safe_id", "segment_id")) if wraps else {}
    segments = {one.row.pk: one for one in opened_segments(set(known.values()), len(wraps) > len(known), holder)} if wraps else {}
    rows = []
    for wrap in wraps:
        segment = segments[known[wrap.safe_id]] if wrap.safe_id in known else with_room(segments, holder)
        before, now = segment.parts.get(wrap.safe_id), parts[wrap.safe_id]
        if before is None:
            rows.append(Indexed(wrap=wrap, segment=segment.row))
        segment.changed[wrap.safe_id] = is_joined_anew(before.facts if before else None, now.facts)
        segment.parts[wrap.safe_id] = now
    for segment in segments.values():
        save(segment, holder)
    Indexed.objects.bulk_create(rows)
    if len(wraps) < len(looked_at):
        forget([holder.account.pk])  # orders hang on pairs too, and no segment tells of these
    Wrap.objects.filter(pk__in=[wrap.pk for wrap in looked_at if not wrap.is_indexed]).update(is_indexed=True)


def _parts(wraps: Iterable[Wrap], holder: Holder) -> dict[str, Part]:
    """What the entries of these wraps say and what is counted of them; a wrap that opens slowly opens quickly from then on."""
    keys: dict[str, SafeKeys] = {}
    safes: dict[str, Safe] = {}
    pieces: dict[str, list[Counted]] = {}
    changed = []
    for wrap in wraps:
        keys[wrap.safe_id], is_changed = open_wrap(wrap, wrap.safe.generation, holder)
        safes[wrap.safe_id], pieces[wrap.safe_id] = wrap.safe, []
        if is_changed:
            wrap.is_indexed = True  # with the same writing: each rewrites every index of the table
            changed.append(wrap)
    Wrap.objects.bulk_update(changed, ["held", "form", "is_indexed"])
    found = Sealed.objects.filter(safe__in=list(keys), compartment__in=SEARCHED, is_withdrawn=False)
    for row in found.order_by("made_at", "sealed_id"):
        pieces[row.safe_id].append(Counted(row.kind, plain_of(row, keys[row.safe_id]), row.made_at, row.pk))
    point_out({safe_id: safe.case for safe_id, safe in safes.items() if hasattr(safe, "case")}, pieces)
    return {safe_id: _part(safes[safe_id], some) for safe_id, some in pieces.items()}


def _part(safe: Safe, pieces: list[Counted]) -> Part:
    case = getattr(safe, "case", None)
    facts = facts_of(safe.entry.received_on, safe.entry.route, case.opened_at if case else None, pieces)
    said = said_by((one.kind, one.plain) for one in pieces).translate(_CLEARED)
    return Part(f"{safe.pk}{safe.entry.registered_at:{_WHEN}}{said}", facts)
