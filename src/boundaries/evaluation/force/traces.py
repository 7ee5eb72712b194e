"""The traces one true pair leaves: messages, visits, look-ups, and small tokens."""

from dataclasses import dataclass

import numpy as np

from boundaries.evaluation.force import searches, visits
from boundaries.evaluation.force.arcs import Traces
from boundaries.evaluation.force.calendar import DAY, HOUR, human_time, kept_within
from boundaries.evaluation.force.chance import Flags, Ints, Words, choose, or_null, pick
from boundaries.evaluation.force.contacts import LOG_NOTES, post
from boundaries.evaluation.force.goodwill import ask, give, write_feedback
from boundaries.evaluation.force.rosters import SICK
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.texts import as_objects, shared_wording


@dataclass(frozen=True)
class Meeting:
    """One true pair: the case they met in, and the time the arc runs, in seconds of the world's clock."""

    member: int
    person: int
    case: int
    begins: int
    ends: int


def moments(scene: Scene, rng: np.random.Generator, meeting: Meeting, count: int, off_duty: float, late: float) -> Ints:
    """Times within the arc: on shift, or off duty, late for a share of them."""
    at = meeting.begins + (rng.random(count) ** 1.2 * (meeting.ends - meeting.begins)).astype(np.int64)
    member = np.full(count, meeting.member)
    duty = scene.rosters.moment(rng, member, at, 0.4)
    off = np.where(
        rng.random(count) < 0.5, at // DAY * DAY + human_time(rng, count, late), scene.rosters.off_moment(rng, member, at)
    )
    drawn = np.where(rng.random(count) < off_duty, off, duty)
    return kept_within(rng, drawn, meeting.begins, min(meeting.ends, scene.world.calendar.end - 1))


def leave_contacts(scene: Scene, rng: np.random.Generator, meeting: Meeting, traces: Traces) -> None:
    """On the work phone in bulk; or a few, then silence there; or less than an ordinary case would bring."""
    if traces.channel == "work_phone":
        count = max(traces.contacts, 3)
    elif traces.channel == "personal_channel":
        count = int(rng.integers(1, 11))
        _fall_silent(scene, rng, meeting, meeting.begins + int(rng.uniform(1, 10) * DAY), 0.85)
    else:
        count = int(rng.integers(0, 3))
        _fall_silent(scene, rng, meeting, meeting.begins, 0.5)
    occasions = max(int(count / rng.uniform(2, 7)), 1)
    start = np.sort(moments(scene, rng, meeting, occasions, traces.shares["off_duty"], traces.shares["late"]))
    at = start[rng.integers(0, occasions, count)] + rng.exponential(25 * 60, count).astype(np.int64)
    if traces.channel != "work_phone":
        at = np.minimum(at, meeting.begins + 8 * DAY + rng.integers(0, DAY, count))
    at = kept_within(rng, at, meeting.begins, min(meeting.ends, scene.world.calendar.end - 1))
    incoming = rng.random(count) < traces.shares["answered"]
    _message(scene, rng, meeting, traces, at, incoming)
    _log_some(scene, rng, meeting, start, traces)


def _message(scene: Scene, rng: np.random.Generator, meeting: Meeting, traces: Traces, at: Ints, incoming: Flags) -> None:
    """Texts that are mostly chat; what more they say depends on the arc."""
    count = len(at)
    mine = pick(rng, {"out.chat": 45, "out.care": 20, "out.update": 15, "out.arrange": 20}, count).astype("<U20")
    theirs = pick(rng, {"in.reply": 35, "in.chat": 30, "in.upset": 15, "in.info": 10, "in.ask": 10}, count).astype("<U20")
    if traces.words:
        more = rng.random(count) < traces.shares["warmth"]
        own = pick(rng, {(f"arc_out.{word}" if word != "chat" else "out.chat"): 1.0 for word in traces.words}, count)
        tone = {
            "shark": {"arc_in.wary": 50, "arc_in.lean": 30, "arc_in.flirt": 20},
            "fisherman": {"arc_in.wary": 60, "in.reply": 30, "arc_in.flirt": 10},
        }
        answer = pick(rng, tone.get(traces.style, {"arc_in.flirt": 60, "arc_in.lean": 40}), count)
        mine, theirs = np.where(more, own, mine), np.where(more & (rng.random(count) < 0.7), answer, theirs)
    channel = pick(rng, {"sms": 70, "call": 18, "whatsapp": 8, "email": 4}, count).astype("<U8")
    people = scene.people
    kisses = np.where(
        incoming,
        np.maximum(people.kisses[meeting.person], traces.kisses * 0.6),
        np.maximum(traces.kisses, scene.members.kisses[meeting.member]),
    )
    pets = np.where(incoming, people.pets[meeting.person], np.maximum(traces.pets, scene.members.pets[meeting.member] * 0.6))
    text = scene.phrases.write(
        rng, np.where(incoming, theirs, mine), rng.random(count) < np.where(incoming, 0.6, 0.35), kisses, pets, greets=0.15
    )
    kept = rng.random(count) >= (rng.uniform(0.3, 0.8) if "deleted" in traces.shows else 0.0)
    _post_pair(scene, rng, meeting, at[kept], incoming[kept], channel[kept], text[kept])


