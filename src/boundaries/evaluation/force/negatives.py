"""Innocent look-alikes, planted and listed: what the scan must stay quiet on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from boundaries.evaluation.force import searches, visits
from boundaries.evaluation.force.calendar import DAY, HOUR, human_time, kept_within
from boundaries.evaluation.force.casework import engagements
from boundaries.evaluation.force.chance import Ints, choose, or_null, pick
from boundaries.evaluation.force.contacts import LOG_NOTES, local_people, post
from boundaries.evaluation.force.goodwill import ask, give, write_feedback
from boundaries.evaluation.force.ledger import NO_TIME
from boundaries.evaluation.force.population import one_of
from boundaries.evaluation.force.profile import read_toml
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.texts import as_objects
from boundaries.evaluation.force.truth import Planted


@dataclass(frozen=True)
class _Stage:
    """Where one look-alike plays: the pair, its case (-1: none), and the time in seconds of the world's clock."""

    member: int
    person: int
    case: int
    begins: int
    ends: int

    def repeated(self, count: int) -> tuple[Ints, Ints]:
        return np.full(count, self.member), np.full(count, self.person)


def plant_negatives(scene: Scene, handsets: Ints, changes: Ints) -> list[Planted]:
    """Plant every kind; handsets are shared and numbers change hands in place."""
    rng = scene.world.stream("negatives")
    link, who = engagements(scene.cases)
    planted: list[Planted] = []
    for kind, data in read_toml("negatives.toml").items():
        low, high = data["count"]
        wanted = max(1, round(rng.uniform(low, high) * len(scene.members) / 2500))
        for _ in range(wanted):
            stage = _set(scene, rng, data, link, who)
            if stage is not None:
                _play(scene, rng, stage, data)
                _twist(scene, rng, stage, data, handsets, changes)
                planted.append(Planted(stage.member, stage.person, kind))
    return planted


def _set(scene: Scene, rng: np.random.Generator, data: Mapping[str, Any], link: Ints, who: Ints) -> _Stage | None:
    """Find a pair for it: from a case where it asks for one, else a member and somebody local."""
    cases, end = scene.cases, scene.world.calendar.end
    if "member_roles" not in data:
        member = int(rng.integers(0, len(scene.members)))
        begins = int(rng.integers(0, max(end - 60 * DAY, DAY)))
        return _Stage(
            member, int(local_people(scene, rng, np.array([member]))[0]), -1, begins, min(begins + 240 * DAY, end - HOUR)
        )
    case = cases.member_case[link]
    fit = (
        np.isin(cases.member_role[link], data["member_roles"])
        & (cases.opened[case] > -40 * DAY)
        & (cases.opened[case] < end - 30 * DAY)
    )
    fit &= np.isin(cases.person_role[who], data.get("person_roles", ["victim", "relative", "reporter", "witness"]))
    if "case_kinds" in data:
        fit &= np.isin(cases.kind[case], data["case_kinds"])
    spot = one_of(rng, fit)
    if spot < 0:
        return None
    here = int(case[spot])
    begins = max(int(cases.opened[here]) + HOUR, 0)
    long_case = max(int(cases.closed[here]), begins + int(rng.integers(40, 200)) * DAY)
    if "own" not in data and "automatic" not in data:
        cases.closed[here] = long_case if rng.random() < 0.8 else cases.closed[here]
    return _Stage(int(cases.member[link[spot]]), int(cases.person[who[spot]]), here, begins, min(long_case, end - HOUR))


def _play(scene: Scene, rng: np.random.Generator, stage: _Stage, data: Mapping[str, Any]) -> None:
    """Contacts, log, visits, look-ups, gifts, thanks and requests, as loud as the kind says."""
    _talk(scene, rng, stage, data)
    number = _amount(rng, data.get("visits"))
    member, person = stage.repeated(number)
    source = pick(rng, {"notebook": 60, "dispatch": 25, "bwv": 15}, number)
    purpose = pick(rng, {"welfare_check": 50, "enquiry": 30, "statement": 20}, number)
    case = np.where(rng.random(number) < 0.85, stage.case, -1)
    visits.put(scene, rng, member, person, _times(scene, rng, stage, number, {}), source, case, purpose)
    number = _amount(rng, data.get("lookups"))
    member, person = stage.repeated(number)
    reason = or_null(rng.random(number) < scene.world.habits["reason_given"], "crime enquiry")
    searches.put(scene, rng, member, person, np.full(number, -1), _times(scene, rng, stage, number, {}), reason)
    for kind, write in (("gifts", give), ("asked_for", ask)):
        number = _amount(rng, data.get(kind))
        member, person = stage.repeated(number)
        write(scene, rng, member, person, _times(scene, rng, stage, number, {}))
    if rng.random() < data.get("praise", 0.0):
        letter = as_objects([scene.phrases.letter(rng, "gushing")])
        write_feedback(scene, rng, *stage.repeated(1), _times(scene, rng, stage, 1, {}), letter)


