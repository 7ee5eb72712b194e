"""True pairs: arcs played on top of ordinary casework, so that every one of them looks mostly ordinary."""

import numpy as np

from boundaries.evaluation.force.arcs import CHANNELS, STYLES, Arc, Traces, choose_arc, draw_traces, load_arcs
from boundaries.evaluation.force.calendar import DAY
from boundaries.evaluation.force.chance import choose
from boundaries.evaluation.force.hosts import Hosts
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.steering import steer
from boundaries.evaluation.force.traces import Meeting, leave_contacts, leave_lookups, leave_tokens, leave_visits
from boundaries.evaluation.force.truth import TruePair


def play_arcs(scene: Scene, wanted: int | None, taken: set[tuple[int, int]]) -> list[TruePair]:
    """Play so many true pairs; without a number, what the base rate yields over the recorded time."""
    rng = scene.world.stream("misconduct")
    if wanted is None:
        wanted = int(rng.poisson(len(scene.members) / 1000 * rng.uniform(0.6, 0.9) * scene.world.calendar.days / 365 * 1.6))
    arcs, hosts, pairs = load_arcs(), Hosts(scene), list[TruePair]()
    tries = 0
    while len(pairs) < wanted and tries < 60 * (wanted + 1):
        tries += 1
        channel = choose(rng, list(CHANNELS), list(CHANNELS.values()))
        style = choose(rng, list(STYLES), list(STYLES.values()))
        arc = choose_arc(rng, arcs, channel, choose(rng, ["officer", "pcso", "staff"], [0.92, 0.06, 0.02]))
        people = 1 + min(int(rng.geometric(0.55)) - 1, 3) if style == "fisherman" else 1
        member: int | None = None
        for _ in range(min(people, wanted - len(pairs))):
            spot = hosts.find(rng, arc, taken, member)
            if spot is None:
                break
            pair = _play(scene, rng, hosts, spot, arc, draw_traces(rng, arc, channel, style))
            member = pair.member
            taken.add((pair.member, pair.person))
            pairs.append(pair)
    return pairs


def _play(scene: Scene, rng: np.random.Generator, hosts: Hosts, spot: int, arc: Arc, traces: Traces) -> TruePair:
    """Leave all traces of one pair."""
    member, person, case = int(hosts.member[spot]), int(hosts.person[spot]), int(hosts.case[spot])
    met = int(hosts.at[spot])
    steer(scene, rng, hosts, member, person, case, traces, met)
    begins = _first_contact(scene, rng, case, met, traces)
    ends = min(begins + traces.days * DAY, scene.world.calendar.end - 1, int(scene.members.left[member]) * DAY + DAY)
    meeting = Meeting(member, person, case, max(begins, 0), max(ends, begins + DAY, DAY))
    leave_contacts(scene, rng, meeting, traces)
    leave_visits(scene, rng, meeting, traces)
    leave_lookups(scene, rng, meeting, traces)
    leave_tokens(scene, rng, meeting, traces)
    return TruePair(
        member,
        person,
        arc.name,
        traces.channel,
        traces.style,
        arc.replay,
        meeting.begins,
        min(meeting.ends, scene.world.calendar.end - 1),
    )


def _first_contact(scene: Scene, rng: np.random.Generator, case: int, met: int, traces: Traces) -> int:
    """Within three days for half, three weeks for a third, else after the case has closed."""
    if "months_later" in traces.shows or rng.random() < 0.12:
        later = int(scene.cases.closed[case]) + int(rng.integers(5, 90)) * DAY
        if later < scene.world.calendar.end - 20 * DAY:
            return later
    return met + int((rng.uniform(0, 3) if rng.random() < 0.6 else rng.uniform(3, 21)) * DAY)
