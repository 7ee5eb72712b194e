"""What is to be done: tasks and the meeting's decisions until they are finished, and the notes about welfare and detriment."""

from collections.abc import Iterator, Sequence
from datetime import date

from boundaries.casework.cases.filling import day_of, shown
from boundaries.casework.cases.following import numbered_tasks
from boundaries.casework.cases.kinds import Kind, record_kinds
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.meeting.agenda import ActionLine, NoteLine
from boundaries.casework.meeting.due import mark_of

NOTES = (Kind.SAFEGUARDING, Kind.WELFARE, Kind.DETRIMENT)


def actions_of(case_id: str, records: Sequence[CaseRecord], on: date, since: date) -> Iterator[ActionLine]:
    """What is not finished, and what was finished since the last meeting, in the order in which it falls due."""
    done = {one.values["task"].strip(): one for one in records if one.kind is Kind.TASK_DONE}
    lines = []
    for number, one in numbered_tasks(records).items():
        end = done.get(number)
        if end is not None and end.made_at.date() < since:
            continue
        due_on = day_of(one.values["due_on"])
        lines.append(
            ActionLine(
                case_id=case_id,
                number=number,
                what=one.values.get("decision") or one.values["task"],
                why=one.values.get("rationale", ""),
                owner=one.values.get("owner") or one.values.get("who", ""),
                due_on=due_on,
                mark="" if end else mark_of(due_on, on, since),
                meeting_on=day_of(one.values.get("meeting_on", "")),
                done=end.values["done"] if end else "",
            )
        )
    yield from sorted(lines, key=lambda one: (bool(one.done), one.due_on or date.max, int(one.number)))


def notes_of(records: Sequence[CaseRecord], on: date, since: date) -> Iterator[NoteLine]:
    """Notes about safeguarding, welfare and detriment since the last meeting; where there are none of a kind, the newest before it."""
    for kind in NOTES:
        held = [one for one in records if one.kind is kind]
        for one in [one for one in held if one.made_at.date() >= since] or held[-1:]:
            next_on = day_of(one.values.get("next_on", ""))
            yield NoteLine(
                _title(one), one.values.get("found") or one.values["done"], one.made_at, next_on, mark_of(next_on, on, since)
            )


def _title(one: CaseRecord) -> str:
    """The kind of note with its first choice in words, such as whose welfare it is about."""
    kind = record_kinds()[one.kind]
    chosen = next(question for question in kind.questions if question.choices)
    return f"{kind.title}: {chosen.asks} {shown(chosen, one.values[chosen.name])}"
