"""Composes a meeting's agenda from what was gathered, member by member."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.cases.kinds import TIERS, Kind, record_kinds
from boundaries.casework.cases.records import newest
from boundaries.casework.content import Piece
from boundaries.casework.figures.clocks import clocks_of
from boundaries.casework.masking.knowing import masks_for
from boundaries.casework.masking.mask import Mask
from boundaries.casework.meeting.actions import actions_of, notes_of
from boundaries.casework.meeting.agenda import Agenda, CameIn, CaseLine, FindingLine, Item
from boundaries.casework.meeting.due import mark_of, written_day
from boundaries.casework.meeting.gathering import Gathered, Window, gather, last_meeting
from boundaries.casework.meeting.masking import masked
from boundaries.casework.meeting.oversight import Overseen
from boundaries.casework.models import Case, Entry
from boundaries.casework.register.grading import grades_in
from boundaries.casework.register.routes import ROUTES
from boundaries.casework.registers.columns import Register
from boundaries.casework.registers.keeping import Opened, declared_by

MasksOf = Callable[[Mapping[str, Collection[str]], Mapping[str, list[Piece]]], dict[str, Mask]]
NOBODY = "Nobody is named yet"


@dataclass(frozen=True)
class Meeting:
    """A meeting that is prepared: its day, the day of the one before, and the safes whose names may be shown."""

    on: date
    since: date
    shown: Collection[str]


def agenda(holder: Holder, on: date, since: date | None, shown: Collection[str]) -> Agenda:
    """The agenda of a day, since the last meeting where no day is given. Called in a transaction."""
    meeting = Meeting(on, since or last_meeting(holder, on), shown)
    gathered = gather(holder, Window(meeting.on, meeting.since))
    items = with_declared(holder, items_of(gathered, gathered.people, meeting, partial(masks_for, holder)))
    spoken_of = {line.entry_id for item in items for line in item.came_in}
    return Agenda(meeting.on, meeting.since, items, others_of(gathered, (pk for pk in gathered.entries if pk not in spoken_of)))


def items_of(gathered: Gathered, people: Iterable[Overseen], meeting: Meeting, masks_of: MasksOf) -> tuple[Item, ...]:
    """What an agenda says of some members, but for what they declared; `masks_of` gives the masks of those who are wanted, with the safes
    that are open already.
    """
    some, made = tuple(people), []
    hidden = {
        one.member.key: {*one.member.safe_ids, *(case.pk for case in one.cases)} for one in some if not _is_shown(one, meeting)
    }
    masks = masks_of(hidden, gathered.pieces)
    for one in some:
        item = _item(one, gathered, meeting)
        made.append(item if _is_shown(one, meeting) else masked(item, masks[one.member.key]))
    return tuple(made)


def others_of(gathered: Gathered, entry_ids: Iterable[str]) -> tuple[CameIn, ...]:
    """Entries that came in and are about no member of concern."""
    return tuple(_came_in(gathered.entries[one], gathered, "") for one in entry_ids)


def with_declared(holder: Holder, items: Collection[Item]) -> tuple[Item, ...]:
    """The same items with what their members declared to the force, as far as the account may see it."""
    found: dict[str, list[Opened]] = {}
    for line in declared_by(holder.account, {item.member for item in items if item.member}):
        found.setdefault(line.line.member_mark, []).append(line)
    return tuple(
        replace(item, declared=tuple(_told(line, is_shown=bool(item.names)) for line in found.get(item.member, ())))
        for item in items
    )


def _item(one: Overseen, gathered: Gathered, meeting: Meeting) -> Item:
    return Item(
        label=one.member.label,
        member=one.member.mark,
        is_by_name=one.member.is_by_name,
        names=_names(one, gathered) if _is_shown(one, meeting) else "",
        tier=dict(TIERS).get(one.tier, "No tier yet"),
        tier_why=one.closest.values["rationale"] if one.closest else "",
        review_on=one.review_on,
        mark=mark_of(one.review_on, meeting.on, meeting.since),
        cases=tuple(_case(case, gathered, meeting) for case in one.cases),
        came_in=tuple(_new_entries(one, gathered)),
        findings=tuple(
            FindingLine(verdict.pair_id, verdict.decided_at, verdict.get_word_display())
            for safe_id in sorted(one.member.safe_ids)
            for verdict in gathered.verdicts.get(safe_id, ())
        ),
        notes=tuple(line for case in one.cases for line in notes_of(gathered.records[case.pk], meeting.on, meeting.since)),
        actions=tuple(
            line for case in one.cases for line in actions_of(case.pk, gathered.records[case.pk], meeting.on, meeting.since)
        ),
    )


def _is_shown(one: Overseen, meeting: Meeting) -> bool:
    return all(case.pk in meeting.shown for case in one.cases)


def _names(one: Overseen, gathered: Gathered) -> str:
    """How the member is named: by reports and findings, else by the referral."""
    referrals = [newest(gathered.records[case.pk], Kind.REFERRAL) for case in one.cases]
    written = [found.values.get("subject", "") for found in referrals if found]
    return "; ".join(one.member.names or sorted({name for name in written if name})) or NOBODY


def _case(case: Case, gathered: Gathered, meeting: Meeting) -> CaseLine:
    priority = newest(gathered.records[case.pk], Kind.PRIORITY)
    levels = dict(record_kinds()[Kind.PRIORITY].questions[0].choices)
    clock = min(clocks_of(case), key=lambda one: one.due_at, default=None)
    late = " (overdue)" if clock and clock.due_at < datetime.combine(meeting.on, time.min) else ""
    moves = gathered.moves.get(case.pk, ())
    return CaseLine(
        case_id=case.pk,
        state=case.state,
        priority=_priority(priority.values, levels) if priority else "",
        rationale=priority.values["rationale"] if priority else "",
        due=f"{clock.what} by {written_day(clock.due_at.date())}{late}" if clock else "",
        moved="; ".join(f"{one.to_state}, {written_day(one.moved_at.date())}" for one in moves),
        is_covert=case.is_covert,
    )


def _priority(values: Mapping[str, str], levels: Mapping[str, str]) -> str:
    return f"Harm {levels[values['harm']].lower()}, likelihood {levels[values['likelihood']].lower()}"


def _new_entries(one: Overseen, gathered: Gathered) -> Iterator[CameIn]:
    """What came in since the last meeting: what began a case, names the member, or is linked with what does."""
    own, cases = one.member.safe_ids, {case.pk for case in one.cases}
    found = {}
    for other in {linked for safe_id in own for linked in gathered.links.get(safe_id, ())}:
        through = sorted(gathered.links.get(other, frozenset()) & own)
        found[other] = f"Linked with {', '.join(safe_id[:8] for safe_id in through)}"
    found |= {safe_id: f"Began case {safe_id[:8]}" if safe_id in cases else "Names the same member" for safe_id in own}
    came = [gathered.entries[safe_id] for safe_id in found if safe_id in gathered.entries]
    for entry in sorted(came, key=lambda one: (one.registered_at, one.pk)):
        yield _came_in(entry, gathered, found[entry.pk])


def _came_in(entry: Entry, gathered: Gathered, because: str) -> CameIn:
    graded = next(iter(grades_in(gathered.pieces.get(entry.pk, ()))), None)
    return CameIn(
        entry.pk, entry.received_on, ROUTES.get(entry.route, entry.route), graded.short if graded else "not graded", because
    )


def _told(one: Opened, *, is_shown: bool) -> str:
    """One declared line in words; whom and what it names only where names are shown."""
    row = one.row
    if one.line.register == Register.DECLARATIONS:
        parts = [
            "Relationship",
            row.get("relation", ""),
            f"declared {_day(row['declared_at'])}",
            row["person_id"] if is_shown else "",
        ]
    elif one.line.register == Register.GIFTS:
        value = f"£{row['value_gbp']}" if row.get("value_gbp") else ""
        whom = row.get("person_id", "") if is_shown else ""
        parts = ["Gift", row["direction"], row.get("description", "") if is_shown else "", value, _day(row["at"]), whom]
    else:
        since = _day(row["valid_from"]) if row.get("valid_from") else ""
        parts = ["Device", row.get("kind", ""), f"from {since}" if since else "", row["endpoint"] if is_shown else ""]
    return ", ".join(part.replace("_", " ") if part in ("met_on_duty",) else part for part in parts if part)


def _day(moment: str) -> str:
    return written_day(datetime.fromisoformat(moment).date())
