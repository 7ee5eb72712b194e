"""Cases: what was reported, who was involved, who dealt with it, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR, human_time
from boundaries.evaluation.force.chance import Flags, Floats, Groups, Ints, Words, arrivals, pick, spread
from boundaries.evaluation.force.ledger import NO_TIME
from boundaries.evaluation.force.population import Members, People, flag
from boundaries.evaluation.force.profile import read_toml
from boundaries.evaluation.force.rosters import Rosters, weight_present
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
        self.member_to = np.append(self.member_to, NO_TIME)
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
    place = pick(rng, {str(no): float(weight) for no, weight in enumerate(spread(rng, len(profile.areas), 0.35))}, count).astype(np.int64)
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


def _involve(rng: np.random.Generator, kind: Words, first: Ints, people: People, near: Groups, area: Ints) -> tuple[Ints, Ints, Words]:
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


class _Crew:
    """Finds members to put on cases: by role and area, by team on duty, anywhere as a last resort."""

    def __init__(self, world: World, members: Members) -> None:
        self.areas = len(world.profile.areas)
        self.roles = sorted(set(members.role.tolist()))
        number = np.searchsorted(self.roles, members.role)
        weight = weight_present(members) * np.where(np.isin(members.kind, ["volunteer", "contractor"]), 0.02, 1.0)
        self.local = Groups.of(number * self.areas + members.area, weight, len(self.roles) * self.areas)
        self.wide = Groups.of(number, weight, len(self.roles))
        self.everyone = Groups.of(np.zeros(len(members), dtype=np.int64), weight, 1)
        response = members.in_role("response")
        self.teams = Groups.of(np.where(response, members.area * 5 + members.team, -1), weight, self.areas * 5)

    def draw(self, rng: np.random.Generator, role: Words, area: Ints) -> Ints:
        """A member of that role, from that area if possible."""
        number = np.searchsorted(self.roles, role)
        number = np.where(np.isin(role, self.roles), np.minimum(number, len(self.roles) - 1), -1)
        near = self.local.draw(rng, np.where(number >= 0, number * self.areas + area, -1))
        far = self.wide.draw(rng, number)
        anyone = self.everyone.draw(rng, np.zeros(len(area), dtype=np.int64))
        distant = rng.random(len(area)) < 0.08
        return np.where((near >= 0) & ~distant, near, np.where(far >= 0, far, anyone))


def _on_shift(rng: np.random.Generator, crew: _Crew, rosters: Rosters, at: Ints, area: Ints) -> Ints:
    """A response member who is on duty: a few draws, the last one stands even if the roster says otherwise."""
    chosen = np.full(len(at), -1)
    for _ in range(12):
        open_rows = np.flatnonzero(chosen < 0)
        if not len(open_rows):
            break
        drawn = crew.teams.draw(rng, area[open_rows] * 5 + rng.integers(0, 5, len(open_rows)))
        fits = (drawn >= 0) & rosters.on_duty(np.maximum(drawn, 0), at[open_rows])
        chosen[open_rows[fits]] = drawn[fits]
    last = chosen < 0
    chosen[last] = crew.draw(rng, np.full(int(last.sum()), "response"), area[last])
    return chosen


def _assign(
    world: World, rng: np.random.Generator, members: Members, rosters: Rosters, kind: Words, risk: Words, opened: Ints, closed: Ints, area: Ints
) -> tuple[Ints, Ints, Words, Ints, Ints, Words]:
    """Call takers, attending members, officers in charge, their supervisors, specialists, liaison and guards."""
    crew, count = _Crew(world, members), len(kind)
    every = np.arange(count)
    oic = crew.draw(rng, _by_mix(rng, kind, "oic"), area)
    for _ in range(3):
        gone = members.left[oic] * DAY < opened
        oic = np.where(gone | (members.started[oic] * DAY > opened), crew.draw(rng, _by_mix(rng, kind, "oic"), area), oic)
    high = np.where(risk == "high", 1.8, 1.0)
    parts: list[tuple[Ints, Ints, str, Floats, str]] = []

    def put(rows: Flags, role: str, chosen: Ints, delay_hours: float, source: str) -> None:
        here = every[rows]
        parts.append((here, chosen[rows], role, opened[here] + rng.exponential(delay_hours * HOUR, len(here)), source))

    attended = rng.random(count) < _by_kind(kind, "attended")
    for chance in (1.0, 0.6, 0.15):
        put(attended & (rng.random(count) < chance), "attending", _on_shift(rng, crew, rosters, opened, area), 0.5, "dispatched")
    put(rng.random(count) < 0.93, "oic", oic, 14.0, "allocated")
    put(rng.random(count) < 0.6, "call_taker", crew.draw(rng, np.full(count, "contact_centre"), area), 0.01, "allocated")
    put(rng.random(count) < 0.5, "supervisor", np.where(members.supervisor[oic] >= 0, members.supervisor[oic], oic), 20.0, "allocated")
    unit = np.where(kind == "sexual_offence", "sexual_offences", "domestic_abuse")
    put(rng.random(count) < _by_kind(kind, "specialist") * high, "specialist", crew.draw(rng, unit, area), 30.0, "allocated")
    put(rng.random(count) < _by_kind(kind, "liaison"), "liaison", crew.draw(rng, np.full(count, "family_liaison"), area), 20.0, "allocated")
    guarded = rng.random(count) < _by_kind(kind, "custody") * 0.12
    put(guarded, "guard", _on_shift(rng, crew, rosters, opened, area), 6.0, "allocated")
    case = np.concatenate([part[0] for part in parts])
    member = np.concatenate([part[1] for part in parts])
    role = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    start = np.concatenate([part[3] for part in parts]).astype(np.int64)
    source = np.concatenate([np.full(len(part[0]), part[4]) for part in parts])
    own_wish = (rng.random(len(case)) < members.eagerness[member]) & np.isin(role, ["attending", "oic"])
    source = np.where(own_wish, "self", source)
    ends = np.isin(role, ["attending", "call_taker", "guard"])
    until = np.where(ends, start + 8 * HOUR, np.where(rng.random(len(case)) < 0.7, closed[case], NO_TIME))
    start = np.minimum(start, np.maximum(closed[case] - HOUR, opened[case]))
    return case, member, role, start, until, source


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
