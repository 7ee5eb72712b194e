"""Cases: what was reported, who was involved, who dealt with it, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR, human_time
from boundaries.evaluation.force.chance import Floats, Groups, Ints, Words, arrivals, pick, spread
from boundaries.evaluation.force.ledger import NO_TIME
from boundaries.evaluation.force.population import Members, People, flag
from boundaries.evaluation.force.postings import Crew, Postings, in_post, on_shift
from boundaries.evaluation.force.profile import read_toml
from boundaries.evaluation.force.rosters import Rosters
from boundaries.evaluation.force.world import World

KINDS: Mapping[str, Mapping[str, Any]] = read_toml("kinds.toml")


@dataclass
class Cases:
    """Cases, and the two link tables; arrays may be replaced by arcs that add to them or steer them."""

    kind: Words
    opened: Ints
    closed: Ints
    outcome: Words
    risk: Words
    area: Ints
    person_case: Ints
    person: Ints
    person_role: Words
    member_case: Ints
    member: Ints
    member_role: Words
    member_from: Ints
    member_to: Ints
    member_source: Words

    def __len__(self) -> int:
        return len(self.kind)

    def attach(self, case: int, member: int, role: str, at: int, source: str) -> None:
        """Add one member to one case."""
        self.member_case = np.append(self.member_case, case)
        self.member = np.append(self.member, member)
        self.member_role = np.append(self.member_role, role)
        self.member_from = np.append(self.member_from, at)
        self.member_to = np.append(self.member_to, at + 8 * HOUR if role == "attending" else NO_TIME)
        self.member_source = np.append(self.member_source, source)


def open_cases(world: World, members: Members, people: People, rosters: Rosters) -> Cases:
    """All cases of warm-up and record with the people and members in them."""
    rng, profile, calendar = world.stream("cases"), world.profile, world.calendar
    count = max(int(len(members) * profile.cases_per_member * world.years), 20)
    kind = pick(rng, dict(profile.case_mix), count)
    opened = calendar.begin + rng.integers(0, calendar.all_days, count) * DAY + human_time(rng, count)
    night = rng.random(count) < _by_kind(kind, "night") * 0.6
    opened = np.sort(np.where(night, opened // DAY * DAY + (19 * HOUR + rng.integers(0, 10 * HOUR, count)), opened))
    opened = np.minimum(opened, calendar.end - HOUR)
    area = Groups.of(people.area, people.pull, len(profile.areas))
    place = pick(rng, {str(no): float(weight) for no, weight in enumerate(spread(rng, len(profile.areas), 0.35))}, count).astype(
        np.int64
    )
    risk = _by_mix(rng, kind, "risk")
    length = np.exp(np.log(_by_kind(kind, "days")) + _by_kind(kind, "sigma") * rng.standard_normal(count))
    length = np.maximum(length * np.where(risk == "high", 1.4, 1.0), 0.1)
    closed = opened + (length * DAY).astype(np.int64)
    closed = closed // DAY * DAY + 9 * HOUR + rng.integers(0, 9 * HOUR, count)
    closed = np.maximum(closed, opened + 2 * HOUR)
    cases = Cases(
        kind, opened, closed, _outcomes(world, rng, kind, risk, place), risk, place,
        *_involve(rng, kind, area.draw(rng, place), people, area, place), *_assign(world, rng, members, rosters, kind, risk, opened, closed, place),
    )  # fmt: skip
    _mark_people(rng, people, cases)
    return cases


def _by_kind(kind: Words, key: str) -> Floats:
    """A number of the kinds table for each case."""
    names, index = np.unique(kind, return_inverse=True)
    return np.array([float(KINDS[str(name)][key]) for name in names])[index]


def _by_mix(rng: np.random.Generator, kind: Words, key: str) -> Words:
    """A word drawn for each case from its kind's mixture."""
    words = np.empty(len(kind), dtype="<U24")
    for name in np.unique(kind):
        here = kind == name
        words[here] = pick(rng, dict(KINDS[str(name)][key]), int(here.sum()))
    return words


def _outcomes(world: World, rng: np.random.Generator, kind: Words, risk: Words, area: Ints) -> Words:
    """Outcomes by kind; some areas and higher risk charge more."""
    outcome = _by_mix(rng, kind, "outcome")
    charging = spread(rng, len(world.profile.areas), 0.3)[area] * np.where(risk == "high", 1.5, 0.9)
    again = (outcome == "nfa_victim") & (rng.random(len(kind)) < np.clip((charging - 1) * 0.3, 0, 0.4))
    return np.where(again, "charge", outcome)


def _involve(
    rng: np.random.Generator, kind: Words, first: Ints, people: People, near: Groups, area: Ints
) -> tuple[Ints, Ints, Words]:
    """People of each case by role: relatives and the suspects of domestic abuse come from the same household where there is one."""
    case, person, roles = [], [], []
    home = people.relative_of(rng, np.maximum(first, 0))
    for role in ("victim", "witness", "suspect", "reporter", "relative", "other"):
        rate = _by_kind_people(kind, role)
        here = np.flatnonzero(rng.random(len(kind)) < rate)
        drawn = near.draw(rng, area[here])
        if role == "victim":
            drawn = first[here]
        elif role == "relative":
            drawn = np.where(home[here] >= 0, home[here], drawn)
        elif role == "suspect":
            at_home = (kind[here] == "domestic_abuse") & (rng.random(len(here)) < 0.6) & (home[here] >= 0)
            drawn = np.where(at_home, home[here], drawn)
        elif role == "reporter":
            drawn = np.where((kind[here] == "asb") & (rng.random(len(here)) < 0.5), first[here], drawn)
        case.append(here[drawn >= 0])
        person.append(drawn[drawn >= 0])
        roles.append(np.full(int((drawn >= 0).sum()), role))
    cases, persons = np.concatenate(case), np.concatenate(person)
    _, unique = np.unique(cases * len(people) + persons, return_index=True)
    unique = unique[np.argsort(cases[unique], kind="stable")]
    return cases[unique], persons[unique], np.concatenate(roles)[unique]


