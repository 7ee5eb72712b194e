"""Ordinary contact: driven by a case's stage, by members' habits and by how chatty people are; and what of it reaches the log."""

from dataclasses import dataclass

import numpy as np

from boundaries.evaluation.force.calendar import DAY, HOUR, human_time
from boundaries.evaluation.force.casework import KINDS, demand, engagements, expected_arrivals
from boundaries.evaluation.force.chance import Flags, Floats, Ints, Words, fan_out, or_null, pick
from boundaries.evaluation.force.population import Members, People
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.world import World

# Contacts at the start of a case, and a month while it is open, by the member's part in it.
_FIRST = {
    "oic": 0.95,
    "attending": 0.16,
    "supervisor": 0.04,
    "specialist": 1.2,
    "liaison": 3.0,
    "call_taker": 0.08,
    "guard": 0.01,
}
_MONTHLY = {
    "oic": 0.75,
    "attending": 0.03,
    "supervisor": 0.02,
    "specialist": 1.2,
    "liaison": 4.0,
    "call_taker": 0.0,
    "guard": 0.0,
}
_FORWARD = {
    "arc_out.lean": 26, "arc_out.praise": 24, "arc_out.push": 18, "arc_out.invite": 12, "arc_out.flirt": 9, "arc_out.physical": 6, "arc_out.secrecy": 4,
}  # fmt: skip
_PERSON = {"victim": 1.0, "relative": 0.5, "witness": 0.3, "reporter": 0.35, "suspect": 0.22, "other": 0.2}


