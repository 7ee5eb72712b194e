"""Visits and on-duty location hits: dispatches, statements, safeguarding, patrol past known addresses, custody, the counter."""

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR, MINUTE
from boundaries.evaluation.force.casework import demand, engagements
from boundaries.evaluation.force.chance import Ints, Words, arrivals, fan_out, or_null, pick, spread
from boundaries.evaluation.force.contacts import local_people
from boundaries.evaluation.force.ledger import NO_TIME
from boundaries.evaluation.force.scene import Scene

_PERSONAL = {"statement": 0.28, "enquiry": 0.12}


def pay_visits(scene: Scene) -> None:
    """Write all ordinary visits."""
    rng = scene.world.stream("visits")
    _attend(scene, rng)
    _follow_up(scene, rng)
    _patrol(scene, rng)
    _hold(scene, rng)
    _regulars(scene, rng)


def _attend(scene: Scene, rng: np.random.Generator) -> None:
    """Attending members meet the first people of the case."""
    cases = scene.cases
    link, who = engagements(cases)
    keep = (cases.member_role[link] == "attending") & (rng.random(len(link)) < 0.6) & (cases.person_role[who] != "other")
    link, who = link[keep], who[keep]
    case = cases.member_case[link]
    at = np.maximum(cases.member_from[link], cases.opened[case]) + rng.integers(5 * MINUTE, 50 * MINUTE, len(case))
    source = pick(rng, {"dispatch": scene.world.habits["visits_dispatch"] * 100, "bwv": 18, "notebook": 12}, len(case))
    put(scene, rng, cases.member[link], cases.person[who], at, source, case, "attendance")


def _follow_up(scene: Scene, rng: np.random.Generator) -> None:
    """Statements, enquiries, welfare and safeguarding visits while a case is open, and a few after it closed."""
    cases, habits = scene.cases, scene.world.habits
    link, who = engagements(cases)
    keep = np.isin(cases.member_role[link], ["oic", "specialist", "liaison", "attending"]) & np.isin(
        cases.person_role[who], ["victim", "witness", "reporter", "relative"]
    )
    link, who = link[keep], who[keep]
    case, role = cases.member_case[link], cases.member_role[link]
    rate = np.select([role == "liaison", role == "specialist", role == "oic"], [3.5, 0.9, 0.42], 0.03) * np.where(
        cases.risk[case] == "high", 1.8, 1.0
    )
    rate = (
        rate
        * np.where(cases.person_role[who] == "victim", 1.3, 0.5)
        * scene.members.volume[cases.member[link]]
        * habits["visits"]
    )
    rate = rate * demand(cases.member[link], case, cases.person[who], habits["demand_sigma"]) * spread(rng, len(rate), 0.4)
    row, _ = fan_out(arrivals(rng, rate))
    case, member, person = case[row], cases.member[link[row]], cases.person[who[row]]
    turn = rng.random(len(row))
    day = cases.opened[case] + (turn**1.6 * (cases.closed - cases.opened)[case]).astype(np.int64)
    late = rng.random(len(row)) < 0.05
    day = np.where(late, cases.closed[case] + rng.exponential(20 * DAY, len(row)).astype(np.int64), day)
    at = scene.rosters.moment(rng, member, day, habits["night_work"])
    purpose = pick(rng, {"statement": 35, "enquiry": 25, "welfare_check": 18, "safeguarding": 18, "other": 4}, len(row))
    source = pick(rng, {"notebook": 45, "bwv": 15, "dispatch": 15, "vehicle_gps": 14, "radio_gps": 9, "other": 2}, len(row))
    unplanned = (rng.random(len(row)) < scene.members.unrecorded[member]) | np.isin(source, ["vehicle_gps", "radio_gps"])
    put(scene, rng, member, person, at, source, np.where(unplanned, -1, case), or_null(~unplanned, purpose))


