"""Who is in the world: members of the service with their habits, and the people they meet."""

from dataclasses import dataclass

import numpy as np

from boundaries.evaluation.force.calendar import DAY
from boundaries.evaluation.force.chance import Flags, Floats, Groups, Ints, Words, choose, fan_out, pick, shares, spread, tilt
from boundaries.evaluation.force.world import World

PUBLIC_ROLES = ("response", "neighbourhood", "cid", "domestic_abuse", "sexual_offences", "family_liaison", "contact_centre")
HOME_WIDE = ("contact_centre", "other", "custody")


@dataclass(frozen=True)
class Members:
    """One value per member; shares and multipliers are the member's own habits."""

    kind: Words
    role: Words
    rank: Words
    area: Ints
    team: Ints
    supervisor: Ints
    started: Ints
    left: Ints
    sex: Words
    ethnicity: Words
    volume: Floats
    logging: Floats
    off_duty: Floats
    personal: Floats
    texting: Floats
    searching: Floats
    curiosity: Floats
    caseload: Floats
    eagerness: Floats
    kisses: Floats
    pets: Floats
    chat: Floats
    unrecorded: Floats

    def __len__(self) -> int:
        return len(self.kind)

    def in_role(self, *roles: str) -> Flags:
        return np.isin(self.role, roles)


@dataclass(frozen=True)
class People:
    """One value per person; households are runs of neighbours in the same area."""

    birth_year: Ints
    sex: Words
    area: Ints
    household: Ints
    house_start: Ints
    house_size: Ints
    pull: Floats
    chat: Floats
    kisses: Floats
    pets: Floats
    flirts: Floats
    sloppy: Flags
    flags: Ints
    own_member: Ints

    def __len__(self) -> int:
        return len(self.sex)

    def relative_of(self, rng: np.random.Generator, person: Ints) -> Ints:
        """Someone else of the same household; -1 for people who live alone."""
        size = self.house_size[person]
        step = 1 + rng.integers(0, np.maximum(size - 1, 1))
        place = (person - self.house_start[person] + step) % np.maximum(size, 1)
        return np.where(size > 1, self.house_start[person] + place, -1)


def _posts(world: World, rng: np.random.Generator, count: int) -> tuple[Words, Words, Words]:
    """Kind, role and rank of each member."""
    kind = pick(rng, dict(world.profile.kinds), count)
    role = np.empty(count, dtype="<U16")
    for name, mix in world.profile.roles.items():
        here = kind == name
        role[here] = pick(rng, dict(mix), int(here.sum()))
    rank = np.where(
        kind == "officer", pick(rng, {"Constable": 78, "Sergeant": 15, "Inspector": 5, "Chief Inspector": 2}, count), ""
    )
    rank = np.where(kind == "pcso", "PCSO", np.where(kind == "special", "Special Constable", rank))
    rank = np.where(rank == "", pick(rng, {"Grade C": 50, "Grade D": 35, "Grade F": 15}, count), rank)
    return kind, role, rank


def _supervisors(rng: np.random.Generator, role: Words, rank: Words, area: Ints) -> Ints:
    """A sergeant of the same area and role, else of the same role, else any; inspectors for sergeants."""
    _, role_no = np.unique(role, return_inverse=True)
    key = role_no * 100 + area
    boss = np.full(len(role), -1)
    for juniors, seniors in ((np.isin(rank, ["Sergeant", "Grade F"]), ["Inspector"]), (rank == "Inspector", ["Chief Inspector"])):
        boss[juniors] = _within(rng, key, role_no, np.isin(rank, seniors), juniors)
    rest = ~np.isin(rank, ["Sergeant", "Grade F", "Inspector", "Chief Inspector"])
    boss[rest] = _within(rng, key, role_no, np.isin(rank, ["Sergeant", "Grade F"]), rest)
    return np.where(boss == np.arange(len(role)), -1, boss)


def _within(rng: np.random.Generator, key: Ints, role_no: Ints, seniors: Flags, juniors: Flags) -> Ints:
    """Draw a senior for each junior: same place first, then same role, then anyone."""
    even = seniors.astype(float)
    near = Groups.of(np.where(seniors, key, -1), even, int(key.max()) + 1).draw(rng, key[juniors])
    same = Groups.of(np.where(seniors, role_no, -1), even, int(role_no.max()) + 1).draw(rng, role_no[juniors])
    anyone = Groups.of(np.where(seniors, 0, -1), even, 1).draw(rng, np.zeros(int(juniors.sum()), dtype=np.int64))
    return np.where(near >= 0, near, np.where(same >= 0, same, anyone))