def _by_kind_people(kind: Words, role: str) -> Floats:
    names, index = np.unique(kind, return_inverse=True)
    return np.array([float(KINDS[str(name)]["people"][role]) for name in names])[index]


def _assign(
    world: World, rng: np.random.Generator, members: Members, rosters: Rosters, kind: Words, risk: Words, opened: Ints, closed: Ints, area: Ints
) -> tuple[Ints, Ints, Words, Ints, Ints, Words]:  # fmt: skip
    """The members of each case, by their part in it."""
    crew, count, postings = Crew(world, members), len(kind), Postings(rng, opened)
    oic = crew.draw(rng, _by_mix(rng, kind, "oic"), area)
    for _ in range(3):
        oic = np.where(in_post(members, oic, opened), oic, crew.draw(rng, _by_mix(rng, kind, "oic"), area))
    attended = rng.random(count) < _by_kind(kind, "attended")
    for chance in (1.0, 0.6, 0.15):
        chosen = on_shift(rng, crew, rosters, opened, area)
        postings.put(attended & (rng.random(count) < chance), "attending", chosen, 0.5, "dispatched")
    postings.put(rng.random(count) < 0.93, "oic", oic, 14.0)
    postings.put(rng.random(count) < 0.6, "call_taker", crew.draw(rng, np.full(count, "contact_centre"), area), 0.01)
    boss = np.where(members.supervisor[oic] >= 0, members.supervisor[oic], oic)
    postings.put(rng.random(count) < 0.5, "supervisor", boss, 20.0)
    unit = np.where(kind == "sexual_offence", "sexual_offences", "domestic_abuse")
    wanted = _by_kind(kind, "specialist") * np.where(risk == "high", 1.8, 1.0)
    postings.put(rng.random(count) < wanted, "specialist", crew.draw(rng, unit, area), 30.0)
    liaison = crew.draw(rng, np.full(count, "family_liaison"), area)
    postings.put(rng.random(count) < _by_kind(kind, "liaison"), "liaison", liaison, 20.0)
    guarded = rng.random(count) < _by_kind(kind, "custody") * 0.12
    postings.put(guarded, "guard", on_shift(rng, crew, rosters, opened, area), 6.0)
    return postings.links(members, closed)


def _mark_people(rng: np.random.Generator, people: People, cases: Cases) -> None:
    """Vulnerabilities that come from being in these cases."""
    kind = cases.kind[cases.person_case]
    marks = (
        ("domestic_abuse", (kind == "domestic_abuse") & (cases.person_role == "victim"), 0.7),
        ("sexual_offence_victim", (kind == "sexual_offence") & (cases.person_role == "victim"), 0.85),
        ("suspect", cases.person_role == "suspect", 0.6),
        ("witness", cases.person_role == "witness", 0.3),
        ("bereaved", (kind == "sudden_death") & (cases.person_role == "relative"), 0.8),
        ("missing", (kind == "missing_person") & (cases.person_role == "victim"), 0.8),
        ("mental_health", (kind == "mental_health") & (cases.person_role == "victim"), 0.6),
    )
    for name, rows, chance in marks:
        who = cases.person[rows & (rng.random(len(kind)) < chance)]
        people.flags[who] |= flag(name)
    often = np.bincount(cases.person[cases.person_role == "victim"], minlength=len(people)) >= 3
    people.flags[often] |= flag("repeat_victim")


def engagements(cases: Cases) -> tuple[Ints, Ints]:
    """Every member of a case with every person of it: row numbers into the member links and the person links."""
    order = np.argsort(cases.person_case, kind="stable")
    sizes = np.bincount(cases.person_case, minlength=len(cases))
    first = np.cumsum(sizes) - sizes
    counts = sizes[cases.member_case]
    member_row = np.repeat(np.arange(len(cases.member_case)), counts)
    step = np.arange(len(member_row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return member_row, order[first[cases.member_case[member_row]] + step]


def demand(member: Ints, case: Ints, person: Ints, sigma: float) -> Floats:
    """How much this person of this case needs of this member, the same for contact, visits and look-ups.

    A hash of the three numbers stands in for a stored value: hard cases are hard in everything.
    """
    mixed = (case * 40_503 + person * 2_654_435_761 + member * 97_531) % 4_294_967_291
    half = (mixed * 48_271) % 4_294_967_291
    normal = np.sqrt(-2 * np.log((mixed + 1) / 4_294_967_292)) * np.cos(2 * np.pi * half / 4_294_967_291)
    return np.asarray(np.exp(sigma * normal - sigma * sigma / 2))


def expected_arrivals(rng: np.random.Generator, mean: Floats, sigma: float) -> Ints:
    """Counts with a heavy tail around a mean."""
    return arrivals(rng, mean * spread(rng, len(mean), sigma))
