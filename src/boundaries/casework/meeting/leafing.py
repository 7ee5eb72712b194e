"""One page of a meeting's agenda: the order of all is kept, and only what stands on the page is opened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.paginator import Page, Paginator

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.figures.counting import Also
from boundaries.casework.masking.keeping import OF_AGENDA, kept_masks
from boundaries.casework.meeting.agenda import Agenda
from boundaries.casework.meeting.composing import Meeting, items_of, others_of
from boundaries.casework.meeting.gathering import Window, gather_safes
from boundaries.casework.meeting.order import MEETING, of_meeting, places, shows_all

ROOMS = (Also.LINKS, OF_AGENDA, MEETING, Also.MET)
"""What is kept for it."""
ON_A_PAGE, OTHERS = 4, 50
"""How many members stand on a page, and how many of the entries that are about none of them."""


@dataclass(frozen=True)
class Leaf:
    """A page of an agenda: what stands on it, which page it is, its other entries, how many cases the whole has, and whether a name is hidden."""

    agenda: Agenda
    page: "Page[str]"
    others: "Page[str]"
    cases: int
    has_masked: bool


def leaf(holder: Holder, on: date, since: date | None, shown: Collection[str], asked: Sequence[str]) -> Leaf:
    """One page of the agenda of a day, `asked` the numbers of it and of that of its other entries.

    Called in a transaction, after `orders.make_room` for `ROOMS`.
    """
    state = index.state(holder.account)
    order = of_meeting(holder, on, since, state)
    page = Paginator(order.lines, ON_A_PAGE).get_page(asked[0])
    others = Paginator(order.others, OTHERS).get_page(asked[1])
    loose = [] if page.has_next() else list(others.object_list)
    standing = places(page.object_list)
    wanted = {*loose, *(one for place in standing for one in (*place.standing.safe_ids, *place.linked))}
    window = Window(on, order.since)
    gathered = gather_safes(holder, window, wanted, (one for place in standing for one in place.standing.case_ids))
    people = {one.member.key: one for one in gathered.people}
    meeting = Meeting(on, order.since, shown)
    found = (people[place.standing.key] for place in standing if place.standing.key in people)
    items = items_of(holder, gathered, found, meeting, partial(kept_masks, holder, OF_AGENDA, state))
    agenda = Agenda(on, order.since, items, others_of(gathered, (one for one in loose if one in gathered.entries)))
    return Leaf(agenda, page, others, order.cases, not shows_all(order, shown))