def _post_pair(
    scene: Scene, rng: np.random.Generator, meeting: Meeting, at: Ints, incoming: Flags, channel: Words, text: Words
) -> None:
    count = len(at)
    post(scene, rng, np.full(count, meeting.member), np.full(count, meeting.person), at, incoming, channel, text)


def _fall_silent(scene: Scene, rng: np.random.Generator, meeting: Meeting, after: int, share: float) -> None:
    """Ordinary contact on force devices mostly stops, because it goes on elsewhere."""
    rows = scene.ledger.pair_rows("contacts", meeting.member, meeting.person) & (scene.ledger.columns("contacts")["at"] > after)
    scene.ledger.keep("contacts", ~(rows & (rng.random(len(rows)) < share)))


def _log_some(scene: Scene, rng: np.random.Generator, meeting: Meeting, at: Ints, traces: Traces) -> None:
    """A few of the occasions reach the log; a thin log also loses ordinary entries."""
    logged = (rng.random(len(at)) < traces.shares["logged"]) & (at >= scene.cases.opened[meeting.case])
    notes = as_objects(LOG_NOTES["contact"])[rng.integers(0, len(LOG_NOTES["contact"]), int(logged.sum()))]
    if logged.any():
        late = np.minimum(at[logged] + rng.integers(0, 6 * HOUR, int(logged.sum())), scene.world.calendar.end - 1)
        scene.ledger.add(
            "case_log",
            case_id=np.full(len(late), meeting.case),
            at=late,
            member_id=meeting.member,
            kind="contact",
            person_id=meeting.person,
            text=notes,
        )
    if "thin_log" in traces.shows:
        log = scene.ledger.columns("case_log")
        rows = (
            (log["case_id"] == meeting.case)
            & (log["member_id"] == meeting.member)
            & np.isin(log["kind"].astype(str), ["contact", "update"])
        )
        scene.ledger.keep("case_log", ~(rows & (rng.random(len(rows)) < 0.7)))


def leave_visits(scene: Scene, rng: np.random.Generator, meeting: Meeting, traces: Traces) -> None:
    """Visits on duty, often late, most of them seen only by a location; one evening while reported sick."""
    count = traces.visits
    at = moments(scene, rng, meeting, count, 0.0, 0.0)
    late = moments(scene, rng, meeting, count, 1.0, 0.9)
    on_duty = scene.rosters.on_duty(np.full(count, meeting.member), late)
    at = np.where((rng.random(count) < traces.shares["late"]) & on_duty, late, at)
    hidden = rng.random(count) < traces.shares["unrecorded"]
    source = np.where(
        hidden,
        pick(rng, {"vehicle_gps": 55, "radio_gps": 45}, count),
        pick(rng, {"notebook": 55, "dispatch": 20, "bwv": 25}, count),
    )
    purpose = or_null(~hidden, pick(rng, {"welfare_check": 40, "enquiry": 25, "statement": 15, "safeguarding": 20}, count))
    case = np.where(hidden | (at > scene.cases.closed[meeting.case]), -1, meeting.case)
    visits.put(scene, rng, np.full(count, meeting.member), np.full(count, meeting.person), at, source, case, purpose)
    if "while_sick" in traces.shows:
        _go_sick(scene, rng, meeting)


def _go_sick(scene: Scene, rng: np.random.Generator, meeting: Meeting) -> None:
    """One or two planned shifts become sick days; an evening call and sometimes a sighting fall on them."""
    first, last = meeting.begins // DAY, min(meeting.ends // DAY, scene.world.calendar.days - 1)
    shift = scene.world.calendar.all_days - scene.world.calendar.days
    planned = np.flatnonzero(
        scene.rosters.ends[meeting.member, shift + first : shift + last]
        > scene.rosters.starts[meeting.member, shift + first : shift + last]
    )
    for day in rng.permutation(planned)[: int(rng.integers(1, 3))]:
        scene.rosters.absence[meeting.member, shift + first + int(day)] = SICK
        at = np.array([(first + int(day)) * DAY + int(rng.integers(17, 23)) * HOUR + int(rng.integers(0, HOUR))])
        if rng.random() < 0.6:
            _post_pair(scene, rng, meeting, at, np.array([False]), np.array(["call"]), as_objects([None]))
        if rng.random() < 0.5:
            visits.put(
                scene, rng, np.array([meeting.member]), np.array([meeting.person]), at + HOUR, "other", np.array([-1]), None
            )


