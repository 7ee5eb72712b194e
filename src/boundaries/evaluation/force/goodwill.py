"""Gifts, feedback, requests, declared relationships and earlier verdicts, as an ordinary year brings them."""

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR
from boundaries.evaluation.force.casework import engagements
from boundaries.evaluation.force.chance import Ints, arrivals, fan_out, pick
from boundaries.evaluation.force.contacts import local_people
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.texts import as_objects

GIFTS = [
    "box of chocolates",
    "tin of biscuits",
    "thank you card",
    "bottle of wine",
    "flowers",
    "cake",
    "coffee",
    "gift card",
    "football tickets",
    "mug",
]


def show_goodwill(scene: Scene) -> None:
    """Write the small tables."""
    rng = scene.world.stream("goodwill")
    _gifts(scene, rng)
    _feedback(scene, rng)
    _requests(scene, rng)
    _declare(scene, rng)
    _verdicts(scene, rng)


def _pairs_of_cases(scene: Scene, rng: np.random.Generator, chance: float) -> tuple[Ints, Ints, Ints]:
    """A few member-person pairs of cases, more often those in charge; with a time some days after the report."""
    cases = scene.cases
    link, who = engagements(cases)
    weight = np.where(
        np.isin(cases.member_role[link], ["oic", "specialist", "liaison"]),
        1.0,
        np.where(cases.member_role[link] == "attending", 0.4, 0.02),
    )
    keep = np.flatnonzero(
        (rng.random(len(link)) < chance * weight * np.sqrt(scene.people.chat[cases.person[who]]))
        & (cases.person_role[who] != "suspect")
    )
    at = cases.opened[cases.member_case[link[keep]]] + (rng.gamma(1.5, 18, len(keep)) * DAY).astype(np.int64)
    return cases.member[link[keep]], cases.person[who[keep]], at


def _gifts(scene: Scene, rng: np.random.Generator) -> None:
    members, habits, calendar = scene.members, scene.world.habits, scene.world.calendar
    public = np.where(members.in_role("response", "neighbourhood", "domestic_abuse", "front_counter", "family_liaison"), 0.5, 0.1)
    row, _ = fan_out(arrivals(rng, public * habits["gifts"] * calendar.days / 365 * members.volume))
    person = local_people(scene, rng, row)
    of_case, their, _ = _pairs_of_cases(scene, rng, 0.0015 * habits["gifts"])
    member, person = np.concatenate([row, of_case]), np.concatenate([person, their])
    give(scene, rng, member, person, scene.rosters.moment(rng, member, rng.integers(0, calendar.days, len(member)) * DAY))


def give(scene: Scene, rng: np.random.Generator, member: Ints, person: Ints, at: Ints, given: float = 0.04) -> None:
    """Write gifts; most are received, small, and noted."""
    count, inside = len(at), (at >= 0) & (at < scene.world.calendar.end)
    value = np.round(np.minimum(rng.lognormal(np.log(8), 0.9, count), 400), 2)
    scene.ledger.add(
        "gifts", at=at[inside], member_id=member[inside], person_id=np.where(rng.random(count) < 0.85, person, -1)[inside],
        direction=np.where(rng.random(count) < given, "given", "received")[inside], description=as_objects(GIFTS)[rng.integers(0, len(GIFTS), count)][inside],
        value_gbp=value[inside], accepted=(rng.random(count) < 0.7)[inside],
    )  # fmt: skip


def _feedback(scene: Scene, rng: np.random.Generator) -> None:
    member, person, at = _pairs_of_cases(scene, rng, scene.world.habits["thanks"])
    tone = pick(rng, {"body": 60, "gushing": 14, "grumble": 26}, len(member))
    text = as_objects([scene.phrases.letter(rng, str(each)) for each in tone])
    write_feedback(scene, rng, member, person, at, text)


def write_feedback(
    scene: Scene,
    rng: np.random.Generator,
    member: Ints,
    person: Ints,
    at: Ints,
    text: np.ndarray[tuple[int], np.dtype[np.object_]],
) -> None:
    """Write compliments, letters and survey answers."""
    inside = (at >= 0) & (at < scene.world.calendar.end)
    channel = pick(rng, {"survey": 45, "email": 30, "letter": 12, "phone": 8, "social": 5}, len(at))
    scene.ledger.add(
        "feedback", at=at[inside], person_id=person[inside], member_id=member[inside], channel=channel[inside], text=text[inside]
    )


def _requests(scene: Scene, rng: np.random.Generator) -> None:
    """People ask for the member they know."""
    member, person, at = _pairs_of_cases(scene, rng, 0.012)
    again, _ = fan_out(np.minimum(rng.geometric(0.75, len(member)), 12))
    ask(scene, rng, member[again], person[again], at[again] + rng.exponential(12 * DAY, len(again)).astype(np.int64))


def ask(scene: Scene, rng: np.random.Generator, member: Ints, person: Ints, at: Ints) -> None:
    """Write requests for one member."""
    inside = (at >= 0) & (at < scene.world.calendar.end)
    text = as_objects([scene.phrases.letter(rng, "request") for _ in at])
    channel = pick(rng, {"phone": 70, "email": 15, "counter": 10, "social": 5}, len(at))
    scene.ledger.add(
        "requests", at=at[inside], person_id=person[inside], member_id=member[inside], channel=channel[inside], text=text[inside]
    )


def _declare(scene: Scene, rng: np.random.Generator) -> None:
    """Families, friends and neighbours the force was told of; a few met on duty."""
    row, _ = fan_out(arrivals(rng, np.full(len(scene.members), 0.06)))
    person = local_people(scene, rng, row)
    relation = pick(rng, {"family": 30, "friend": 32, "neighbour": 15, "colleague": 8, "met_on_duty": 10, "other": 5}, len(row))
    at = rng.integers(0, scene.world.calendar.days, len(row)) * DAY + rng.integers(8, 18, len(row)) * HOUR
    scene.ledger.add("declarations", member_id=row, person_id=person, declared_at=at, relation=relation)


def _verdicts(scene: Scene, rng: np.random.Generator) -> None:
    """A few pairs reviewed before."""
    member, person, at = _pairs_of_cases(scene, rng, 0.00008)
    inside = (at >= 0) & (at < scene.world.calendar.end)
    verdict = pick(rng, {"explained": 60, "insufficient": 20, "data_error": 15, "concern": 5}, len(member))
    words = {
        "explained": "contact recorded on paper file",
        "insufficient": "no further information",
        "data_error": "wrong number held",
        "concern": "referred",
    }
    reason = as_objects([words[str(each)] for each in verdict])
    scene.ledger.add(
        "verdicts",
        member_id=member[inside],
        person_id=person[inside],
        decided_at=at[inside],
        verdict=verdict[inside],
        reason=reason[inside],
    )
