"""Look-ups in the force's systems: for cases, for one's own workload, for stops, and out of habit."""

import numpy as np

from boundaries.evaluation.force.calendar import DAY
from boundaries.evaluation.force.casework import demand, engagements
from boundaries.evaluation.force.chance import Ints, Words, arrivals, fan_out, or_null, pick, spread
from boundaries.evaluation.force.contacts import local_people
from boundaries.evaluation.force.scene import Scene

_BY_ROLE = {"oic": 1.5, "attending": 0.55, "supervisor": 0.35, "specialist": 1.6, "liaison": 1.0, "call_taker": 0.7, "guard": 0.2}
_BY_PERSON = {"victim": 1.0, "suspect": 1.3, "witness": 0.35, "reporter": 0.4, "relative": 0.3, "other": 0.3}
_REASONS = [
    "crime enquiry",
    "risk assessment",
    "update",
    "intel check",
    "address check",
    "supervisor request",
    "file prep",
    "stop check",
]
_SYSTEMS = {"crime": 52, "intel": 20, "pnc": 12, "command": 10, "custody": 4, "phones": 2}


def look_up(scene: Scene) -> None:
    """Write all ordinary look-ups."""
    rng = scene.world.stream("searches")
    _for_cases(scene, rng)
    _for_nothing_much(scene, rng)


def _for_cases(scene: Scene, rng: np.random.Generator) -> None:
    """Members of a case look up its people, sometimes their households, sometimes long afterwards."""
    cases, habits = scene.cases, scene.world.habits
    link, who = engagements(cases)
    role, part = cases.member_role[link], cases.person_role[who]
    rate = np.array([_BY_ROLE[str(word)] for word in np.unique(role)])[np.unique(role, return_inverse=True)[1]]
    rate = rate * np.array([_BY_PERSON[str(word)] for word in np.unique(part)])[np.unique(part, return_inverse=True)[1]]
    rate = rate * scene.members.searching[cases.member[link]] * habits["searches"] * spread(rng, len(rate), 0.4)
    rate = rate * demand(cases.member[link], cases.member_case[link], cases.person[who], habits["demand_sigma"]) ** 0.8
    row, _ = fan_out(arrivals(rng, rate))
    link, who = link[row], who[row]
    case, member, person = cases.member_case[link], cases.member[link], cases.person[who]
    start = np.maximum(cases.member_from[link], cases.opened[case])
    stretch = np.maximum(cases.closed[case] - start, DAY)
    day = start + np.where(
        rng.random(len(row)) < 0.55, rng.exponential(1.5 * DAY, len(row)), rng.random(len(row)) * stretch
    ).astype(np.int64)
    late = rng.random(len(row)) < habits["late_looks"] * 0.5
    day = np.where(late, cases.closed[case] + rng.exponential(60 * DAY, len(row)).astype(np.int64), day)
    soon = np.isin(cases.member_role[link], ["attending", "call_taker"]) & ~late
    at = np.where(soon, start + rng.exponential(1500, len(row)).astype(np.int64), scene.rosters.moment(rng, member, day))
    kin = scene.people.relative_of(rng, person)
    person = np.where((rng.random(len(row)) < habits["relative_looks"]) & (kin >= 0), kin, person)
    by_case = rng.random(len(row)) < 0.3
    reason = _reasons(rng, len(row), habits["reason_given"])
    put(scene, rng, member, np.where(by_case, -1, person), np.where(by_case, case, -1), at, reason)


def _for_nothing_much(scene: Scene, rng: np.random.Generator) -> None:
    """Stops and vehicle checks, briefings, intelligence work, curiosity: no case the member is on."""
    members, habits, calendar = scene.members, scene.world.habits, scene.world.calendar
    pace = np.select(
        [
            members.in_role("response", "roads"),
            members.in_role("neighbourhood", "contact_centre", "cid"),
            members.in_role("other"),
        ],
        [1.0, 0.7, 0.25],
        0.5,
    )
    row, _ = fan_out(arrivals(rng, pace * habits["curious"] * members.curiosity * calendar.days / 30.4 * 0.6))
    member = row
    person = local_people(scene, rng, member)
    again, nth = fan_out(np.minimum(rng.geometric(0.62, len(row)), 30))
    member, person = member[again], person[again]
    day = rng.integers(0, calendar.days, len(row))[again] + (rng.exponential(12, len(again)) * (nth > 0)).astype(np.int64)
    at = scene.rosters.moment(rng, member, day * DAY)
    put(scene, rng, member, person, np.full(len(again), -1), at, _reasons(rng, len(again), habits["reason_given"] * 0.6))


def _reasons(rng: np.random.Generator, count: int, given: float) -> Words:
    words = np.array(_REASONS, dtype=object)[rng.integers(0, len(_REASONS), count)]
    return or_null(rng.random(count) < given, words)


def put(
    scene: Scene,
    rng: np.random.Generator,
    member: Ints,
    person: Ints,
    case: Ints,
    at: Ints,
    reason: Words,
    systems: dict[str, float] | None = None,
) -> None:
    """Write look-ups."""
    inside = (at >= 0) & (at < scene.world.calendar.end)
    system = pick(rng, systems or dict(_SYSTEMS), len(at))
    scene.ledger.add(
        "searches",
        at=at[inside],
        member_id=member[inside],
        system=system[inside],
        person_id=person[inside],
        case_id=case[inside],
        reason=reason[inside],
    )
