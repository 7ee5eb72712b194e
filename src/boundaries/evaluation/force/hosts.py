"""Who an arc can happen to: member-person pairs that ordinary casework has already brought together."""

import numpy as np

from boundaries.evaluation.force.arcs import Arc
from boundaries.evaluation.force.calendar import DAY
from boundaries.evaluation.force.casework import engagements
from boundaries.evaluation.force.chance import Ints, choose
from boundaries.evaluation.force.scene import Scene


class Hosts:
    """All engagements, with what an arc asks of them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        cases = scene.cases
        self.link, self.who = engagements(cases)
        self.case = cases.member_case[self.link]
        self.member = cases.member[self.link]
        self.person = cases.person[self.who]
        self.at = np.maximum(cases.member_from[self.link], cases.opened[self.case])
        self.role = cases.member_role[self.link]
        self.part = cases.person_role[self.who]
        self.kind = cases.kind[self.case]
        people, members, end = scene.people, scene.members, scene.world.calendar.end
        adult = (people.birth_year[self.person] < 2007) & (people.birth_year[self.person] > 1950)
        there = (members.left[self.member] * DAY > self.at + 20 * DAY) & (members.rank[self.member] != "Chief Inspector")
        stranger = (people.own_member[self.person] < 0) & ((self.at // DAY) < scene.world.calendar.days - 25)
        self.fit = adult & there & stranger & (self.at > -25 * DAY) & (self.at < end - 25 * DAY)

    def find(self, rng: np.random.Generator, arc: Arc, taken: set[tuple[int, int]], member: int | None) -> int | None:
        """An engagement for this arc, with the same member if one is given; nothing where none is left."""
        fit = self.fit & np.isin(self.role, arc.member_roles) & np.isin(self.part, arc.person_roles)
        if arc.case_kinds and member is None:
            fit &= np.isin(self.kind, arc.case_kinds)
        fit &= (self.member == member) if member is not None else np.isin(self.scene.members.kind[self.member], arc.kinds)
        spots = np.flatnonzero(fit)
        if not len(spots):
            return None
        spots = spots[rng.permutation(len(spots))[:400]]
        # Nearly all members are men and nearly all people affected women; the rest happens too.
        usual = (self.scene.members.sex[self.member[spots]] == "M") & (self.scene.people.sex[self.person[spots]] == "F")
        if usual.any() and rng.random() < 0.88:
            spots = spots[usual]
        known = rng.permutation(spots)
        return next((int(spot) for spot in known if (int(self.member[spot]), int(self.person[spot])) not in taken), None)

    def others(self, person: int, member: int) -> Ints:
        """The other cases of this person that this member is not on."""
        theirs = np.unique(self.case[self.person == person])
        mine = np.unique(self.case[self.member == member])
        return np.asarray(np.setdiff1d(theirs, mine))

    def pick_other_case(self, rng: np.random.Generator, person: int, member: int) -> int | None:
        """One such case, or nothing."""
        others = self.others(person, member)
        return int(choose(rng, others)) if len(others) else None
