"""Numbers and addresses: who holds which and when; shared handsets, changed and passed-on numbers.

Numbers begin +446, which is not in use in the United Kingdom; addresses end in example.org.
"""

from dataclasses import dataclass

import numpy as np

from boundaries.evaluation.force.chance import Flags, Ints, Words
from boundaries.evaluation.force.ledger import NO_TIME
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.texts import as_objects


@dataclass(frozen=True)
class Numbers:
    """Each person's number, and the one they changed to; `first` may be a housemate's handset."""

    first: Ints
    second: Ints
    changed_at: Ints
    known: Flags

    def at(self, person: Ints, at: Ints) -> Words:
        """The number a person used at a moment."""
        changed = (self.changed_at[person] != NO_TIME) & (at >= self.changed_at[person])
        return spell(np.where(changed, self.second[person], self.first[person]))


def spell(numbers: Ints) -> Words:
    """Whole numbers as E.164."""
    return as_objects([f"+446{number:09d}" for number in numbers.tolist()])


def hand_out(scene: Scene, handset_of: Ints, changed_at: Ints) -> Numbers:
    """Give numbers: `handset_of` names whose handset a person uses (usually their own), `changed_at` when a number changed."""
    rng, count = scene.world.stream("numbers"), len(scene.people)
    drawn = (
        rng.choice(900_000_000, 2 * count + 3 * len(scene.members), replace=False)
        if count < 100_000_000
        else np.arange(3 * count)
    )
    first, second = drawn[:count], drawn[count : 2 * count]
    return Numbers(first[handset_of], second, changed_at, rng.random(count) < 0.9)


def usual_handsets(scene: Scene) -> tuple[Ints, Ints]:
    """Before any planting: 3 % use a housemate's handset, 4 % change their number in the year."""
    rng, people = scene.world.stream("handsets"), scene.people
    count = len(people)
    everyone = np.arange(count)
    shared = (rng.random(count) < 0.03) & (people.house_size > 1)
    handset = np.where(shared, people.house_start, everyone)
    changes = rng.random(count) < 0.04
    return handset, np.where(changes, rng.integers(0, scene.world.calendar.end, count), NO_TIME)


def write_endpoints(scene: Scene, numbers: Numbers, present: Flags) -> None:
    """Register the numbers of people who occur, e-mail addresses of some, and members' own devices."""
    rng, ledger = scene.world.stream("endpoints"), scene.ledger
    people = np.flatnonzero(present & numbers.known)
    handsets, holders = np.unique(numbers.first[people], return_counts=True)
    shared = np.isin(numbers.first[people], handsets[holders > 1])
    until = numbers.changed_at[people]
    kind = np.where(shared, "shared", "personal")
    ledger.add("endpoints", endpoint=spell(numbers.first[people]), person_id=people, kind=kind, valid_to=until)
    moved = people[until != NO_TIME]
    ledger.add(
        "endpoints", endpoint=spell(numbers.second[moved]), person_id=moved, kind="personal", valid_from=numbers.changed_at[moved]
    )
    # One changed number in five is given to somebody new within months.
    passed = moved[rng.random(len(moved)) < 0.2]
    heirs = rng.choice(people, len(passed)) if len(people) else passed
    later = numbers.changed_at[passed] + rng.integers(20, 90, len(passed)) * 86_400
    ledger.add("endpoints", endpoint=spell(numbers.first[passed]), person_id=heirs, kind="personal", valid_from=later)
    mailing = people[rng.random(len(people)) < 0.35]
    address = as_objects([f"person{number}@example.org" for number in mailing.tolist()])
    ledger.add("endpoints", endpoint=address, person_id=mailing, kind="personal")
    members = np.arange(len(scene.members))
    drawn = rng.choice(90_000_000, 2 * len(members), replace=False) + 900_000_000
    ledger.add("endpoints", endpoint=spell(drawn[: len(members)]), member_id=members, kind="work")
    told = members[rng.random(len(members)) < 0.2]
    ledger.add("endpoints", endpoint=spell(drawn[len(members) :][told]), member_id=told, kind="personal")