@dataclass(frozen=True)
class Touches:
    """Occasions of contact before they become single messages; `case` is -1 where there is none."""

    member: Ints
    person: Ints
    case: Ints
    at: Ints
    by_person: Flags
    stage: Words  # open, close, after or regular

    def rows(self, keep: Flags) -> "Touches":
        return Touches(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def keep_in_touch(scene: Scene) -> None:
    """Write all ordinary contact and its log entries."""
    rng = scene.world.stream("contacts")
    for touches in (case_touches(scene, rng), regular_touches(scene, rng)):
        inside = (touches.at >= 0) & (touches.at < scene.world.calendar.end)
        write_touches(scene, rng, touches.rows(inside))


def case_touches(scene: Scene, rng: np.random.Generator) -> Touches:
    """Contact that a case brings: first days, monthly updates, the close, after-care, and the person's own calls."""
    cases, habits = scene.cases, scene.world.habits
    link, who = engagements(cases)
    member, person, case = cases.member[link], cases.person[who], cases.member_case[link]
    role, part = cases.member_role[link], cases.person_role[who]
    kinds, kind_no = np.unique(cases.kind, return_inverse=True)
    touch = np.array([float(KINDS[str(kind)]["touch"]) for kind in kinds])[kind_no][case]
    months = np.clip((cases.closed[case] - cases.opened[case]) / (30 * DAY), 0, 8)
    base = (_lookup(_FIRST, role) + _lookup(_MONTHLY, role) * months) * _lookup(_PERSON, part) * touch * habits["touches"]
    base = base * demand(member, case, person, habits["demand_sigma"])
    own = scene.members.volume[member]
    chat = scene.people.chat[person]
    counts = expected_arrivals(rng, base * own * np.sqrt(chat), habits["case_sigma"])
    row, _ = fan_out(counts)
    at, stage = _case_times(rng, cases.opened[case[row]], cases.closed[case[row]])
    ours = Touches(
        member[row], person[row], case[row], _when_member(scene, rng, member[row], at), np.zeros(len(row), dtype=bool), stage
    )
    wanted = expected_arrivals(rng, base * habits["incoming"] * np.sqrt(own) * chat, habits["case_sigma"])
    row, _ = fan_out(wanted)
    at, stage = _case_times(rng, cases.opened[case[row]], cases.closed[case[row]])
    theirs = Touches(member[row], person[row], case[row], _when_person(scene, rng, at), np.ones(len(row), dtype=bool), stage)
    care = rng.poisson(habits["after_care"] * base * own * 0.5)
    row, _ = fan_out(care)
    late = cases.closed[case[row]] + rng.exponential(22 * DAY, len(row)).astype(np.int64)
    begun = rng.random(len(row)) < 0.45
    at = np.where(begun, _when_person(scene, rng, late), _when_member(scene, rng, member[row], late))
    after = Touches(member[row], person[row], case[row], at, begun, np.full(len(row), "after"))
    return join(ours, theirs, after)


def regular_touches(scene: Scene, rng: np.random.Generator) -> Touches:
    """Neighbourhood regulars, acquaintances from before, and contact outside any case (parents of missing children, landlords, shops)."""
    members, people, habits, calendar = scene.members, scene.people, scene.world.habits, scene.world.calendar
    chance = np.where(
        members.role == "neighbourhood", habits["regulars"], np.where(members.in_role("response", "roads"), 0.9, 0.25)
    )
    member, _ = fan_out(rng.poisson(chance * members.volume))
    person = local_people(scene, rng, member)
    friend, _ = fan_out(rng.poisson(habits["friends"], len(members)))
    member, person = np.concatenate([member, friend]), np.concatenate([person, local_people(scene, rng, friend)])
    months = calendar.days / 30.4
    counts = expected_arrivals(rng, 0.22 * months * people.chat[person], 0.9)
    row, _ = fan_out(counts)
    begun = rng.random(len(row)) < 0.45
    day = rng.integers(0, calendar.days, len(row)) * DAY
    at = np.where(begun, _when_person(scene, rng, day), _when_member(scene, rng, member[row], day))
    return Touches(member[row], person[row], np.full(len(row), -1), at, begun, np.full(len(row), "regular"))


def local_people(scene: Scene, rng: np.random.Generator, member: Ints) -> Ints:
    """Someone the member knows from the beat, or anyone of the area.

    The same few are rung, passed, visited and looked up, so that pairs without a case are odd in several ways at once.
    """
    known = scene.beats[member, np.minimum(rng.geometric(0.09, len(member)) - 1, scene.beats.shape[1] - 1)]
    return np.where(
        rng.random(len(member)) < scene.world.habits["beat"],
        known,
        people_of_area(scene.world, scene.members, scene.people, rng, member),
    )


def draw_beats(world: World, members: Members, people: People) -> Ints:
    """Forty people of the area that each member knows, best known first."""
    everyone = np.repeat(np.arange(len(members)), 40)
    return people_of_area(world, members, people, world.stream("beats"), everyone).reshape(len(members), 40)


def people_of_area(world: World, members: Members, people: People, rng: np.random.Generator, member: Ints) -> Ints:
    """Someone of the member's own area, those who meet the police often first."""
    order = np.argsort(people.area, kind="stable")
    weight = np.cumsum(people.pull[order])
    ends = np.searchsorted(people.area[order], np.arange(len(world.profile.areas)), side="right") - 1
    high = weight[ends]
    low = np.concatenate([[0.0], high[:-1]])
    area = members.area[member]
    spot = low[area] + rng.random(len(member)) * (high[area] - low[area])
    return np.asarray(order[np.minimum(np.searchsorted(weight, spot), len(order) - 1)])


def _lookup(table: dict[str, float], words: Words) -> Floats:
    names, index = np.unique(words, return_inverse=True)
    return np.array([table[str(name)] for name in names])[index]


def _case_times(rng: np.random.Generator, opened: Ints, closed: Ints) -> tuple[Ints, Words]:
    """Days of contact: near the start, near the close, or any day between."""
    count = len(opened)
    early = opened + rng.exponential(4 * DAY, count).astype(np.int64)
    late = closed - rng.exponential(1.5 * DAY, count).astype(np.int64)
    middle = opened + (rng.random(count) * (closed - opened)).astype(np.int64)
    turn = rng.random(count)
    at = np.where(turn < 0.35, np.minimum(early, closed), np.where(turn < 0.5, np.maximum(late, opened), middle))
    return at, np.where((turn >= 0.35) & (turn < 0.5), "close", "open")


def _when_member(scene: Scene, rng: np.random.Generator, member: Ints, at: Ints) -> Ints:
    """When the member gets round to it: on duty, but for the member's own share."""
    duty = scene.rosters.moment(rng, member, at, scene.world.habits["night_work"])
    off = scene.rosters.off_moment(rng, member, at)
    return np.where(rng.random(len(member)) < scene.members.off_duty[member], off, duty)


def _when_person(scene: Scene, rng: np.random.Generator, at: Ints) -> Ints:
    return np.asarray(at // DAY * DAY + human_time(rng, len(at), scene.world.habits["late_people"]))


def join(*parts: Touches) -> Touches:
    """Several batches of touches as one."""
    return Touches(*(np.concatenate([getattr(part, name) for part in parts]) for name in Touches.__dataclass_fields__))


def write_touches(scene: Scene, rng: np.random.Generator, touches: Touches) -> None:
    """Touches become messages, bursts alternating between the two; some of them reach the case log."""
    channel = _channels(scene, rng, touches)
    talk = np.where(np.isin(channel, ["call", "email"]), 0.12, 0.75) * np.sqrt(scene.people.chat[touches.person])
    burst = 1 + np.minimum(expected_arrivals(rng, talk, 0.8), 40)
    row, step = fan_out(burst)
    gaps = rng.lognormal(np.log(4 * 60), 1.3, len(row)).astype(np.int64) * (step > 0)
    total = np.cumsum(gaps)
    begin = total[np.cumsum(burst) - burst]
    at = touches.at[row] + total - begin[row]
    flip = (step > 0) & (rng.random(len(row)) < 0.85) & (step % 2 == 1)
    incoming = touches.by_person[row] ^ flip
    send(scene, rng, touches.member[row], touches.person[row], at, incoming, channel[row], touches.stage[row])
    log_touches(scene, rng, touches)


def _channels(scene: Scene, rng: np.random.Generator, touches: Touches) -> Words:
    """The pair's usual channel, sometimes another; texting and personal apps by the member's habit."""
    members, habits = scene.members, scene.world.habits
    count, own = len(touches.member), members.texting[touches.member]
    # The pair's own hash keeps a pair on one channel without a table of pairs.
    usual = ((touches.member * 7919 + touches.person * 104_729) % 10_007) / 10_007
    turn = np.where(rng.random(count) < 0.7, usual, rng.random(count))
    channel = np.where(turn < own * 0.75, "sms", np.where(turn < own * 0.75 + 0.2, "email", "call")).astype("<U8")
    apps = rng.random(count) < members.personal[touches.member] * np.where(usual < 0.3, 2.5, 0.35)
    channel[apps] = "whatsapp"
    social = rng.random(count) < habits["social_channel"] * np.where(touches.stage == "regular", 4, 1)
    channel[social] = "social"
    return channel


def _registers(rng: np.random.Generator, incoming: Flags, stage: Words, chat: Floats, flirts: Floats, careless: float) -> Words:
    """What each text is about."""
    count = len(incoming)
    mine = pick(rng, {"out.update": 30, "out.arrange": 24, "out.ask": 16, "out.care": 18, "out.chat": 4}, count).astype("<U12")
    mine = np.where((stage == "close") & (rng.random(count) < 0.5), "out.close", mine)
    mine = np.where(rng.random(count) < chat, "out.chat", mine).astype("<U20")
    # Banter, invitations for coffee and warm words occur among people with nothing to hide, mostly from those who chat.
    forward = rng.random(count) < careless * np.where(mine == "out.chat", 1.0, 0.02)
    mine = np.where(forward, pick(rng, _FORWARD, count), mine)
    theirs = pick(rng, {"in.reply": 38, "in.ask": 20, "in.info": 18, "in.thanks": 9, "in.upset": 11, "in.chat": 6}, count).astype(
        "<U12"
    )
    theirs = np.where(np.isin(stage, ["after", "close"]) & (rng.random(count) < 0.3), "in.thanks", theirs)
    theirs = np.where(rng.random(count) < chat * 0.7, "in.chat", theirs)
    theirs = np.where(rng.random(count) < flirts, "in.flirt", theirs).astype("<U20")
    theirs = np.where((theirs == "in.upset") & (rng.random(count) < careless), "arc_in.lean", theirs)
    return np.where(incoming, theirs, mine)


def send(
    scene: Scene, rng: np.random.Generator, member: Ints, person: Ints, at: Ints, incoming: Flags, channel: Words, stage: Words
) -> None:
    """Ordinary messages with ordinary texts."""
    members, people = scene.members, scene.people
    chat = np.where(stage == "regular", 0.25, 0.0) + members.chat[member]
    register = _registers(rng, incoming, stage, chat, people.flirts[person], scene.world.habits["careless_words"])
    kisses = np.where(incoming, people.kisses[person] * 0.6, members.kisses[member])
    pets = np.where(incoming, people.pets[person] * 0.4, members.pets[member] * 0.6)
    text = scene.phrases.write(rng, register, np.where(incoming, people.sloppy[person], channel == "whatsapp"), kisses, pets)
    post(scene, rng, member, person, at, incoming, channel, text)


def post(
    scene: Scene, rng: np.random.Generator, member: Ints, person: Ints, at: Ints, incoming: Flags, channel: Words, text: Words
) -> None:
    """Write contacts: calls have lengths, texts are kept most of the time, some rows carry a number only."""
    habits, count = scene.world.habits, len(at)
    call = channel == "call"
    kept = ~call & (rng.random(count) < habits["text_kept"])
    length = np.where(call, np.minimum(rng.lognormal(np.log(110), 1.1, count), 7200).astype(np.int64), -1)
    number = (rng.random(count) < habits["endpoint_only"]) & np.isin(channel, ["call", "sms", "whatsapp"])
    inside = (at >= 0) & (at < scene.world.calendar.end)
    scene.ledger.add(
        "contacts", at=at[inside], member_id=member[inside], person_id=person[inside],
        direction=np.where(incoming, "in", "out")[inside], channel=channel[inside], by_number=number[inside], duration_s=length[inside],
        text=or_null(kept, text)[inside],
    )  # fmt: skip


def log_touches(scene: Scene, rng: np.random.Generator, touches: Touches) -> None:
    """The case log as the member keeps it: 20 to 40 % of contact never reaches it."""
    logged = (touches.case >= 0) & (rng.random(len(touches.case)) < scene.members.logging[touches.member])
    kept = touches.rows(logged)
    delay = np.minimum(rng.lognormal(np.log(1.2 * HOUR), 1.3, len(kept.at)), 4 * DAY).astype(np.int64)
    written = kept.at + delay < scene.world.calendar.end
    kept, delay = kept.rows(written), delay[written]
    count = len(kept.at)
    scene.ledger.add(
        "case_log", case_id=kept.case, at=kept.at + delay, member_id=kept.member,
        kind=np.where(rng.random(count) < 0.75, "contact", "update"), person_id=np.where(rng.random(count) < 0.8, kept.person, -1),
        text=np.array(LOG_NOTES["contact"], dtype=object)[rng.integers(0, len(LOG_NOTES["contact"]), count)],
    )  # fmt: skip


LOG_NOTES = {
    "contact": ["Updated by phone.", "Spoke to complainant, no change.", "Text sent with update.", "Call, no answer, message left.", "Aggrieved updated.", "Contact made, details confirmed.", "Caller given crime number."],
    "update": ["CCTV requested.", "House to house completed.", "Statement uploaded.", "Awaiting forensic result.", "File review.", "Suspect circulated.", "Risk assessment completed.", "Exhibits booked in."],
    "supervision": ["Reviewed, plan agreed.", "Supervisor review. Actions set.", "Timescale extended.", "Reviewed, no further lines."],
}  # fmt: skip
