"""What an arc does to cases: outcomes, risk, and members who attach themselves."""

import numpy as np

from boundaries.evaluation.force.arcs import Traces
from boundaries.evaluation.force.calendar import DAY, HOUR
from boundaries.evaluation.force.chance import choose
from boundaries.evaluation.force.hosts import Hosts
from boundaries.evaluation.force.scene import Scene


def steer(
    scene: Scene, rng: np.random.Generator, hosts: Hosts, member: int, person: int, case: int, traces: Traces, met: int
) -> None:
    """Change the case they met in, and others of the same person, as far as the traces show it."""
    cases = scene.cases
    if "steered" in traces.shows:
        suspect = bool(np.any((cases.person_case == case) & (cases.person == person) & (cases.person_role == "suspect")))
        ends = (
            ["nfa_other", "community_resolution", "nfa_evidential"]
            if suspect
            else ["nfa_victim", "community_resolution", "nfa_evidential"]
        )
        cases.outcome[case] = choose(rng, ends)
        sooner = met + int((0.3 + rng.random() * 0.5) * (int(cases.closed[case]) - met))
        _close(scene, case, max(sooner, int(cases.opened[case]) + 6 * HOUR, met + HOUR))
    if "risk_lowered" in traces.shows and cases.risk[case] != "standard":
        cases.risk[case] = "standard"
        at = met + int(rng.exponential(2 * DAY))
        if 0 <= at < scene.world.calendar.end:
            scene.ledger.add(
                "case_log",
                case_id=np.array([case]),
                at=np.array([at]),
                member_id=np.array([member]),
                kind="risk_change",
                text="Risk reassessed.",
            )
    if "self_attached" in traces.shows:
        for _ in range(int(rng.integers(1, 3))):
            other = hosts.pick_other_case(rng, person, member)
            if other is not None and int(cases.opened[other]) > met - 30 * DAY:
                at = int(cases.opened[other]) + int(rng.exponential(10 * HOUR))
                if at < scene.world.calendar.end:
                    cases.attach(other, member, choose(rng, ["attending", "oic", "specialist"]), at, "self")
        mine = np.flatnonzero((cases.member_case == case) & (cases.member == member))
        if rng.random() < 0.4:
            cases.member_source[mine] = "self"


def _close(scene: Scene, case: int, at: int) -> None:
    """Close a case sooner; what its log and its members had written after that moves before it."""
    cases, log = scene.cases, scene.ledger.columns("case_log")
    before = int(cases.closed[case])
    cases.closed[case] = at
    moved = (log["case_id"] == case) & (log["at"] > at) & np.isin(log["kind"].astype(str), ["outcome", "update", "supervision"])
    log["at"][moved] = np.maximum(at - (np.arange(int(moved.sum())) % 5) * HOUR // 2, int(cases.opened[case]))
    if (log["at"][moved] < 0).any():
        scene.ledger.keep("case_log", log["at"] >= 0)
    until = (cases.member_case == case) & (cases.member_to == before)
    cases.member_to[until] = at
