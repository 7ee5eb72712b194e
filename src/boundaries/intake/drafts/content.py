"""What drafts hold, as they are locked."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from boundaries.handover.report import Attachment, Route
from boundaries.handover.wire import Wire
from boundaries.intake.questions import Answers


class Stage(StrEnum):
    """How far a report is: the warnings read, being answered, checked, its receipt shown, typed back, or sent."""

    BEFORE = "before"
    ANSWERING = "answering"
    CHECKING = "checking"
    RECEIPT = "receipt"
    CONFIRMING = "confirming"
    SENT = "sent"


@dataclass(frozen=True, kw_only=True)
class Draft(Wire):
    """A report while it is being told.

    `question` and `part` say which page comes next, `started_seconds` when the first one was opened, `checked` that all answers
    were seen once, so that a change leads back to them. `receipt` holds the words that were minted, `asked_back` the places of
    two of them. `route` says by what way it comes, `operator` who takes it down. `lookup_id`, `sealed` and `statement` are there once it is on its way: a second try hands over the very same bytes.
    """

    KIND: ClassVar[str] = "draft"

    started_seconds: float
    route: Route = Route.WEB
    operator: str = ""
    stage: Stage = Stage.ANSWERING
    question: str = "teller"
    part: int = 0
    checked: bool = False
    answers: Answers = field(default_factory=Answers, repr=False)
    files: tuple[Attachment, ...] = field(default=(), repr=False)
    notes: dict[str, str] = field(default_factory=dict, repr=False)
    receipt: str = field(default="", repr=False)
    asked_back: tuple[int, ...] = ()
    lookup_id: str = ""
    sealed: bytes = field(default=b"", repr=False)
    statement: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Thread(Wire):
    """Someone who came back with a receipt: its keys, what they are about to send, and how much they have sent in this visit."""

    KIND: ClassVar[str] = "thread"

    lookup_id: str
    opening: bytes = field(repr=False)
    release: bytes = field(repr=False)
    text: str = field(default="", repr=False)
    files: tuple[Attachment, ...] = field(default=(), repr=False)
    notes: dict[str, str] = field(default_factory=dict, repr=False)
    sealed: bytes = field(default=b"", repr=False)
    turn: int = 0
    told: bool = False
