"""Who is put on a case: call takers, attending members, those in charge, supervisors, specialists, liaison and guards."""

from dataclasses import dataclass, field

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR
from boundaries.evaluation.force.chance import Flags, Groups, Ints, Words
from boundaries.evaluation.force.ledger import NO_TIME
from boundaries.evaluation.force.population import Members
from boundaries.evaluation.force.rosters import Rosters, weight_present
from boundaries.evaluation.force.world import World


class Crew:
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


def on_shift(rng: np.random.Generator, crew: Crew, rosters: Rosters, at: Ints, area: Ints) -> Ints:
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


@dataclass(frozen=True)
class Postings:
    """Members put on cases, batch by batch."""

    rng: np.random.Generator
    opened: Ints
    case: list[Ints] = field(default_factory=list)
    member: list[Ints] = field(default_factory=list)
    role: list[Words] = field(default_factory=list)
    start: list[Ints] = field(default_factory=list)
    source: list[Words] = field(default_factory=list)

    def put(self, rows: Flags, role: str, chosen: Ints, delay_hours: float, source: str = "allocated") -> None:
        """Put the chosen member on each case of these rows, some hours after it opened."""
        here = np.flatnonzero(rows)
        self.case.append(here)
        self.member.append(chosen[rows])
        self.role.append(np.full(len(here), role))
        self.start.append((self.opened[here] + self.rng.exponential(delay_hours * HOUR, len(here))).astype(np.int64))
        self.source.append(np.full(len(here), source))

    def links(self, members: Members, closed: Ints) -> tuple[Ints, Ints, Words, Ints, Ints, Words]:
        """Case, member, role, from, to and source; some attend or take charge of their own wish."""
        rng, case, member, role = self.rng, np.concatenate(self.case), np.concatenate(self.member), np.concatenate(self.role)
        start = np.concatenate(self.start)
        own_wish = (rng.random(len(case)) < members.eagerness[member]) & np.isin(role, ["attending", "oic"])
        source = np.where(own_wish, "self", np.concatenate(self.source))
        brief = np.isin(role, ["attending", "call_taker", "guard"])
        until = np.where(brief, start + 8 * HOUR, np.where(rng.random(len(case)) < 0.7, closed[case], NO_TIME))
        start = np.minimum(start, np.maximum(closed[case] - HOUR, self.opened[case]))
        return case, member, role, start, until, source


def in_post(members: Members, member: Ints, opened: Ints) -> Flags:
    """Has the member joined and not yet left?"""
    return np.asarray((members.left[member] * DAY >= opened) & (members.started[member] * DAY <= opened))
