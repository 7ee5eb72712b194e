"""Pieces of content: put in, read and withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from boundaries.casework.content.compartments import SHARED, Compartment, SafeKeys, letterbox_of, locking_key, piece_bound
from boundaries.casework.models import Form, Safe, Sealed, Wrap
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.periods.reviews import new_content
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.sealing import seal, unseal
from boundaries.handover.symmetric import lock, unlock

_BACK = timedelta(hours=2)
"""By so much at most a clock goes back that was right before, as it does in one night of the year."""


@dataclass(frozen=True)
class Piece:
    """One piece of content in the clear: which compartment, what kind, and its bytes."""

    compartment: Compartment
    kind: str
    plain: bytes = field(repr=False)
    made_at: datetime
    sealed_id: str = field(default_factory=new_id)
    is_withdrawn: bool = False


class Superseded(BoundariesError):
    """The safe was rotated in between; whoever writes must read its keys again."""


def locked(piece: Piece, safe_id: str, key: bytes) -> Sealed:
    """The row of a piece under its compartment's key, not saved yet."""
    bound = piece_bound(safe_id, piece.compartment, piece.kind, piece.sealed_id)
    return _row(piece, safe_id, Form.LOCKED, lock(piece.plain, key, bound))


def put(safe: Safe, keys: SafeKeys, pieces: Iterable[Piece]) -> None:
    """Add pieces to a safe that is open; raises Superseded where its keys are no longer these.

    Called in a transaction: the safe's row stays held, so that no rotation passes by.
    """
    now = Safe.objects.select_for_update().get(pk=safe.pk)
    if now.generation != keys.generation:
        raise Superseded("this changed in the meantime", to_do="Open it again and repeat what you did.")
    Sealed.objects.bulk_create([locked(piece, safe.pk, keys.key(piece.compartment)) for piece in pieces])
    _has_more(safe.pk)


def moment_in(safe_id: str) -> datetime:
    """Now; where the clock went back a little since the newest piece of a safe, just after that: of two records the later one counts.

    Not after a clock that was wrong by more: no record bears a day that has not come. Called with the safe's row held.
    """
    now = datetime.now()
    newest = Sealed.objects.filter(safe=safe_id).order_by("-made_at").values_list("made_at", flat=True).first()
    return newest + timedelta(microseconds=1) if newest and now <= newest <= now + _BACK else now


def post(safe: Safe, pieces: Iterable[Piece]) -> None:
    """Add pieces to a safe that this process cannot open, through its letterbox."""
    now = Safe.objects.select_for_update().get(pk=safe.pk)
    key = letterbox_of(now.letterbox)
    rows = []
    for piece in pieces:
        bound = piece_bound(safe.pk, piece.compartment, piece.kind, piece.sealed_id)
        rows.append(_row(piece, safe.pk, Form.SEALED, seal(piece.plain, key, bound)))
    Sealed.objects.bulk_create(rows)
    _has_more(safe.pk)


def _has_more(safe_id: str) -> None:
    """Let its review begin anew, and every search index read it again."""
    new_content(safe_id)
    Wrap.objects.filter(safe=safe_id, is_indexed=True).update(is_indexed=False)


_PIECES = Prepared(
    lambda safe_id, compartment: Sealed.objects.filter(safe=safe_id, compartment=compartment).order_by("made_at", "sealed_id")
)
_ALL_PIECES = Prepared(lambda safe_id: Sealed.objects.filter(safe=safe_id).order_by("made_at", "sealed_id"))


def read(safe: Safe, keys: SafeKeys, compartment: Compartment) -> list[Piece]:
    """Every piece of one compartment, oldest first, withdrawn ones too."""
    return [opened(row, keys) for row in _PIECES(safe_id=safe.pk, compartment=compartment.value)]


@dataclass(frozen=True)
class Shared:
    """Every piece that a holder of a safe's keys can open, by compartment, and whether the safe keeps a source apart."""

    pieces: Mapping[Compartment, list[Piece]]
    has_source: bool


def read_shared(safe: Safe, keys: SafeKeys) -> Shared:
    """What a holder of the keys can open, with one question to the database."""
    found: dict[Compartment, list[Piece]] = {name: [] for name in SHARED}
    has_source = False
    for row in _ALL_PIECES(safe_id=safe.pk):
        if row.compartment == Compartment.SOURCE:
            has_source |= not row.is_withdrawn
        else:
            found[Compartment(row.compartment)].append(opened(row, keys))
    return Shared(found, has_source)


class Row(Protocol):
    """A piece as it lies in the database: a row of the table of pieces, or as much of one as opens it."""

    @property
    def safe_id(self) -> str:
        """The id of its safe."""

    @property
    def pk(self) -> str:
        """Its id."""

    @property
    def compartment(self) -> str:
        """The compartment whose key locks it."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def form(self) -> str:
        """How it is closed."""

    @property
    def held(self) -> bytes | memoryview:
        """What is closed."""

    @property
    def made_at(self) -> datetime:
        """When it was written."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn since."""


def opened(row: Row, keys: SafeKeys) -> Piece:
    """One piece in the clear."""
    return _piece(row, plain_of(row, keys))


def opened_with(row: Row, key: bytes) -> Piece:
    """One piece in the clear, with its compartment's key."""
    return _piece(row, unlock(bytes(row.held), key, _bound(row)))


def plain_of(row: Row, keys: SafeKeys) -> bytes:
    """The bytes of one piece in the clear."""
    if row.form == Form.SEALED:
        return unseal(bytes(row.held), keys.letterbox, _bound(row))
    return unlock(bytes(row.held), keys.key(Compartment(row.compartment)), _bound(row))


def _piece(row: Row, plain: bytes) -> Piece:
    return Piece(Compartment(row.compartment), row.kind, plain, row.made_at, row.pk, row.is_withdrawn)


def _bound(row: Row) -> str:
    return piece_bound(row.safe_id, row.compartment, row.kind, row.pk)


def source_key(seed: bytes) -> bytes:
    """The key that locks the source's compartment."""
    return locking_key(seed, Compartment.SOURCE)


def _row(piece: Piece, safe_id: str, form: Form, held: bytes) -> Sealed:
    return Sealed(
        sealed_id=piece.sealed_id,
        safe_id=safe_id,
        compartment=piece.compartment,
        kind=piece.kind,
        form=form,
        held=held,
        made_at=piece.made_at,
        is_withdrawn=piece.is_withdrawn,
    )
