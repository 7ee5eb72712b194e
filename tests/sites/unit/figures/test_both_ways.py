"""What pages count from the index is what comes out where every safe is opened, also for whoever is kept out of some."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction

from boundaries.casework import visibility
from boundaries.casework.cases.keeping import add_record, open_case
from boundaries.casework.cases.kinds import ROLES, TIERS, Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content import index, name_members, recuse, segments
from boundaries.casework.content.facts import NUMBER
from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.namings import Place
from boundaries.casework.content.orders import make_room
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.figures.counting import ROOMS, read_anew, told
from boundaries.casework.figures.units import NOT_KNOWN, UnitsOf, by_unit
from boundaries.casework.figures.units import ROOMS as OF_UNITS
from boundaries.casework.meeting import leafing
from boundaries.casework.meeting.agenda import CameIn, Item, case_ids
from boundaries.casework.meeting.composing import agenda
from boundaries.casework.meeting.leafing import Leaf
from boundaries.casework.meeting.order import of_meeting
from boundaries.casework.models import Case, Entry, Pair
from boundaries.casework.register.entering import enter
from boundaries.casework.register.grading import add_grade
from boundaries.casework.register.linking import Relation, link
from boundaries.casework.register.merging import merge
from boundaries.casework.roles import Role
from boundaries.casework.standing import PartOfAnother
from boundaries.errors import BoundariesError
from boundaries.handover.people import NamedMember
from tests.scans import finding, scan
from tests.sites.unit.figures import unit_opened
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_pages import cells
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import send

pytestmark = pytest.mark.django_db(transaction=True)

MEMBERS = tuple(NamedMember(name=f"Olaf Quist{n}", number=f"447{n}", station="North police station") for n in range(3))
GRADE = {"source": "1", "information": "A", "handling": "P", "urgent": "no"}


def two_people() -> tuple[Person, Person]:
    """A head, and a supervisor who is kept out of what reports say of her; others besides."""
    for name in ("bea brook", "cy brook"):
        person(Role.ANALYST, name)
    return person(Role.HEAD), person(Role.SUPERVISOR, "ada thorne")


def happen(by: Person, out: Person, chance: random.Random, steps: int) -> None:
    """So many things that happen in a unit, of all kinds that are counted."""
    send(scan(*(finding(member=f"M{n}") for n in range(2))))
    collect()
    browser = by.sign_in()
    for pair in Pair.objects.all():
        browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "It goes on"})
    for _ in range(steps):
        seen = list(Entry.objects.filter(safe__wraps__account=by.account).order_by("registered_at"))
        one = chance.choice(seen)
        case = Case.objects.filter(pk=one.pk).first()
        with suppress(PartOfAnother), transaction.atomic():
            match chance.choice(
                ("enter", "enter", "enter", "grade", "case", "case", "record", "record", "record", "link", "merge", "merge")
            ):
                case "enter":
                    on = date.today() - timedelta(chance.choice((0, 20, 364, 365, 366, 500)))
                    named = tuple(chance.sample(MEMBERS, chance.randrange(3)))
                    kept = "anyone called Thorne" if chance.random() < 0.2 else ""
                    enter(report(received_on=on, members=named, signs=("gifts",) * chance.randrange(2), exclude=kept))
                case "grade":
                    add_grade(one, by.holder, {**GRADE, "categories": chance.choice(("", "other", "sexual_misconduct other"))})
                case "case" if case is None:
                    open_case(one, by.holder, is_covert=False, reason="Serious")
                case "link" if one != seen[0]:
                    link(one, seen[0], by.holder, Relation.RELATED, "the same flat")
                case "merge" if case is None and one != (into := chance.choice(seen)):
                    with suppress(BoundariesError):
                        merge(one, into, by.holder, "the same evening")
                case "record" if case is not None:
                    add_record(case, by.holder, *record_of(chance))
                case _:
                    pass
    one = chance.choice([entry for entry in seen if entry.safe.wraps.filter(account=out.account).exists()])
    recuse(one.safe, by.holder, out.account, "a friend")
    other = chance.choice(seen)
    name_members(other.safe, marks_of(MEMBERS[0]), by.holder, "It is he", MEMBERS[0])


def record_of(chance: random.Random) -> tuple[Kind, dict[str, str]]:
    """A record of a kind that is counted."""
    day = (date.today() - timedelta(chance.choice((1, 200, 400)))).isoformat()
    told = {
        Kind.YEARLY_FACTS: {"role": chance.choice(ROLES)[0]},
        Kind.ASSESSMENT: {"vulnerabilities": chance.choice(("", "alcohol", "alcohol domestic_abuse"))},
        Kind.OUTCOME: {"outcome": chance.choice(("misconduct", "left")), "decided_on": day},
        Kind.OVERSIGHT: {"tier": chance.choice(TIERS)[0], "review_on": day},
        Kind.MEETING_DECISION: {"meeting_on": day},
        Kind.WELFARE: {},
    }  # fmt: skip
    kind = chance.choice(list(told))
    return kind, answers(kind, **told[kind])


def spelt(place: Place) -> str:
    """A place as if each were a unit of its own."""
    return " ".join((*place.numbers, place.station)).strip()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tables_and_places_are_those_of_opening_everything(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "FULL", 7)
    head, out = two_people()
    chance = random.Random(seed)
    for steps in (40, 20):
        happen(head, out, chance, steps)
        for one in (head, out):
            assert read_anew(one.holder) == 0
            make_room(one.holder, *ROOMS, *OF_UNITS)
            with transaction.atomic():
                counted = told(one.holder, (date.today().year, date.today().year - 1))
            for year in (date.today().year, date.today().year - 1):
                assert {name: +words for name, words in counted.years[year].items() if +words} == unit_opened.tables(one, year)
            places = unit_opened.named_places(one, date.today())
            with pytest.MonkeyPatch.context() as plainly:
                plainly.setattr("boundaries.casework.figures.suppressing.SMALL", 0)
                with transaction.atomic():
                    units = by_unit(one.holder, date.today(), UnitsOf("as spelt", spelt), [])
            for unit in units.keys() | {spelt(place) or NOT_KNOWN for some in places for place in some}:
                entries = sum(n for some, n in places.items() if unit in {spelt(place) or NOT_KNOWN for place in some})
                assert units[unit] == entries
    assert Entry.objects.count() > Entry.objects.filter(safe__wraps__account=out.account).count()
    shown = [visibility.merges(one.account).count() for one in (head, out)]
    assert shown[0] > 1 and shown[0] >= shown[1]


def pages_of(by: Person) -> tuple[list[Item], list[CameIn], list[Leaf]]:
    """All pages of a meeting's agenda one after the other: their members, their other entries, and the pages."""
    leaves: list[Leaf] = []
    make_room(by.holder, *leafing.ROOMS)
    while not leaves or leaves[-1].page.has_next():
        with transaction.atomic():
            leaves.append(leafing.leaf(by.holder, date.today(), None, (), (str(len(leaves) + 1), "1")))
    others = list(leaves[-1].agenda.others)
    for number in range(2, leaves[-1].others.paginator.num_pages + 1):
        with transaction.atomic():
            others += leafing.leaf(by.holder, date.today(), None, (), (str(len(leaves)), str(number))).agenda.others
    return [item for one in leaves for item in one.agenda.items], others, leaves


