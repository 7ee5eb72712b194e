"""Who works when: shift patterns, leave, sickness, courses, overtime, on call, and the roster's own errors."""

from dataclasses import dataclass

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR, WARM_UP_DAYS, human_time
from boundaries.evaluation.force.chance import Flags, Floats, Ints, fan_out
from boundaries.evaluation.force.ledger import Ledger
from boundaries.evaluation.force.population import Members
from boundaries.evaluation.force.world import World

WORK, SICK, LEAVE, COURSE = 0, 1, 2, 3
_ABSENCES = {SICK: "sick", LEAVE: "leave", COURSE: "course"}


@dataclass(frozen=True)
class Rosters:
    """Shifts as (member, day) matrices; day 0 of the matrix is the first day of the warm-up; -1 where there is no shift."""

    starts: Ints
    ends: Ints
    absence: Ints
    next_day: Ints

    def on_duty(self, member: Ints, at: Ints) -> Flags:
        """Is this member at work at this moment?"""
        today = np.clip(at // DAY + WARM_UP_DAYS, 1, self.starts.shape[1] - 1)
        found = np.zeros(len(at), dtype=bool)
        for day in (today, today - 1):
            works = (self.absence[member, day] == WORK) & (self.ends[member, day] > self.starts[member, day])
            found |= works & (self.starts[member, day] <= at) & (at < self.ends[member, day])
        return found

    def moment(self, rng: np.random.Generator, member: Ints, at: Ints, night: float = 1.0) -> Ints:
        """A moment on the member's first working shift from that day on; `night` is the share of night moments that stay at night.

        Where no shift is left, the moment lies after the end of the records, and who writes it drops it.
        """
        day, beyond = self._shift_from(member, at)
        start, end = self.starts[member, day], self.ends[member, day]
        start = np.where(end > start, start, (day - WARM_UP_DAYS) * DAY + 9 * HOUR)
        length = np.where(end > start, end - start, 8 * HOUR)
        moment = start + (rng.random(len(member)) * length).astype(np.int64)
        hours = moment % DAY // HOUR
        moves = ((hours >= 22) | (hours < 8)) & (rng.random(len(member)) >= night)
        early = np.clip(22 * HOUR - start % DAY, HOUR // 2, length)
        moved = start + (rng.random(len(member)) * np.where(start % DAY < 8 * HOUR, length, early)).astype(np.int64)
        return np.where(beyond, self.after_all, np.where(moves, moved, moment))

    def off_moment(self, rng: np.random.Generator, member: Ints, at: Ints) -> Ints:
        """A moment outside duty near that day: mostly soon after a shift, else on a rest day."""
        day = np.clip(at // DAY + WARM_UP_DAYS, 0, self.starts.shape[1] - 1)
        shift, beyond = self._shift_from(member, at)
        after = self.ends[member, shift] + (rng.exponential(1.6 * HOUR, len(member))).astype(np.int64)
        rest = (day - WARM_UP_DAYS) * DAY + human_time(rng, len(member), 0.15)
        free = self.ends[member, day] <= self.starts[member, day]
        return np.where(beyond, self.after_all, np.where(free & (rng.random(len(member)) < 0.7), rest, after))

    @property
    def after_all(self) -> int:
        """A day after the last one."""
        return int((self.starts.shape[1] - WARM_UP_DAYS + 1) * DAY)

    def _shift_from(self, member: Ints, at: Ints) -> tuple[Ints, Flags]:
        """The matrix day of the first working shift from that day on, and whether there is none."""
        last = self.starts.shape[1] - 1
        asked = np.maximum(at // DAY + WARM_UP_DAYS, 0)
        found = self.next_day[member, np.minimum(asked, last)]
        return np.minimum(found, last), (asked > last) | (found > last)


def _pattern(role: str, kind: str, day: Ints, team: Ints, start_hour: int) -> tuple[Ints, Ints]:
    """Start hour (-1 on a rest day) and length in hours, for members x days of one role."""
    if kind == "special":
        return np.where(np.isin((day + team * 3) % 7, (4, 5)) & ((day // 7 + team) % 2 == 0), 18, -1), np.full(day.shape, 7)
    if role in ("response", "roads"):
        turn = (day + 2 * team) % 10
        hours = np.select([turn < 2, turn < 4, turn < 6], [start_hour, 14, 21], -1)
        return hours, np.full(day.shape, 10)
    if role in ("contact_centre", "custody"):
        turn = (day + 2 * team) % 8
        return np.select([turn < 2, turn < 4], [start_hour, start_hour + 12], -1), np.full(day.shape, 12)
    if role == "neighbourhood":
        late = (day // 7 + team) % 2 == 1
        return np.where((day + team) % 7 < 5, np.where(late, 13, 8), -1), np.full(day.shape, 9)
    weekday = day % 7
    if role in ("cid", "domestic_abuse", "sexual_offences", "family_liaison"):
        late = (day // 7 + team) % 3 == 0
        weekend = ((day // 7 + team) % 4 == 0) & (weekday >= 5)
        return np.where((weekday < 5) | weekend, np.where(late, 13, 8), -1), np.full(day.shape, 9)
    return np.where(weekday < 5, 8 + team % 2, -1), np.full(day.shape, 8)


def _absences(world: World, rng: np.random.Generator, count: int, days: int) -> Ints:
    """Sickness in heavy-tailed spells, leave in blocks, a few courses."""
    absence = np.zeros((count, days), dtype=np.int64)
    for code, spells_a_year, mean_length in ((COURSE, 2.0, 2.0), (LEAVE, 5.5, 6.0), (SICK, world.habits["sick_days"] / 4.0, 4.0)):
        spells = rng.poisson(spells_a_year * days / 365, count)
        owner, _ = fan_out(spells)
        first = rng.integers(0, days, len(owner))
        length = np.minimum(
            1 + (rng.pareto(1.8, len(owner)) * mean_length / 2).astype(int)
            if code == SICK
            else 1 + rng.poisson(mean_length - 1, len(owner)),
            90,
        )
        row, step = fan_out(length.astype(np.int64))
        day = first[row] + step
        inside = day < days
        absence[owner[row][inside], day[inside]] = code
    return absence


def draw_rosters(world: World, members: Members) -> Rosters:
    """Every member's shifts over warm-up and record."""
    rng, days = world.stream("rosters"), world.calendar.all_days
    count = len(members)
    day = np.arange(days) + world.calendar.weekday_of_begin
    starts = np.full((count, days), -1, dtype=np.int64)
    lengths = np.zeros((count, days), dtype=np.int64)
    shift_start = round(world.habits["shift_start"])
    for role in np.unique(members.role):
        for special in (False, True):
            rows = np.flatnonzero((members.role == role) & ((members.kind == "special") == special))
            if len(rows):
                grid = np.broadcast_to(day, (len(rows), days))
                team = np.broadcast_to(members.team[rows][:, None], grid.shape)
                starts[rows], lengths[rows] = _pattern(str(role), "special" if special else "", grid, team, shift_start)
    calendar_day = np.arange(days) - WARM_UP_DAYS
    there = (calendar_day >= members.started[:, None]) & (calendar_day < members.left[:, None])
    works = (starts >= 0) & there
    moved = rng.choice([0, -1, 1, 2], (count, days), p=[0.93, 0.02, 0.03, 0.02]) * works
    begin = calendar_day * DAY + (starts + moved) * HOUR
    begin = np.where(works, begin, calendar_day * DAY)
    end = np.where(works, begin + lengths * HOUR, begin)
    absence = _absences(world, rng, count, days)
    return Rosters(begin, end, absence, next_working_day(works & (absence == WORK)))


def next_working_day(works: Flags) -> Ints:
    """For each member and day, the first day from then on with a shift; one past the last where there is none."""
    days = works.shape[1]
    marks = np.where(works, np.arange(days), days)
    return np.asarray(np.minimum.accumulate(marks[:, ::-1], axis=1)[:, ::-1])


def write_duties(world: World, members: Members, rosters: Rosters, ledger: Ledger) -> None:
    """The roster as the force keeps it: with gaps, overtime after shifts, and on-call nights for specialists."""
    rng = world.stream("duties")
    planned = rosters.ends > rosters.starts
    planned[:, : WARM_UP_DAYS - 3] = False
    member, day = np.nonzero(planned & (rosters.absence == WORK))
    kept = rng.random(len(member)) >= world.habits["roster_missing"]
    member, day = member[kept], day[kept]
    start, end = rosters.starts[member, day], rosters.ends[member, day]
    ledger.add("duties", member_id=member, starts_at=start, ends_at=end, kind="duty")
    extra = rng.random(len(member)) < world.habits["overtime"]
    hours = (1 + rng.exponential(1.5, int(extra.sum()))) * HOUR
    ledger.add(
        "duties",
        member_id=member[extra],
        starts_at=end[extra],
        ends_at=end[extra] + (hours // 900 * 900).astype(np.int64),
        kind="overtime",
    )
    for code, kind in _ABSENCES.items():
        owner, off = np.nonzero(planned & (rosters.absence == code))
        whole = kind != "course"
        begins = (off - WARM_UP_DAYS) * DAY if whole else rosters.starts[owner, off]
        ledger.add("duties", member_id=owner, starts_at=begins, ends_at=begins + (DAY if whole else 8 * HOUR), kind=kind)
    _write_on_call(rng, members, rosters, ledger)
    rows = ledger.columns("duties")
    key = (rows["member_id"] * 8 + np.unique(rows["kind"], return_inverse=True)[1]) * (1 << 40) + rows["starts_at"] + (1 << 38)
    first = np.zeros(len(key), dtype=bool)
    first[np.unique(key, return_index=True)[1]] = True
    ledger.keep("duties", first)


def _write_on_call(rng: np.random.Generator, members: Members, rosters: Rosters, ledger: Ledger) -> None:
    """One week in six, from five in the afternoon to eight in the morning."""
    eligible = np.flatnonzero(
        members.in_role("cid", "domestic_abuse", "sexual_offences", "family_liaison") & (members.kind == "officer")
    )
    days = np.arange(WARM_UP_DAYS, rosters.starts.shape[1])
    turn = rng.integers(0, 6, len(eligible))
    row, col = np.nonzero((days // 7)[None, :] % 6 == turn[:, None])
    start = (days[col] - WARM_UP_DAYS) * DAY + 17 * HOUR
    ledger.add("duties", member_id=eligible[row], starts_at=start, ends_at=start + 15 * HOUR, kind="on_call")


def weight_present(members: Members) -> Floats:
    """How readily work lands on a member."""
    return np.where(members.rank == "Constable", 1.0, np.where(members.rank == "Sergeant", 0.25, 0.5)) * members.caseload