def _patrol(scene: Scene, rng: np.random.Generator) -> None:
    """Location hits near addresses the police know: hot streets many times, by whoever patrols there."""
    members, calendar, habits = scene.members, scene.world.calendar, scene.world.habits
    patrols = np.flatnonzero(members.in_role("response", "neighbourhood", "roads") & (members.kind != "staff"))
    rate = habits["gps_pings"] * calendar.days / 30.4 * spread(rng, len(patrols), 0.7) * 0.5
    row, _ = fan_out(arrivals(rng, rate * 0.55))
    member = patrols[row]
    person = local_people(scene, rng, member)
    again, _ = fan_out(np.minimum(rng.geometric(0.55, len(row)), 25))
    member, person = member[again], person[again]
    spread_days = rng.integers(0, calendar.days, len(row))[again] + rng.exponential(20, len(again)).astype(np.int64) * (
        rng.random(len(again)) < 0.8
    )
    at = scene.rosters.moment(rng, member, spread_days * DAY)
    source = pick(rng, {"vehicle_gps": 59, "radio_gps": 39, "other": 2}, len(again))
    put(scene, rng, member, person, at, source, np.full(len(again), -1), None)


def _hold(scene: Scene, rng: np.random.Generator) -> None:
    """Suspects in custody and hospital, people at the counter."""
    cases, members = scene.cases, scene.members
    suspects = np.flatnonzero((cases.person_role == "suspect") & (rng.random(len(cases.person)) < 0.25))
    case, person = cases.person_case[suspects], cases.person[suspects]
    keepers = np.flatnonzero(members.in_role("custody"))
    if len(keepers):
        at = cases.opened[case] + rng.integers(2 * HOUR, 20 * HOUR, len(case))
        put(scene, rng, keepers[rng.integers(0, len(keepers), len(case))], person, at, "custody", case, "arrest")
    guards = np.flatnonzero(cases.member_role == "guard")
    link, who = engagements(cases)
    stays = np.isin(link, guards) & (cases.person_role[who] == "suspect")
    put(
        scene,
        rng,
        cases.member[link[stays]],
        cases.person[who[stays]],
        cases.member_from[link[stays]],
        "custody",
        cases.member_case[link[stays]],
        "other",
    )
    desk = np.flatnonzero(members.in_role("front_counter"))
    row, _ = fan_out(arrivals(rng, np.full(len(desk), 12.0 * scene.world.calendar.days / 30.4)))
    member = desk[row]
    at = scene.rosters.moment(rng, member, rng.integers(0, scene.world.calendar.days, len(row)) * DAY)
    put(scene, rng, member, local_people(scene, rng, member), at, "counter", np.full(len(row), -1), "enquiry")


def _regulars(scene: Scene, rng: np.random.Generator) -> None:
    """Neighbourhood members call on shops, hostels and people who ring often."""
    members, calendar, habits = scene.members, scene.world.calendar, scene.world.habits
    local = np.flatnonzero(members.role == "neighbourhood")
    row, _ = fan_out(arrivals(rng, np.full(len(local), habits["regulars"] * 0.8)))
    person = local_people(scene, rng, local[row])
    again, _ = fan_out(arrivals(rng, calendar.days / 30.4 * 0.3 * spread(rng, len(row), 1.1)))
    member = local[row][again]
    at = scene.rosters.moment(rng, member, rng.integers(0, calendar.days, len(again)) * DAY)
    source = pick(rng, {"notebook": 50, "radio_gps": 30, "bwv": 10, "vehicle_gps": 9, "other": 1}, len(again))
    put(
        scene,
        rng,
        member,
        person[again],
        at,
        source,
        np.full(len(again), -1),
        pick(rng, {"welfare_check": 40, "enquiry": 50, "other": 10}, len(again)),
    )


def put(
    scene: Scene,
    rng: np.random.Generator,
    member: Ints,
    person: Ints,
    at: Ints,
    source: Words | str,
    case: Ints,
    purpose: Words | str | None,
) -> None:
    """Write visits with an end for most of them; location hits are points in time."""
    count = len(at)
    sources = source if isinstance(source, np.ndarray) else np.full(count, source)
    purposes = purpose if isinstance(purpose, np.ndarray) else np.full(count, purpose, dtype=object)
    length = np.maximum(rng.lognormal(np.log(35), 0.6, count), 3).astype(np.int64) * MINUTE
    open_ended = np.isin(sources, ["vehicle_gps", "radio_gps"]) | (rng.random(count) < 0.15)
    inside = (at >= 0) & (at < scene.world.calendar.end)
    scene.ledger.add(
        "visits", at=at[inside], until=np.where(open_ended, NO_TIME, at + length)[inside], member_id=member[inside],
        person_id=person[inside], source=sources[inside], case_id=case[inside], purpose=purposes[inside],
    )  # fmt: skip
