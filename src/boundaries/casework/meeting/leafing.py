"""One page of a meeting's agenda: the order of all is kept, only what stands on the page is opened, and that is kept as well."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from pydantic import TypeAdapter

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import Piece, index
from boundaries.casework.content.facts import NUMBER
from boundaries.casework.content.orders import kept_on
from boundaries.casework.figures.counting import Also
from boundaries.casework.masking.knowing import known_about
from boundaries.casework.masking.mask import Mask
from boundaries.casework.meeting.agenda import Agenda
from boundaries.casework.meeting.composing import Meeting, items_of, others_of, with_declared
from boundaries.casework.meeting.gathering import Window, gather_safes
from boundaries.casework.meeting.keeping import hangs_on, is_as_before
from boundaries.casework.meeting.order import MEETING, Order, of_meeting, places, shows_all

LEAF = "agenda"
ROOMS = (Also.LINKS, LEAF, MEETING, Also.MET)
"""What is kept for it."""
ON_A_PAGE, OTHERS = 4, 50
"""How many members stand on a page, and how many of the entries that are about none of them."""
_AGENDA = TypeAdapter(Agenda)


@dataclass(frozen=True)
class Leaf:
    """A page of an agenda: what stands on it, which page it is, its other entries, how many cases the whole has, and whether a name is hidden."""

    agenda: Agenda
    page: "Page[int]"
    others: "Page[int]"
    cases: int
    has_masked: bool


@dataclass(frozen=True)
class _Cut:
    """What of an order stands on a page, and what the page says of the whole."""

    since: date
    cases: int
    has_masked: bool
    members: int
    others: int
    lines: tuple[str, ...]
    loose: tuple[str, ...]

    @classmethod
    def of(cls, order: Order, shown: Collection[str], asked: Sequence[str]) -> "_Cut":
        """The page of an order with these numbers; the other entries stand on the last."""
        page = Paginator(order.lines, ON_A_PAGE).get_page(asked[0])
        loose = () if page.has_next() else Paginator(order.others, OTHERS).get_page(asked[1]).object_list
        counts = len(order.lines), len(order.others)
        return cls(order.since, order.cases, not shows_all(order, shown), *counts, tuple(page.object_list), tuple(loose))


_CUT = TypeAdapter(_Cut)


def leaf(holder: Holder, on: date, since: date | None, shown: Collection[str], asked: Sequence[str]) -> Leaf:
    """One page of the agenda of a day, `asked` the numbers of it and of that of its other entries.

    Kept until the order has others stand on it, or a safe that it was read from says more. What the members declared is read at each look,
    since it is no safe's. Called in a transaction, after `orders.make_room` for `ROOMS`.
    """
    state = index.state(holder.account)

    def cut() -> _Cut:
        return _Cut.of(of_meeting(holder, on, since, state), shown, asked)

    def work_out() -> Iterator[str]:
        now = cut()
        agenda, read = _opened(holder, now, on, shown)
        yield NUMBER.join(sorted(read))
        yield _CUT.dump_json(now).decode()
        yield _AGENDA.dump_json(agenda).decode()

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        is_same = is_as_before(holder, state, before, lines[0]) and _CUT.dump_json(cut()).decode() == lines[1]
        return lines if is_same else None

    state_of_it = hangs_on(state, on, since, sorted(shown), *asked, ON_A_PAGE, OTHERS)
    _, cut_then, told = kept_on(holder, LEAF, state.written, state_of_it, work_out, go_on)
    then, agenda = _CUT.validate_json(cut_then), _AGENDA.validate_json(told)
    page = Paginator(range(then.members), ON_A_PAGE).get_page(asked[0])
    others = Paginator(range(then.others), OTHERS).get_page(asked[1])
    items = with_declared(holder, agenda.items)
    return Leaf(Agenda(on, then.since, items, agenda.others), page, others, then.cases, then.has_masked)


def _opened(holder: Holder, cut: _Cut, on: date, shown: Collection[str]) -> tuple[Agenda, set[str]]:
    """What stands on a page but for what is declared, and the safes that it was read from."""
    standing = places(cut.lines)
    read = {*cut.loose, *(one for place in standing for one in (*place.standing.safe_ids, *place.linked))}
    concerned = (one for place in standing for one in place.standing.case_ids)
    gathered = gather_safes(holder, Window(on, cut.since), frozenset(read), concerned)
    people = {one.member.key: one for one in gathered.people}
    found = (people[place.standing.key] for place in standing if place.standing.key in people)

    def masks_of(wanted: Mapping[str, Collection[str]], held: Mapping[str, list[Piece]]) -> dict[str, Mask]:
        known = known_about(holder, wanted, held)
        read.update(known.safe_ids)
        return known.masks

    items = items_of(gathered, found, Meeting(on, cut.since, shown), masks_of)
    return Agenda(on, cut.since, items, others_of(gathered, (one for one in cut.loose if one in gathered.entries))), read
