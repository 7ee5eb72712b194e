"""One page of a meeting's agenda: the order of all comes from the index, and only what stands on the page is opened."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.gathering import pieces_in
from boundaries.casework.content.namings import FINDING, named_by, who
from boundaries.casework.figures.counting import Told, told
from boundaries.casework.meeting.agenda import Agenda
from boundaries.casework.meeting.composing import Meeting, items_of, others_of
from boundaries.casework.meeting.gathering import Window, before, gather_safes
from boundaries.casework.meeting.outline import Outline, outline, reviews_of

ON_A_PAGE, OTHERS = 20, 50
"""How many members stand on a page, and how many of the entries that are about none of them."""


@dataclass(frozen=True)
class Leaf:
    """A page of an agenda: what stands on it, which page it is, its other entries, every case of the whole, and whether a name is hidden."""

    agenda: Agenda
    page: "Page[tuple[int, str, str]]"
    others: "Page[str]"
    case_ids: tuple[str, ...]
    has_masked: bool


def leaf(holder: Holder, on: date, since: date | None, shown: Collection[str], asked: Sequence[str]) -> Leaf:
    """One page of the agenda of a day, `asked` the numbers of it and of that of its other entries. Called in a transaction."""
    account, known = holder.account, told(holder)
    meeting = Meeting(on, since or before(on, known.met), shown)
    window = Window(meeting.on, meeting.since)
    came_in = list(window.entries(account).values_list("pk", flat=True))
    decided = set(window.verdicts(account).order_by().values_list("pair_id", flat=True))
    found = outline(holder, reviews_of(window.cases(account)), {*came_in, *decided}, _loose(holder, decided))
    page = Paginator(found.ranked, ON_A_PAGE).get_page(asked[0])
    others = Paginator(_others(found, known, came_in), OTHERS).get_page(asked[1])
    keys = [key for _, _, key in page.object_list]
    own = {one for key in keys for one in found.safes[key]}
    wanted = {*came_in, *decided, *found.reviews}
    linked = {other for one in own for other in known.links.get(one, ()) if other in wanted}
    loose = [] if page.has_next() else list(others.object_list)
    gathered = gather_safes(holder, window, visibility.safes(account).filter(pk__in={*own, *linked, *loose}))
    people = {one.member.key: one for one in gathered.people}
    items = items_of(holder, gathered, (people[key] for key in keys if key in people), meeting)
    agenda = Agenda(meeting.on, meeting.since, items, others_of(gathered, (one for one in loose if one in gathered.entries)))
    case_ids = tuple(sorted(found.reviews))
    return Leaf(agenda, page, others, case_ids, not all(one in shown for one in case_ids))


def _loose(holder: Holder, pair_ids: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Whom the findings name that are not registered as entries, and so are in no index."""
    safes = visibility.safes(holder.account).filter(pk__in=pair_ids, entry=None)
    pieces = pieces_in(holder, safes, (FINDING,))
    return [
        (safe_id, [who(one) for one in named_by((piece.kind, piece.plain) for piece in held)]) for safe_id, held in pieces.items()
    ]


def _others(found: Outline, known: Told, came_in: Iterable[str]) -> list[str]:
    """What came in and neither names a member of concern nor is linked with what does."""
    spoken_of = found.spoken_of()
    spoken_of.update(other for one in spoken_of & known.links.keys() for other in known.links[one])
    return [one for one in came_in if one not in spoken_of]
