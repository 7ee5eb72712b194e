"""What is kept goes on from what was kept before, and says what is worked out afresh, whatever is said, decided, linked or merged."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.kinds import TIERS, Kind
from boundaries.casework.content import Compartment, Piece, changes, index, name_members, open_safe, orders, put
from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.figures import strategic, working
from boundaries.casework.figures.merging import merged_as_one
from boundaries.casework.meeting import leafing, order, overview
from boundaries.casework.models import Case, Entry, Safe
from boundaries.casework.register.entering import enter
from boundaries.casework.register.linking import Relation, link
from boundaries.casework.register.merging import merge
from boundaries.casework.register.routes import ROUTES
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from boundaries.handover.people import NamedMember
from tests.sites.unit.meeting.unit_meeting import case_about
from tests.sites.unit.unit_cases import write
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)

ROOMS = (*leafing.ROOMS, *strategic.ROOMS, working.WORK, *overview.ROOMS)
NOW = datetime.now()
Told = tuple[object, ...]


def looked_at(holder: Holder) -> Told:
    """The orders, a page of each, what counts otherwise because it is merged, and figures; called in a transaction."""
    now = index.state(holder.account)
    orders_of_all = order.of_oversight(holder, now), order.of_meeting(holder, date.today(), None, now)
    figures = working.work(holder, now, NOW), strategic.assessment(holder, NOW.year, ROUTES)
    return *orders_of_all, *pages(holder), merged_as_one(holder, now), *figures


def pages(holder: Holder) -> Told:
    """What stands on the last page of a meeting's agenda, and on the page of oversight."""
    leaf = leafing.leaf(holder, date.today(), None, (), ("9", "1"))
    seen = overview.overview(holder, (), "1")
    counts = leaf.page.paginator.count, leaf.others.paginator.count, seen.page.paginator.count
    return leaf.agenda, leaf.cases, leaf.has_masked, seen.seen, counts


def both_ways(holder: Holder) -> tuple[Told, Told]:
    """The same as it is kept, and worked out afresh, which is not kept."""
    index.refresh(holder)
    orders.make_room(holder, *ROOMS)
    with transaction.atomic():
        kept = looked_at(holder)
    with transaction.atomic():
        orders.forget([holder.account.pk])
        afresh = looked_at(holder)
        transaction.set_rollback(True)
    return kept, afresh


