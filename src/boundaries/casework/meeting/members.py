"""Which member each safe is about, joined across safes: by the roster, else by number, handle or whole name; never by a guess."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from functools import lru_cache

from boundaries.casework.content import Piece
from boundaries.casework.content.facts import NAMING
from boundaries.casework.content.marks import line_mark
from boundaries.casework.content.namings import Named, has_name_alone, named_by, read_who, short, who
from boundaries.casework.models import RosterIdentifier
from boundaries.casework.models.prepared import Prepared


@dataclass(frozen=True)
class Member:
    """One member across safes: how they are named, which safes, and their mark where it is known; `key` is the same in every subset.

    `is_by_name` where a name alone joins one of several safes: two persons can bear it.
    """

    key: str
    names: tuple[str, ...] = field(repr=False)
    safe_ids: frozenset[str]
    mark: str = ""
    is_by_name: bool = False

    @property
    def label(self) -> str:
        """What to speak of them by."""
        return label_of(self.key)


def label_of(key: str) -> str:
    """The label of a member whose key this is."""
    return line_mark("member_label", [key])[:6].upper()


class Joining:
    """Joins namings that mean one member, each as `namings.who` writes it.

    A member's key is the least of all marks by which theirs are joined; who can be joined with nobody has one of the safe's.
    """

    def __init__(self) -> None:
        self._owners = _owners(last_of_roster())
        self._known: dict[str, str] = {}
        self._above: dict[str, str] = {}

    def known(self, text: str) -> str:
        """A key of one naming, which `last_key` takes on to the member's once all are known; empty where it joins nothing."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._join(text)
        return found

    def last_key(self, key: str) -> str:
        """The member's key."""
        above = self._above.get(key, key)
        while above != key:
            key, above = above, self._above[above]
        return key

    def mark_of(self, named: Named) -> str:
        """The whole mark of the one member who is meant; empty where that is not known."""
        if named.member:
            return named.member
        found = self._singled_out(read_who(who(named))[2])
        return next(iter(found)) if len(found) == 1 else ""

    def _join(self, text: str) -> str:
        """Join all by which one naming is joined: one member of the roster, or the surest way in which it names somebody else.

        Who could be several members of the roster is joined with nobody.
        """
        whose, surest, marks = read_who(text)
        single = self._singled_out(marks)
        if whose or len(single) == 1:
            surest = (whose or short(next(iter(single))),)
        elif any(mark in self._owners for mark in marks):
            surest = ()
        tops = sorted({self.last_key(self._above.setdefault(one, one)) for one in surest})
        for one in tops:
            self._above[one] = tops[0]
        return tops[0] if tops else ""

    def _singled_out(self, marks: Iterable[str]) -> set[str]:
        return {self._owners[mark] for mark in marks if self._owners.get(mark)}


_LAST = Prepared(lambda: RosterIdentifier.objects.order_by("-pk").values_list("pk", "mark")[:1])


def last_of_roster() -> tuple[int, str] | None:
    """The last row of the roster, which tells one roster from the next."""
    return _LAST.first()


@lru_cache(maxsize=1)
def _owners(_last: tuple[int, str] | None) -> Mapping[str, str]:
    """Of each way to name a member of the roster, as a short mark, the member's whole mark; empty where it can mean several.

    These are the roster's own marks, no names. They are read once for each roster.
    """
    owners: dict[str, str] = {}
    for mark, member in RosterIdentifier.objects.values_list("mark", "member_id"):
        owners[short(mark)] = member if owners.get(short(mark), member) == member else ""
    return owners


def named_in(pieces: Mapping[str, Iterable[Piece]]) -> dict[str, list[Named]]:
    """Every naming in these safes; a safe that names nobody has one without a name."""
    return {safe_id: named_by((one.kind, one.plain) for one in held) for safe_id, held in pieces.items()}


def grouped(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """By member's key the safes that name them; whom each safe names is written as `namings.who` does, one after the other.

    Most safes name nobody, or somebody whom others name in the same words: each wording is joined once.
    """
    joining = Joining()
    alike: dict[str, list[str]] = defaultdict(list)
    found: dict[str, list[str]] = defaultdict(list)
    for safe_id, texts in named:
        alike[texts].append(safe_id)
    for texts, safe_ids in alike.items():
        for place, text in enumerate(texts.split(NAMING)):
            key = joining.known(text)
            if key:
                found[key] += safe_ids
            else:
                found.update({f"{safe_id}/{place}": [safe_id] for safe_id in safe_ids})
    groups: dict[str, list[str]] = {}
    last_key = joining.last_key
    for key, safe_ids in found.items():
        above = key if "/" in key else last_key(key)
        if above in groups:
            groups[above] += safe_ids
        else:
            groups[above] = safe_ids
    return groups


def joined(named: Mapping[str, Iterable[Named]]) -> list[Member]:
    """The members that are named, each once, in the order of their keys."""
    joining = Joining()
    keyed = [
        (joining.known(who(one)) or f"{safe_id}/{place}", safe_id, one)
        for safe_id, some in named.items()
        for place, one in enumerate(some)
    ]
    groups: dict[str, list[tuple[str, Named]]] = defaultdict(list)
    for key, safe_id, one in keyed:
        groups[joining.last_key(key)].append((safe_id, one))
    return [_member(key, held, joining) for key, held in sorted(groups.items())]


def _member(key: str, held: Iterable[tuple[str, Named]], joining: Joining) -> Member:
    some = list(held)
    names = sorted({", ".join(part for part in astuple(one.told) if part) for _, one in some} - {""})
    mark = next((found for _, one in some if (found := joining.mark_of(one))), "")
    safe_ids = frozenset(safe_id for safe_id, _ in some)
    return Member(key, tuple(names), safe_ids, mark, len(safe_ids) > 1 and any(has_name_alone(one) for _, one in some))
