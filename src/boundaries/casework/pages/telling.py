"""A report as a page shows it: rows of a label and what was told."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from boundaries.casework.collecting.replying import REPLY
from boundaries.casework.content.pieces import Piece
from boundaries.casework.content.reported import FOLLOW_UP, REPORT
from boundaries.casework.review.signs import sign_title
from boundaries.handover.people import NamedMember, NamedPerson
from boundaries.handover.report import NOT_SURE, RATHER_NOT_SAY, FollowUp, Reply, Report, Teller

TELLERS = {
    Teller.ABOUT_ME: "It is about the person who tells",
    Teller.ABOUT_SOMEONE: "It is about someone the person who tells knows",
    Teller.PARTNER: "Someone who works with a person affected",
    Teller.COLLEAGUE: "A colleague",
    Teller.NOT_SURE: "Not said",
}
_OTHER_SIGNS = {NOT_SURE: "Not sure", RATHER_NOT_SAY: "Prefers not to say"}
PERIODS = {
    "still_happening": "It is still happening", "last_month": "In the last month", "last_year": "In the last year",
    "longer_ago": "Longer ago", **_OTHER_SIGNS,
}  # fmt: skip
AGES = {"under_18": "under 18", "18_to_24": "18 to 24", "25_to_64": "25 to 64", "65_or_over": "65 or over", **_OTHER_SIGNS}
KNOWS = {"yes": "Yes", "no": "No", **_OTHER_SIGNS}


@dataclass(frozen=True)
class Message:
    """One message of a thread, either way."""

    from_us: bool
    text: str
    made_at: datetime
    asks: bool = False


def report_in(pieces: Iterable[Piece]) -> Report | None:
    """The report of a thread, where it began with one."""
    for piece in pieces:
        if piece.kind == REPORT:
            return Report.from_bytes(piece.plain)
    return None


def messages_in(pieces: Iterable[Piece]) -> Iterator[Message]:
    """What was said after the report, either way, oldest first."""
    for piece in pieces:
        if piece.kind == FOLLOW_UP:
            yield Message(False, FollowUp.from_bytes(piece.plain).text, piece.made_at)
        elif piece.kind == REPLY:
            reply = Reply.from_bytes(piece.plain)
            yield Message(True, reply.text, piece.made_at, reply.asks)


def rows_of(report: Report) -> list[tuple[str, str]]:
    """A report as rows; what was not told has none."""
    rows = [
        ("Who tells", TELLERS[report.teller]),
        ("Warning signs", "\n".join(_sign(sign) for sign in report.signs)),
        ("What happened", report.story),
        ("When", _when(report.when)),
        *(("Member named", _line(member)) for member in report.members),
        *(("Person affected", _line(_aged(person))) for person in report.people),
        ("Who must not see this", report.exclude),
        *(("Must not see this", _line(member)) for member in report.exclude_members if _line(member) not in report.exclude),
        ("Organisation", report.organisation),
        ("Language", {"en": "English", "cy": "Welsh"}.get(report.language, report.language)),
        *((name.replace("_", " ").capitalize(), KNOWS.get(text, text)) for name, text in report.notes.items()),
    ]
    return [(label, text) for label, text in rows if text]


def _sign(sign: str) -> str:
    return _OTHER_SIGNS[sign] if sign in _OTHER_SIGNS else sign_title(sign)


def _when(told: str) -> str:
    """The period that was chosen, in words, before the reporter's own."""
    period, _, rest = told.partition("\n")
    return "\n".join(part for part in (PERIODS.get(period, period), rest) if part)


def _aged(person: NamedPerson) -> NamedPerson:
    return replace(person, age_group=AGES.get(person.age_group, person.age_group))


def _line(named: NamedMember | NamedPerson) -> str:
    return ", ".join(part for part in astuple(named) if part)