def recruit(world: World, count: int) -> Members:
    """The members of the service."""
    rng, habits = world.stream("members"), world.habits
    kind, role, rank = _posts(world, rng, count)
    area = rng.integers(0, len(world.profile.areas), count)
    leaves = rng.random(count) < 0.06 * world.years
    recent = rng.random(count) < 0.09
    started = np.where(
        recent, rng.integers(-200, max(world.calendar.days - 60, 1), count), -(rng.gamma(2.0, 4.5, count) * 365).astype(int) - 200
    )
    left = np.where(leaves & ~recent, rng.integers(30, world.calendar.days + 1, count), 10**6)
    women = np.select([kind == "officer", kind == "pcso", kind == "special"], [0.36, 0.45, 0.3], 0.62)
    some = habits["warm_members"], habits["pet_members"], habits["chatty_members"]
    kiss, pet, chat = (
        np.where(rng.random(count) < each, shares(rng, count, 0.4, 2.5), shares(rng, count, 0.004, 3)) for each in some
    )
    # Habits come together: who logs little also rings after hours, uses their own apps and looks around.
    loose = rng.standard_normal(count) * habits["looseness"]
    return Members(
        kind=kind, role=role, rank=rank, area=area, team=rng.integers(0, 5, count), supervisor=_supervisors(rng, role, rank, area),
        started=started, left=left, sex=np.where(rng.random(count) < women, "F", "M"),
        ethnicity=pick(rng, {"White": 0.92, "Asian": 0.035, "Black": 0.018, "Mixed": 0.02, "Other": 0.007}, count),
        volume=spread(rng, count, habits["volume_sigma"]), logging=tilt(shares(rng, count, habits["logging"], habits["logging_strength"]), 0.1 - 0.6 * loose),
        off_duty=tilt(shares(rng, count, habits["off_duty"], habits["off_duty_strength"]), 0.8 * loose),
        personal=tilt(shares(rng, count, habits["personal_channel"], habits["personal_strength"]), 0.8 * loose), texting=shares(rng, count, 0.4, 4),
        searching=spread(rng, count, habits["search_sigma"]), curiosity=spread(rng, count, 0.9) * np.exp(0.35 * loose), caseload=spread(rng, count, 0.45),
        eagerness=tilt(shares(rng, count, habits["self_source"], 3), 0.5 * loose),
        kisses=tilt(kiss, 0.5 * loose), pets=tilt(pet, 0.5 * loose), chat=tilt(chat, 0.7 * loose),
        unrecorded=tilt(shares(rng, count, habits["visit_unrecorded"], 4), 0.6 * loose),
    )  # fmt: skip


def settle(world: World, members: Members) -> People:
    """The people of the area, by household, with how often they meet the police and how they write."""
    rng, habits = world.stream("people"), world.habits
    homes = max(int(len(members) * world.profile.cases_per_member * world.years * 0.42), 200)
    size = np.asarray(rng.choice([1, 2, 3, 4, 5], homes, p=[0.32, 0.33, 0.16, 0.13, 0.06]), dtype=np.int64)
    household, place = fan_out(size)
    count = len(household)
    adult = (place < 2) | (rng.random(count) < 0.3)
    year = np.where(adult, 2024 - 18 - (rng.beta(1.4, 2.2, count) * 75).astype(int), 2024 - rng.integers(5, 18, count))
    own = np.full(count, -1)
    own[rng.choice(count, max(len(members) // 9, 3), replace=False)] = rng.choice(
        len(members), max(len(members) // 9, 3), replace=False
    )
    home_pull = spread(rng, homes, 0.8)[household]
    pull = home_pull * spread(rng, count, habits["repeat_sigma"]) * np.where(adult, 1.0, 0.5)
    kiss, pet = (
        np.where(rng.random(count) < habits[key], shares(rng, count, 0.5, 2), 0.01) for key in ("kiss_people", "pet_people")
    )
    flirts = np.where(rng.random(count) < habits["flirty_people"], shares(rng, count, 0.25, 3), 0.001)
    starts = np.cumsum(size) - size
    return People(
        birth_year=year, sex=np.where(rng.random(count) < 0.51, "F", "M"), area=rng.integers(0, len(world.profile.areas), homes)[household],
        household=household, house_start=starts[household], house_size=size[household], pull=pull,
        chat=spread(rng, count, habits["chat_sigma"]), kisses=kiss, pets=pet, flirts=flirts, sloppy=rng.random(count) < 0.55,
        flags=_first_flags(rng, year, pull), own_member=own,
    )  # fmt: skip


VULNERABILITIES = (
    "child", "elderly", "mental_health", "learning_disability", "alcohol", "drugs", "domestic_abuse", "sexual_offence_victim", "bereaved",
    "repeat_victim", "missing", "homeless", "suspect", "witness", "other",
)  # fmt: skip


def flag(name: str) -> int:
    """The bit of a vulnerability."""
    return 1 << VULNERABILITIES.index(name)


def _first_flags(rng: np.random.Generator, year: Ints, pull: Floats) -> Ints:
    """What is known of a person before this year's cases."""
    flags = np.where(year > 2006, flag("child"), 0) | np.where(year < 1950, flag("elderly"), 0)
    rates = {
        "mental_health": 0.05,
        "learning_disability": 0.012,
        "alcohol": 0.035,
        "drugs": 0.025,
        "homeless": 0.006,
        "domestic_abuse": 0.03,
    }
    known = np.minimum(pull, 6.0)
    for name, rate in rates.items():
        flags = flags | np.where(rng.random(len(year)) < rate * (0.5 + known / 2), flag(name), 0)
    return np.asarray(flags, dtype=np.int64)


def days_to_seconds(days: Ints) -> Ints:
    """Whole days as seconds."""
    return np.asarray(days * DAY)


def one_of(rng: np.random.Generator, where: Flags) -> int:
    """Any index where a condition holds; -1 if nowhere."""
    spots = np.flatnonzero(where)
    return int(choose(rng, spots)) if len(spots) else -1
