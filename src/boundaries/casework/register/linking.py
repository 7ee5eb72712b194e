"""Links between entries: duplicates and related ones, each a sealed record in both safes, undone by a later record, a merge is one too."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.models import Account, Entry
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.standing import hold_standing
from boundaries.handover.ids import new_id

LINK, UNLINK = "entry_link", "entry_unlink"


class Relation(StrEnum):
    """How two entries belong together."""

    DUPLICATE = "duplicate"
    SAME_PERSON = "same_person"
    RELATED = "related"
    MERGED = "merged"


RELATIONS = {
    Relation.DUPLICATE: "They tell of the same",
    Relation.SAME_PERSON: "They concern the same person affected",
    Relation.RELATED: "They are related",
    Relation.MERGED: "One is part of the other",
}
CHOSEN = (Relation.DUPLICATE, Relation.SAME_PERSON, Relation.RELATED)
"""What a link that leaves both as they are can be."""


_SEEN = Prepared(lambda account, ids: visibility.entries(account).filter(pk__one_of=ids).values_list("pk", flat=True))


@dataclass(frozen=True)
class Link:
    """One link as an entry shows it; `undone_why` and the rest of the undoing are there once it was undone."""

    link_id: str
    other: str
    relation: Relation
    reason: str = field(repr=False)
    by: str
    made_at: datetime
    undone_why: str = field(default="", repr=False)
    undone_by: str = ""
    undone_at: datetime | None = None

    @property
    def title(self) -> str:
        """The relation in words."""
        return RELATIONS[self.relation]


def link(entry: Entry, other: Entry, holder: Holder, relation: Relation, reason: str) -> str:
    """Link two entries that the holder can open and give the link's id; called in a transaction.

    Raises PartOfAnother where one of them does not stand by itself, unless that is what the link says.
    """
    if relation in CHOSEN:
        hold_standing(holder.account, "Link with that one.", entry, other)
    link_id = new_id()
    _write((entry, other), holder, LINK, {"link": link_id, "relation": relation.value, "reason": reason})
    return link_id


def unlink(entry: Entry, other: Entry, link_id: str, holder: Holder, reason: str) -> None:
    """Undo a link; both records stay. Called in a transaction."""
    _write((entry, other), holder, UNLINK, {"link": link_id, "reason": reason})


def links_in(notes: Iterable[Piece], account: Account) -> list[Link]:
    """The links of an entry, oldest first; one to an entry that this account does not see is not there."""
    found = links_told(notes)
    if not found:
        return []
    seen = set(_SEEN(account=account.pk, ids=list({one.other for one in found})))
    return [one for one in found if one.other in seen]


def links_told(notes: Iterable[Piece]) -> list[Link]:
    """Every link that the notes tell of, also to entries that who asks may not see: those must be left out before anyone is shown."""
    found: dict[str, Link] = {}
    for piece in sorted(notes, key=lambda one: one.kind == UNLINK):  # also where a clock went back in between
        if piece.kind == LINK:
            told = json.loads(piece.plain)
            found[told["link"]] = Link(
                told["link"], told["other"], Relation(told["relation"]), told["reason"], told["by"], piece.made_at
            )
        elif piece.kind == UNLINK:
            told = json.loads(piece.plain)
            undone = {"undone_why": told["reason"], "undone_by": told["by"], "undone_at": piece.made_at}
            found[told["link"]] = replace(found[told["link"]], **undone)
    return list(found.values())


def _write(both: tuple[Entry, Entry], holder: Holder, kind: str, told: Mapping[str, str]) -> None:
    """Seal the same record in both safes, always in one order, so that two who link at once do not wait for each other.

    The trail of an entry says only that it was changed: whoever cannot open the other would learn of it there.
    """
    now = datetime.now()
    for one, other in sorted([both, both[::-1]], key=lambda pair: pair[0].pk):
        plain = json.dumps({**told, "other": other.pk, "by": holder.account.account_id}).encode()
        put(one.safe, open_safe(one.safe, holder), [Piece(Compartment.NOTES, kind, plain, now)])
        record(holder.account, Act.ENTRY_CHANGED, one.pk, {"by": holder.account.account_id})
    record(holder.account, Act.LINKED, "", {"kind": kind, "link": told["link"]})