def leave_lookups(scene: Scene, rng: np.random.Generator, meeting: Meeting, traces: Traces) -> None:
    """Extra look-ups of the person, the household and their numbers; some long after."""
    count = traces.lookups
    if not count:
        return
    member = np.full(count, meeting.member)
    inside = meeting.begins + (rng.random(count) * (meeting.ends - meeting.begins)).astype(np.int64)
    outside = np.maximum(scene.cases.closed[meeting.case], meeting.begins) + rng.exponential(45 * DAY, count).astype(np.int64)
    before = scene.cases.opened[meeting.case] - rng.exponential(2 * DAY, count).astype(np.int64)
    day = np.where(rng.random(count) < traces.shares["outside"], np.where(rng.random(count) < 0.85, outside, before), inside)
    day = np.clip(day, 0, scene.world.calendar.end - 3 * DAY)
    at = scene.rosters.moment(rng, member, day)
    kin = scene.people.relative_of(rng, np.full(count, meeting.person))
    of_kin = (rng.random(count) < 0.35) & (kin >= 0) if "relatives" in traces.shows else np.zeros(count, dtype=bool)
    person = np.where(of_kin, kin, meeting.person)
    systems = {"crime": 40.0, "intel": 28.0, "pnc": 10.0, "command": 6.0, "phones": 16.0} if "numbers" in traces.shows else None
    reason = or_null(rng.random(count) < scene.world.habits["reason_given"] * 0.7, "update")
    searches.put(scene, rng, member, person, np.full(count, -1), at, reason, systems)


def leave_tokens(scene: Scene, rng: np.random.Generator, meeting: Meeting, traces: Traces) -> None:
    """A praise letter in the member's own wording, a gift, the person asking for the member, contact long after the close."""
    member, person = np.array([meeting.member]), np.array([meeting.person])

    def some_times(count: int) -> Ints:
        return meeting.begins + (rng.random(count) * (meeting.ends - meeting.begins)).astype(np.int64)

    if "praise" in traces.shows:
        letter = scene.phrases.letter(rng, "gushing")
        own = _own_texts(scene, rng, meeting.member)
        write_feedback(scene, rng, member, person, some_times(1), as_objects([shared_wording(rng, own, letter)]))
    if "gift" in traces.shows:
        give(scene, rng, member, person, some_times(1), given=0.5)
    if "asked_for" in traces.shows:
        times = some_times(int(rng.integers(1, 5)))
        ask(scene, rng, np.repeat(member, len(times)), np.repeat(person, len(times)), times)
    if "after_close" in traces.shows:
        _come_back(scene, rng, meeting, traces)


def _own_texts(scene: Scene, rng: np.random.Generator, member: int) -> list[str]:
    """Some of the longer messages this member has sent to anyone; phrases of care where there are none."""
    contacts = scene.ledger.columns("contacts")
    sent = contacts["text"][(contacts["member_id"] == member) & (contacts["direction"] == "out")]
    long = [str(text) for text in sent if text is not None and len(text) > 25]
    return [str(choose(rng, long or scene.phrases.pools["out.care"][0])) for _ in range(6)]


def _come_back(scene: Scene, rng: np.random.Generator, meeting: Meeting, traces: Traces) -> None:
    """Contact, a location hit or a look-up long after the case has closed."""
    count = int(rng.integers(1, 5))
    ended = max(int(scene.cases.closed[meeting.case]), meeting.ends)
    member, person, nothing = np.full(count, meeting.member), np.full(count, meeting.person), np.full(count, -1)
    at = scene.rosters.moment(rng, member, ended + (rng.gamma(1.5, 25, count) * DAY).astype(np.int64))
    kind = choose(rng, ["call", "sms", "visit", "search"])
    if kind == "visit":
        visits.put(scene, rng, member, person, at, "vehicle_gps", nothing, None)
    elif kind == "search":
        searches.put(scene, rng, member, person, nothing, at, np.full(count, None))
    elif traces.channel == "work_phone":
        ours = np.zeros(count, dtype=bool)
        text = scene.phrases.write(rng, np.full(count, "out.chat"), ours, np.full(count, traces.kisses), np.zeros(count))
        _post_pair(scene, rng, meeting, at, ours, np.full(count, kind), text)