@pytest.mark.parametrize("seed", [4, 5])
def test_the_pages_of_a_meeting_are_its_pack_and_oversight_is_its_order(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "FULL", 7)
    monkeypatch.setattr(leafing, "ON_A_PAGE", 2)
    monkeypatch.setattr(leafing, "OTHERS", 2)
    take_in([RosterLine("M0", named=MEMBERS[0]), RosterLine("S1", named=MEMBERS[1]), RosterLine("S2", named=MEMBERS[1])])
    head, out = two_people()
    happen(head, out, random.Random(seed), 60)
    for entry in [enter(report(received_on=date.today())) for _ in range(6)][:3]:
        with transaction.atomic():
            open_case(entry, head.holder, is_covert=False, reason="Serious")
    for one in (head, out):
        assert read_anew(one.holder) == 0
        with transaction.atomic():
            whole = agenda(one.holder, date.today(), None, ())
        items, others, leaves = pages_of(one)
        assert len(items) > 2 and len(others) > 2
        assert tuple(items) == whole.items and tuple(others) == whole.others
        assert all(leaf.agenda.since == whole.since and leaf.cases == len(case_ids(whole.items)) for leaf in leaves)
        with transaction.atomic():
            order = of_meeting(one.holder, date.today(), None, index.state(one.account))
        assert tuple(order.all_cases.split(NUMBER)) == case_ids(whole.items)
        rows = cells(one.sign_in().get("/oversight/").content.decode(), "Members of concern")
        kept = {item.label: item for item in whole.items}
        assert rows.keys() == kept.keys()
        for label, (tier, review_on, cases, why) in rows.items():
            item = kept[label]
            assert (tier, why) == (item.tier, item.tier_why) and bool(review_on) == bool(item.review_on)
            assert cases == ", ".join(f"{case.case_id[:8]} ({case.state})" for case in item.cases)
    names = [item.label for item in whole.items]
    assert len(set(names)) == len(names)