class World:
    """Cases about a few members, some of whom several name, and what can happen to them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.ann = person(Role.SUPERVISOR, "ann supple")
        self.ian = person(Role.INVESTIGATOR, "ian vesey")
        browser = self.ann.sign_in()
        self.cases = [case_about(browser, self._member(place % 4)) for place in range(6)]
        self.entries = [enter(report(members=(self._member(place),))) for place in range(3)] + [enter(report(members=()))]

    def _member(self, place: int) -> NamedMember:
        return NamedMember(name=f"Bo Elm{'abcdefgh'[place]}", number=f"55{place}")

    def _case(self) -> Case:
        return Case.objects.get(pk=self.chance.choice(self.cases).pk)

    def _entry(self) -> Entry:
        return self.chance.choice([*self.entries, *(Entry.objects.get(pk=one.pk) for one in self.cases)])

    def note(self) -> None:
        """Something is said of an entry."""
        safe = self._entry().safe
        with transaction.atomic():
            put(safe, open_safe(safe, self.ann.holder), [Piece(Compartment.NOTES, "note", b"a ferry", datetime.now())])

    def tier(self) -> None:
        """A case gives another tier."""
        write(self.ann.browser, self._case(), Kind.OVERSIGHT, tier=self.chance.choice(TIERS)[0])

    def row(self) -> None:
        """A case is looked at again on another day, or is over."""
        case = self._case()
        case.review_on = self.chance.choice([None, date.today() + timedelta(days=self.chance.randrange(90))])
        case.state = self.chance.choice(["received", "assessing", "closed"])
        case.save()

    def moved(self) -> None:
        """A case is referred."""
        case = self._case()
        case.moves.create(to_state="referred", moved_by=self.ann.account, moved_at=datetime.now())
        case.save()

    def met(self) -> None:
        """A meeting decided something."""
        day = date.today() - timedelta(days=self.chance.randrange(1, 60))
        write(self.ann.browser, self._case(), Kind.MEETING_DECISION, meeting_on=day.isoformat())

    def linked(self) -> None:
        """Two entries belong together."""
        one, other = self._entry(), self._entry()
        if one.pk != other.pk:
            self._try(lambda: link(one, other, self.ann.holder, Relation.RELATED, "alike"))

    def merged(self) -> None:
        """One is part of another."""
        one, into = self.chance.choice(self.entries), self._entry()
        if one.pk != into.pk:
            self._try(lambda: merge(one, into, self.ann.holder, "the same"))

    def named(self) -> None:
        """It turns out whom an entry is about."""
        told = self._member(self.chance.randrange(5))
        name_members(self._entry().safe, marks_of(told), self.ann.holder, "It is this one", told)

    def came_in(self) -> None:
        """Something new is told."""
        self.entries.append(enter(report(members=(self._member(self.chance.randrange(5)),))))

    def _try(self, do: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                do()
        except BoundariesError:
            pass  # it is part of another already


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_is_kept_says_what_is_worked_out_afresh(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boundaries.casework.content.segments.FULL", 4)
    monkeypatch.setattr(changes, "_WRITINGS", 3)
    monkeypatch.setattr(leafing, "ON_A_PAGE", 2)
    world = World(seed)
    ways = [
        world.note,
        world.note,
        world.tier,
        world.tier,
        world.row,
        world.moved,
        world.met,
        world.linked,
        world.merged,
        world.named,
        world.came_in,
    ]
    for step in range(14):
        for way in world.chance.sample(ways, world.chance.randrange(1, 3)):
            way()
        if step % 3:
            for one in (world.ann, world.ian):
                kept, afresh = both_ways(one.holder)
                assert kept == afresh, step


def _outlined(by: Person, monkeypatch: pytest.MonkeyPatch, do: Callable[[], None]) -> int:
    """How often an order was worked out as a whole, at a look after something was done."""
    both_ways(by.holder)
    do()
    index.refresh(by.holder)
    done: list[object] = []
    whole = order.outline
    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(order, "outline", lambda *told: done.append(told) or whole(*told))
        looked_at(by.holder)
    return len(done)


def test_what_changes_nobody_s_place_or_only_one_s_has_nothing_worked_out_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(0)
    for way in (world.note, world.tier, world.note):
        assert _outlined(world.ann, monkeypatch, way) == 0, way
    assert _outlined(world.ann, monkeypatch, world.came_in) == 2, "it may name somebody who is on the agenda"
    kept, afresh = both_ways(world.ann.holder)
    assert kept == afresh


def _opened(by: Person, monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> int:
    """How many of the two pages were opened anew, at a look after something was done."""
    both_ways(by.holder)
    do()
    index.refresh(by.holder)
    done: list[object] = []
    with monkeypatch.context() as patch, transaction.atomic():
        for page in (leafing, overview):
            opened = page._opened
            patch.setattr(page, "_opened", lambda *told, opened=opened: done.append(told) or opened(*told))
        pages(by.holder)
    return len(done)


def test_a_page_is_opened_anew_only_where_what_stands_on_it_says_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(0)
    case, elsewhere = world.cases[0], world.entries[-1]

    def noted(safe: Safe) -> None:
        with transaction.atomic():
            put(safe, open_safe(safe, world.ann.holder), [Piece(Compartment.NOTES, "note", b"a ferry", NOW)])

    assert _opened(world.ann, monkeypatch, lambda: None) == 0
    assert _opened(world.ann, monkeypatch, lambda: noted(elsewhere.safe)) == 1, (
        "an entry about nobody stands on the meeting's page"
    )
    assert _opened(world.ann, monkeypatch, lambda: noted(case.safe)) == 2
    assert _opened(world.ann, monkeypatch, world.came_in) == 2, "it may name somebody who is on them"
    roster = [RosterLine("550", named=world._member(0))]
    assert _opened(world.ann, monkeypatch, lambda: take_in(roster)) == 2, "the roster names them in other ways"
