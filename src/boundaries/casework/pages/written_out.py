"""An entry written out for a bundle: texts that a person reads, and the same of a case and of a finding as JSON for a program."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from boundaries.casework.cases.filling import rows_of as questions_and_answers
from boundaries.casework.cases.kinds import record_kinds
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.content import Piece
from boundaries.casework.content.attachments import ATTACHMENT, read_attachment
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.pages.telling import Message, messages_in, report_in, rows_of
from boundaries.casework.register.grading import grades_in, grading, shared_text
from boundaries.casework.review.registering import FINDING
from boundaries.handover.finding import SentFinding

NOTES = {
    "note": "Note", "recusal": "Recusal", "grant_purpose": "Asked for the source's identity", "exported": "Export",
    "member_named": "Member named", "names_shown": "Names were shown", "verdict": "Verdict", "closed": "Closed", "reopened": "Opened again",
    "answered": "First answer", "recovered": "Recovered by two custodians", "second_word": "A second person's word",
}  # fmt: skip
"""What each kind of note is called on a page and in a bundle; other kinds are records that are written out by themselves."""
SHARED_ROWS = ("Who tells", "Warning signs", "What happened", "When", "Member named")
"""What of a report goes into a sanitised copy; whom it affects, who must not see it and how it came stay here."""


@dataclass(frozen=True)
class Written:
    """What is written out of a case: its records and its steps."""

    records: list[CaseRecord]
    steps: list[tuple[datetime, str, str]]


def sanitised(thread: list[Piece], notes: list[Piece], affected: Iterable[str] = ()) -> tuple[dict[str, str], dict[str, int]]:
    """The texts that may be shared by file name, and how much was taken out of them; `affected` are names besides its own."""
    report = report_in(thread)
    cleaner = Sanitiser([*affected_in(thread), *affected])
    rows = rows_of(report) if report else []
    told = [(label, text if label == "Member named" else cleaner.clean(text)) for label, text in rows if label in SHARED_ROWS]
    messages = cleaner.clean(_messages(messages_in(thread)))
    return {"intelligence.txt": shared_text(notes), "report.txt": _rows(told), "messages.txt": messages}, dict(cleaner.removed)


def affected_in(thread: Iterable[Piece]) -> list[str]:
    """The names of whom a report says it affects."""
    report = report_in(thread)
    return [one.name for one in report.people] if report else []


def whole(
    thread: list[Piece], notes: list[Piece], attachments: list[Piece], case: Written | None, names: Mapping[str, str]
) -> dict[str, str]:
    """Everything that the unit has of an entry but the source's identity and the files themselves, by file name."""
    report = report_in(thread)
    files = [read_attachment(one.plain) for one in attachments if one.kind == ATTACHMENT]
    found = [SentFinding.from_bytes(one.plain) for one in thread if one.kind == FINDING]
    texts = {
        "report.txt": _rows(rows_of(report)) if report else "",
        "messages.txt": _messages(messages_in(thread)),
        "gradings.txt": _gradings(notes, names),
        "notes.txt": "\n\n".join(
            f"{_at(one.made_at)} {NOTES[one.kind]}\n{one.plain.decode()}" for one in notes if one.kind in NOTES
        ),
        "files.txt": "\n".join(f"{one.name or 'No name'}, {one.size} bytes, SHA-256 {one.sha256}" for one in files),
        "finding.txt": "\n\n".join(map(_finding, found)),
    }
    if found:
        texts["finding.json"] = json.dumps([json.loads(one.to_bytes()) for one in found], ensure_ascii=False, indent=1)
    return texts | (_case(case, names) if case else {})


def _messages(messages: Iterable[Message]) -> str:
    return "\n\n".join(f"{'The unit' if one.from_us else 'The reporter'}, {one.made_at:%Y-%m-%d}\n{one.text}" for one in messages)


def _gradings(notes: list[Piece], names: Mapping[str, str]) -> str:
    told = [
        f"{one.short}, {_at(one.made_at)}, {names.get(one.by, '')}\n{_rows(questions_and_answers(grading(), one.values))}"
        for one in grades_in(notes)
    ]
    return "\n\n".join(told)


def _case(case: Written, names: Mapping[str, str]) -> dict[str, str]:
    """The records of a case as text, in their order, and as JSON."""
    kinds = record_kinds()
    told = [
        f"{kinds[one.kind].title}, {_at(one.made_at)}, {names.get(one.by, '')}{_agreement(one)}\n"
        + _rows(questions_and_answers(kinds[one.kind], one.values))
        for one in case.records
    ]
    steps = "\n".join(f"{_at(at)} {to}: {reason}" for at, to, reason in case.steps)
    as_values = {
        "records": [
            {
                "kind": one.kind.value, "written_at": one.made_at.isoformat(), "by": names.get(one.by, ""), "values": dict(one.values),
                "agreed": None if one.decided is None else one.decided.is_agreed,
            }
            for one in case.records
        ],
        "steps": [{"at": at.isoformat(), "to": to, "reason": reason} for at, to, reason in case.steps],
    }  # fmt: skip
    return {"case.txt": "\n\n".join((*told, f"Steps\n{steps}")), "case.json": json.dumps(as_values, ensure_ascii=False, indent=1)}


def _agreement(one: CaseRecord) -> str:
    if one.decided is None:
        return ""
    return (
        f"\n{'Agreed by' if one.decided.is_agreed else 'Not agreed by'} {one.decided.decided_by}, {_at(one.decided.decided_at)}"
    )


def _finding(one: SentFinding) -> str:
    """What a scan said of a pair: how strong, and every piece of evidence for and against."""
    evidence = "\n".join(
        f"{part.bits:+.1f} {part.detector}: {part.summary}" for part in sorted(one.evidence, key=lambda e: -e.bits)
    )
    return f"Member {one.member_id}, person {one.person_id}: {one.bits:.1f} bits, {one.urgency}\n{evidence}"


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    return "\n\n".join(f"{label}\n{text}" for label, text in rows)


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
