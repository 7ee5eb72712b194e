"""The order of the members of concern, for oversight and for a meeting: worked out from facts and kept until something changes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index, orders
from boundaries.casework.content.facts import NAMING, NUMBER
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.content.namings import FINDING, named_by, who
from boundaries.casework.figures.counting import Also, told
from boundaries.casework.meeting.gathering import Window, before
from boundaries.casework.meeting.members import last_of_roster
from boundaries.casework.meeting.outline import Outline, Standing, outline, reviews_of
from boundaries.casework.meeting.oversight import of_concern

OVERSIGHT, MEETING = "oversight", "meeting"
_HEAD = 3


class Place(NamedTuple):
    """One member's place, and what is linked with a safe that names them and concerns the meeting."""

    standing: Standing
    linked: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """Every member of concern in order, each still a line; how many cases they have, what came in about none of them, and since when.

    `all_cases` is every case of theirs, in one text.
    """

    since: date
    cases: int
    all_cases: str
    others: tuple[str, ...]
    lines: tuple[str, ...]


def places(lines: Iterable[str]) -> list[Place]:
    """The places of some members, from their lines."""
    return [_place(line) for line in lines]


def of_oversight(holder: Holder, state: index.State) -> Order:
    """The members of open cases. Called in a transaction, after `orders.make_room`."""

    def work_out() -> Iterator[str]:
        found = outline(holder, reviews_of(of_concern(holder.account)), ())
        yield from _lines(found, date.min, (), {})

    return _order(orders.kept(holder, OVERSIGHT, _state(state), work_out))


def of_meeting(holder: Holder, on: date, since: date | None, state: index.State) -> Order:
    """The members that a meeting looks at, since the last one where no day is given. Called in a transaction, as above."""

    def work_out() -> Iterator[str]:
        known, account = told(holder, also=(Also.LINKS, Also.MET), state=state), holder.account
        window = Window(on, since or before(on, known.met))
        came_in = list(window.entries(account).values_list("pk", flat=True))
        decided = set(window.verdicts(account).order_by().values_list("pair_id", flat=True))
        found = outline(holder, reviews_of(window.cases(account)), {*came_in, *decided}, _loose(holder, decided))
        spoken_of = found.spoken_of()
        spoken_of.update(other for one in spoken_of & known.links.keys() for other in known.links[one])
        seen = {*came_in, *decided, *found.reviews}
        links = {one: [other for other in others if other in seen] for one, others in known.links.items()}
        yield from _lines(found, window.since, [one for one in came_in if one not in spoken_of], links)

    return _order(orders.kept(holder, MEETING, [*_state(state), on, since], work_out))


def _state(state: index.State) -> list[object]:
    """All that an order hangs on: what the account can open, and the roster."""
    return [state.whole, last_of_roster()]


def _loose(holder: Holder, pair_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Whom the findings name that are not registered as entries, and so are in no index."""
    safes = visibility.safes(holder.account).filter(pk__in=pair_ids, entry=None)
    pieces = pieces_in(holder, safes, (FINDING,))
    return [
        (safe_id, NAMING.join(who(one) for one in named_by((piece.kind, piece.plain) for piece in held)))
        for safe_id, held in pieces.items()
    ]


def _lines(found: Outline, since: date, others: Iterable[str], links: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """An order as it is kept: since when, every case, the others, and a line for each member."""
    yield since.isoformat()
    yield NUMBER.join(sorted(found.reviews))
    yield NUMBER.join(others)
    for _, _, key in found.ranked:
        one = found.standing(key)
        linked = {other for safe_id in one.safe_ids & links.keys() for other in links[safe_id]}
        several = (NUMBER.join(sorted(some)) for some in (one.safe_ids, one.case_ids, linked))
        yield NAMING.join((key, *several, one.tier, one.review_on, one.given_by))


def shows_all(order: Order, shown: Collection[str]) -> bool:
    """Whether every case of an order is among those whose names are shown."""
    return order.cases <= len(shown) and all(one in shown for one in _parts(order.all_cases))


def _order(lines: list[str]) -> Order:
    since, case_ids, others = lines[:_HEAD]
    cases = case_ids.count(NUMBER) + bool(case_ids)
    return Order(date.fromisoformat(since), cases, case_ids, _parts(others), tuple(lines[_HEAD:]))


def _place(line: str) -> Place:
    key, safe_ids, case_ids, linked, tier, review_on, given_by = line.split(NAMING)
    return Place(Standing(key, frozenset(_parts(safe_ids)), _parts(case_ids), tier, review_on, given_by), _parts(linked))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(NUMBER)) if text else ()
