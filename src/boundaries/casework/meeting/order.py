"""The order of the members of concern, for oversight and for a meeting: worked out from facts and kept until something changes."""

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index, orders
from boundaries.casework.content.changes import Changed
from boundaries.casework.content.facts import FORM, NAMING, NUMBER
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.content.namings import FINDING, named_by, who
from boundaries.casework.figures.counting import Also, told
from boundaries.casework.meeting.gathering import Window, before
from boundaries.casework.meeting.members import last_of_roster
from boundaries.casework.meeting.outline import Outline, Standing, outline, reviews_of, standing_of
from boundaries.casework.meeting.oversight import of_concern, rank_of
from boundaries.casework.models import Case

OVERSIGHT, MEETING = "oversight", "meeting"
_FORM = 1
"""Another one with each change of what is kept."""
_HEAD = 4


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
        yield from _lines(found, date.min, (), (), {})

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        return gone_on(holder, lines, index.changed_since(holder, state, before), of_concern(holder.account))

    return _order(orders.kept_on(holder, OVERSIGHT, state.written, _state(state), work_out, go_on))


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
        yield from _lines(found, window.since, [one for one in came_in if one not in spoken_of], decided, links)

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        changed, window = index.changed_since(holder, state, before), Window(on, date.fromisoformat(lines[0]))
        decided = set(window.verdicts(holder.account).filter(pair__in=["", *(changed or ())]).values_list("pair_id", flat=True))
        if decided != {one for one in changed or () if one in lines[3]}:
            return None
        return gone_on(holder, lines, changed, window.cases(holder.account))

    return _order(orders.kept_on(holder, MEETING, state.written, [*_state(state), on, since], work_out, go_on))


def _state(state: index.State) -> list[object]:
    """All that an order hangs on besides what the account can open: whether something waits to be read, and the roster."""
    return [_FORM, FORM, state.unread, last_of_roster()]


def _loose(holder: Holder, pair_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Whom the findings name that are not registered as entries, and so are in no index."""
    safes = visibility.safes(holder.account).filter(pk__in=pair_ids, entry=None)
    pieces = pieces_in(holder, safes, (FINDING,))
    return [
        (safe_id, NAMING.join(who(one) for one in named_by((piece.kind, piece.plain) for piece in held)))
        for safe_id, held in pieces.items()
    ]


def _lines(
    found: Outline, since: date, others: Iterable[str], decided: Iterable[str], links: Mapping[str, Iterable[str]]
) -> Iterator[str]:
    """An order as it is kept: since when, every case, the others, what was decided, and a line for each member."""
    yield since.isoformat()
    yield NUMBER.join(sorted(found.reviews))
    yield NUMBER.join(others)
    yield NUMBER.join(decided)
    for _, _, key in found.ranked:
        one = found.standing(key)
        yield _line(one, sorted({other for safe_id in one.safe_ids & links.keys() for other in links[safe_id]}))


def _line(one: Standing, linked: Iterable[str]) -> str:
    several = (NUMBER.join(some) for some in (sorted(one.safe_ids), one.case_ids, linked))
    return NAMING.join((one.key, *several, one.tier, one.review_on, one.given_by))


def gone_on(holder: Holder, lines: list[str], changed: Changed | None, concern: QuerySet[Case]) -> list[str] | None:
    """An order once some entries were read anew; None where it must be worked out as a whole.

    That is so where one of them is joined with others otherwise than before, or becomes or ceases to be of concern. What else is said of a
    case changes the places of the members whom it names, and nobody else's.
    """
    if changed is None or any(changed.values()):
        return None
    reviews = reviews_of(concern.filter(pk__in=["", *changed]))
    if any((one in lines[1]) != (one in reviews) for one in changed):
        return None
    ordered = lines[_HEAD:]
    theirs = [line for line in ordered if any(one in line for one in reviews)]
    standing = places(theirs)
    cases = {one for place in standing for one in place.standing.case_ids}
    tiers = {one: line.partition(NAMING)[0] for one, line in index.lines_of(holder, "people", cases).items()}
    reviews = reviews_of(concern.filter(pk__in=["", *cases]))
    if not cases <= tiers.keys() & reviews.keys():
        return None
    for line in theirs:
        ordered.remove(line)
    for place in standing:
        one = standing_of(place.standing.key, place.standing.safe_ids, place.standing.case_ids, reviews, tiers)
        insort(ordered, _line(one, place.linked), key=_rank)
    return [*lines[:_HEAD], *ordered]


def _rank(line: str) -> tuple[int, str, str]:
    key, _, _, _, tier, review_on, _ = line.split(NAMING)
    return rank_of(tier, review_on, key)


def shows_all(order: Order, shown: Collection[str]) -> bool:
    """Whether every case of an order is among those whose names are shown."""
    return order.cases <= len(shown) and all(one in shown for one in _parts(order.all_cases))


def _order(lines: list[str]) -> Order:
    since, case_ids, others, _ = lines[:_HEAD]
    cases = case_ids.count(NUMBER) + bool(case_ids)
    return Order(date.fromisoformat(since), cases, case_ids, _parts(others), tuple(lines[_HEAD:]))


def _place(line: str) -> Place:
    key, safe_ids, case_ids, linked, tier, review_on, given_by = line.split(NAMING)
    return Place(Standing(key, frozenset(_parts(safe_ids)), _parts(case_ids), tier, review_on, given_by), _parts(linked))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(NUMBER)) if text else ()
