"""The rest of the case log: updates, supervision, changes of risk, and the outcome."""

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR
from boundaries.evaluation.force.chance import Ints, fan_out
from boundaries.evaluation.force.contacts import LOG_NOTES
from boundaries.evaluation.force.scene import Scene


def keep_log(scene: Scene) -> None:
    """Entries that are not about a contact."""
    rng, cases = scene.world.stream("caselog"), scene.cases
    lead = np.flatnonzero(cases.member_role == "oic")
    months = (cases.closed - cases.opened)[cases.member_case[lead]] / (30 * DAY)
    row, _ = fan_out(rng.poisson(0.9 + np.minimum(months, 8) * 0.7))
    link = lead[row]
    case = cases.member_case[link]
    _write(
        scene,
        rng,
        case,
        cases.member[link],
        cases.opened[case] + (rng.random(len(case)) * (cases.closed - cases.opened)[case]).astype(np.int64),
        "update",
    )
    boss = np.flatnonzero(cases.member_role == "supervisor")
    row, _ = fan_out(1 + rng.poisson(0.5, len(boss)))
    case = cases.member_case[boss[row]]
    _write(
        scene,
        rng,
        case,
        cases.member[boss[row]],
        cases.opened[case] + (rng.random(len(case)) * (cases.closed - cases.opened)[case]).astype(np.int64),
        "supervision",
    )
    case = cases.member_case[lead]
    _write(scene, rng, case, cases.member[lead], cases.closed[case], "outcome")
    changed = rng.random(len(lead)) < np.where(
        np.isin(cases.kind[case], ["domestic_abuse", "harassment", "missing_person"]), 0.09, 0.015
    )
    case = case[changed]
    at = cases.opened[case] + (rng.exponential(3 * DAY, len(case))).astype(np.int64)
    _write(scene, rng, case, cases.member[lead[changed]], np.minimum(at, cases.closed[case]), "risk_change")


def _write(scene: Scene, rng: np.random.Generator, case: Ints, member: Ints, at: Ints, kind: str) -> None:
    """Move each entry to the member's next shift and put it down."""
    at = scene.rosters.moment(rng, member, at) + rng.integers(0, HOUR, len(at))
    at = np.maximum(at, scene.cases.opened[case])
    keep = (at >= 0) & (at < scene.world.calendar.end) & (rng.random(len(at)) < 0.93)
    notes = LOG_NOTES.get(kind, ["Outcome recorded." if kind == "outcome" else "Risk reassessed."])
    text = np.array(notes, dtype=object)[rng.integers(0, len(notes), len(at))]
    scene.ledger.add("case_log", case_id=case[keep], at=at[keep], member_id=member[keep], kind=kind, text=text[keep])