def _talk(scene: Scene, rng: np.random.Generator, stage: _Stage, data: Mapping[str, Any]) -> None:
    """Messages and calls both ways; friends chat, others mostly talk business."""
    count = _amount(rng, data.get("contacts"))
    at = _times(scene, rng, stage, count, data)
    incoming = rng.random(count) < data.get("incoming", 0.4)
    theirs_at = kept_within(rng, at // DAY * DAY + human_time(rng, count, data.get("late", 0.1)), stage.begins, stage.ends)
    at = np.where(incoming, theirs_at, at)
    their_kisses = data.get("kisses", scene.people.kisses[stage.person])
    kisses = np.where(incoming, their_kisses, data.get("kisses", scene.members.kisses[stage.member]))
    friends = "declared_days" in data
    mine = pick(rng, {"out.update": 30, "out.arrange": 25, "out.care": 25, "out.chat": 60 if friends else 6}, count).astype(
        "<U20"
    )
    mine = np.where(friends & (rng.random(count) < 0.08), pick(rng, {"arc_out.flirt": 1, "arc_out.invite": 2}, count), mine)
    answers = {"in.reply": 30, "in.ask": 20, "in.info": 20, "in.upset": 15, "in.chat": 60 if friends else 10}
    theirs = np.where(rng.random(count) < data.get("flirts", 0.0), "in.flirt", pick(rng, answers, count))
    register = np.where(incoming, theirs, "out.auto" if "automatic" in data else mine)
    text = scene.phrases.write(rng, register, incoming & bool(scene.people.sloppy[stage.person]), kisses, np.full(count, 0.03))
    channel = np.where(rng.random(count) < (1.0 if "automatic" in data else 0.65), data.get("channel", "sms"), "call")
    post(scene, rng, *stage.repeated(count), at, incoming, channel, text)
    _record(scene, rng, stage, at, data)


def _amount(rng: np.random.Generator, span: list[int] | None) -> int:
    return round(span[0] * (span[1] / span[0]) ** rng.random()) if span else 0


def _times(scene: Scene, rng: np.random.Generator, stage: _Stage, count: int, data: Mapping[str, Any]) -> Ints:
    """Moments within the stage: on shift, or off duty for the share the kind says; automatic ones at any hour."""
    member = np.full(count, stage.member)
    at = stage.begins + (rng.random(count) * (stage.ends - stage.begins)).astype(np.int64)
    if "automatic" in data:
        return np.asarray(at // DAY * DAY + choose(rng, [3, 6, 7]) * HOUR)
    duty = scene.rosters.moment(rng, member, at, scene.world.habits["night_work"])
    off = np.where(
        rng.random(count) < data.get("late", 0.0),
        at // DAY * DAY + rng.integers(19 * HOUR, 24 * HOUR, count),
        scene.rosters.off_moment(rng, member, at),
    )
    share = data.get("off_duty", float(scene.members.off_duty[stage.member]))
    return kept_within(rng, np.where(rng.random(count) < share, off, duty), stage.begins, stage.ends)


def _record(scene: Scene, rng: np.random.Generator, stage: _Stage, at: Ints, data: Mapping[str, Any]) -> None:
    """The share of occasions that the member wrote down."""
    if stage.case < 0:
        return
    kept = at[rng.random(len(at)) < data.get("logged", float(scene.members.logging[stage.member])) * 0.6]
    kept = kept + rng.integers(0, 4 * HOUR, len(kept))
    kept = kept[kept < scene.world.calendar.end]
    member, person = stage.repeated(len(kept))
    notes = as_objects(LOG_NOTES["contact"])[rng.integers(0, len(LOG_NOTES["contact"]), len(kept))]
    scene.ledger.add(
        "case_log",
        case_id=np.full(len(kept), stage.case),
        at=kept,
        member_id=member,
        kind="contact",
        person_id=person,
        text=notes,
    )


def _twist(scene: Scene, rng: np.random.Generator, stage: _Stage, data: Mapping[str, Any], handsets: Ints, changes: Ints) -> None:
    """What makes it innocent: a declaration, a shared handset, one's own record, an on-call roster, a number passed on, several cases."""
    if "declared_days" in data:
        low, high = data["declared_days"]
        at = np.array([stage.begins + int(rng.integers(low * 24, high * 24 + 20)) * HOUR])
        scene.ledger.add(
            "declarations",
            member_id=np.array([stage.member]),
            person_id=np.array([stage.person]),
            declared_at=at,
            relation=data["relation"],
        )
    if "shared" in data:
        home = int(scene.people.house_start[stage.person])
        handsets[home : home + int(scene.people.house_size[stage.person])] = home
    if "own" in data:
        scene.people.own_member[stage.person] = stage.member
    if "passed_on" in data:
        changes[stage.person] = (
            int(rng.integers(stage.begins, stage.ends)) if changes[stage.person] == NO_TIME else changes[stage.person]
        )
    if "on_call" in data:
        nights = np.unique(_times(scene, rng, stage, 60, {"off_duty": 0.0}) // DAY)
        starts = nights * DAY + 17 * HOUR
        scene.ledger.add(
            "duties", member_id=np.full(len(starts), stage.member), starts_at=starts, ends_at=starts + 15 * HOUR, kind="on_call"
        )
    if "several_cases" in data:
        theirs = np.unique(scene.cases.person_case[scene.cases.person == stage.person])
        for other in theirs[:6]:
            scene.cases.attach(int(other), stage.member, "oic", int(scene.cases.opened[other]) + HOUR, "allocated")
