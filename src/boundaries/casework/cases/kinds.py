"""What can be written into a case: each kind of record and its questions, as data; forms, checks and pages follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol

from boundaries.casework.referral.criteria import CRITERIA, MATTERS, NO_CRITERION, SUBJECTS
from boundaries.catalogue import load_catalogue


class Kind(StrEnum):
    """The kinds of record of a case."""

    SAFEGUARDING = "safeguarding"
    ASSESSMENT = "assessment"
    PRIORITY = "priority"
    OVERSIGHT = "oversight"
    REFERRAL_DECISION = "referral_decision"
    REFERRAL = "referral"
    TASK = "task"
    TASK_DONE = "task_done"
    COVERT = "covert"
    DECISION = "decision"
    EXHIBIT = "exhibit"
    CONTINUITY = "continuity"
    WELFARE = "welfare"
    DETRIMENT = "detriment"
    UPDATE = "update"
    OUTCOME = "outcome"
    LEARNING = "learning"
    YEARLY_FACTS = "yearly_facts"
    MEETING_DECISION = "meeting_decision"


class Answer(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"
    SOME = "some"
    DAY = "day"
    MOMENT = "moment"
    FILE_HASH = "file_hash"


@dataclass(frozen=True)
class Question:
    """One question of a record; `choices` by value where it has any, `is_past` where the moment or day cannot lie ahead."""

    name: str
    asks: str
    answer: Answer = Answer.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    is_needed: bool = True
    is_past: bool = False


@dataclass(frozen=True)
class RecordKind:
    """One kind of record: its title, why it is written, and its questions."""

    kind: Kind
    title: str
    why: str
    questions: tuple[Question, ...]


class Asks(Protocol):
    """Whatever has questions that a form asks."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in their order."""


YES_NO = (("yes", "Yes"), ("no", "No"))
KNOWN = (*YES_NO, ("not_known", "Not known yet"))
LEVELS = (("high", "High"), ("medium", "Medium"), ("low", "Low"))
ACTIONS = frozenset({Kind.TASK, Kind.MEETING_DECISION})
"""The kinds of record that someone sees to by a day, until it is said to be done."""
STANDING = frozenset(
    {
        Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY, Kind.OVERSIGHT, Kind.REFERRAL_DECISION, Kind.REFERRAL, Kind.COVERT,
        Kind.DETRIMENT, Kind.OUTCOME, Kind.YEARLY_FACTS,
    }
)  # fmt: skip
"""The kinds of record of which only the newest counts."""
WRITTEN_ON = frozenset({Kind.ASSESSMENT, Kind.REFERRAL, Kind.YEARLY_FACTS})
"""Those whose form begins with what the newest says: long ones that are corrected in a part. A decision is always written afresh."""
TIERS = (
    ("close", "Close: looked at each month"),
    ("regular", "Regular: looked at each quarter"),
    ("light", "Light: looked at each half year"),
    ("ended", "Ended: no oversight any more"),
)
ROLES = (
    ("officer", "Police officer"), ("special", "Special constable"), ("pcso", "Community support officer"), ("staff", "Police staff"),
    ("volunteer", "Volunteer"), ("contractor", "Contractor"), ("left", "Someone who has left the service"),
    ("not_known", "Not known yet"),
)  # fmt: skip
HOW_MET = (
    ("domestic_abuse", "As a victim of domestic abuse"), ("sexual_offence", "As a victim of a sexual offence"),
    ("victim", "As a victim of another crime"), ("witness", "As a witness"), ("suspect", "As a suspect or in custody"),
    ("care", "In a crisis, missing or through health care"), ("caller", "By calling the police or at a front counter"),
    ("community", "On patrol, at a school, shop or event"), ("relative", "As a relative of one of these"),
    ("off_duty", "Off duty or online"), ("colleague", "As a colleague or applicant"), ("other", "In another way"),
    ("not_known", "Not known yet"),
)  # fmt: skip
WHOSE = (("affected", "The person affected"), ("reporter", "Whoever told us"), ("member", "The member"), ("family", "A family"))


@cache
def record_kinds() -> Mapping[Kind, RecordKind]:
    """Every kind of record; the assessment follows the catalogue's definition, limb by limb."""
    return {
        one.kind: one
        for one in (_safeguarding(), _assessment(), *_steps(), *_evidence_and_people(), _referral(), *_for_meeting_and_year())
    }


def _safeguarding() -> RecordKind:
    return RecordKind(
        Kind.SAFEGUARDING,
        "Safeguarding",
        "Comes first: is anyone at risk now, and what has been done about it?",
        (
            Question("at_risk", "Is someone at risk now, or may they be?", Answer.ONE, KNOWN),
            Question("who", "Who, and of what?", is_needed=False),
            Question("done", "What was done, or why is nothing needed?"),
            Question("done_by", "By whom?", Answer.LINE),
            Question("done_at", "When?", Answer.MOMENT, is_past=True),
        ),
    )


def _assessment() -> RecordKind:
    catalogue = load_catalogue()
    questions = []
    for limb in catalogue.definition.limbs:
        questions.append(Question(limb.id, limb.asks, Answer.ONE, KNOWN, " ".join(limb.counts)))
        questions.append(Question(f"{limb.id}_why", f"{limb.title}: why?", hint="Facts apart from opinion."))
    vulnerable = tuple((word, one.title) for word, one in catalogue.vulnerabilities.by_word.items())
    return RecordKind(
        Kind.ASSESSMENT,
        "Assessment against the definition",
        "Each part of the definition by itself, with its reason. A complaint is not a precondition, and neither is vulnerability. Where "
        "all of it is found the clock of the referral runs from now on, until it is referred or two people decide otherwise.",
        (
            *questions,
            Question("vulnerabilities", "What makes the person affected vulnerable, in the widest sense?", Answer.SOME, vulnerable,
                     catalogue.vulnerabilities.rule, False),
            Question("vulnerability_why", "How is that known?", is_needed=False),
            Question("urgency", "How soon must someone act?", Answer.ONE,
                     (("urgent", "Urgent: today"), ("high", "High: within three days"), ("standard", "Standard")),
                     "A clock runs to that day, until safeguarding or a decision says what was done."),
        ),
    )  # fmt: skip


def _steps() -> tuple[RecordKind, ...]:
    return (
        RecordKind(Kind.PRIORITY, "Priority", "Harm and likelihood, with the reason; recorded so that it can be explained later.", (
            Question("harm", "How much harm could follow?", Answer.ONE, LEVELS),
            Question("likelihood", "How likely is it, from what is known?", Answer.ONE, LEVELS),
            Question("rationale", "Why?"),
        )),
        RecordKind(Kind.OVERSIGHT, "Oversight of the member", "How closely the unit keeps the member in view, why, and until when. A tier is "
                   "no finding: say what would end it.", (
            Question("tier", "Which tier?", Answer.ONE, TIERS),
            Question("rationale", "Why, and what would end it?"),
            Question("review_on", "When is it decided again?", Answer.DAY, (), "The clock of the case runs to that day."),
        )),
        RecordKind(Kind.REFERRAL_DECISION, "Decision whether to refer", "Yes and no both need a reason. A second person agrees. "
                   "Decide again when something new is known.", (
            Question("decision", "Is the matter referred?", Answer.ONE, YES_NO),
            Question("criterion", "Which criterion?", Answer.ONE, tuple(CRITERIA.items()),
                     "The one that is met. What meets it is referred, but for a voluntary one."),
            Question("considered", "Which criteria were considered and are not met?", Answer.SOME,
                     tuple((name, text) for name, text in CRITERIA.items() if name != NO_CRITERION),
                     "Needed where it is not referred.", False),
            Question("first_clear_at", "When did it first become clear?", Answer.MOMENT, (), "The clock runs from then.", is_past=True),
            Question("rationale", "Why?", hint="Of what is not referred: why each criterion that was considered is not met."),
        )),
        RecordKind(Kind.TASK, "Task", "What is to be done, by whom and by when.", (
            Question("task", "What is to be done?"),
            Question("who", "By whom?", Answer.LINE),
            Question("due_on", "By when?", Answer.DAY),
        )),
        RecordKind(Kind.TASK_DONE, "Task done", "Which task or decision of a meeting is done or not needed any more, and what came of it.", (
            Question("task", "Its number", Answer.LINE, hint="It stands beside it in the case and in the meeting's pack."),
            Question("done", "What came of it?"),
        )),
        RecordKind(Kind.COVERT, "Covert or not", "Whether anything that the member or the line could notice would do harm. While it is "
                   "covert every page of it says so.", (
            Question("covert", "Must it stay covert?", Answer.ONE, YES_NO),
            Question("rationale", "Why?"),
        )),
        RecordKind(Kind.DECISION, "Decision", "What was decided, what else was considered, and why.", (
            Question("decision", "What was decided?"),
            Question("considered", "What else was considered?", is_needed=False),
            Question("rationale", "Why?"),
        )),
    )  # fmt: skip


def _evidence_and_people() -> tuple[RecordKind, ...]:
    return (
        RecordKind(Kind.EXHIBIT, "Exhibit", "What was secured. The file stays where it is kept; its hash is recorded here.", (
            Question("reference", "Reference", Answer.LINE),
            Question("description", "What is it?"),
            Question("seized_at", "When was it secured?", Answer.MOMENT, is_past=True),
            Question("seized_by", "By whom?", Answer.LINE),
            Question("kept", "Where is it kept?", Answer.LINE),
            Question("sha256", "File to take the hash of", Answer.FILE_HASH, (), "Only its SHA-256 is kept.", False),
        )),
        RecordKind(Kind.CONTINUITY, "Hand-over of an exhibit", "Who gave it to whom, when and why: no gap may remain.", (
            Question("reference", "Reference", Answer.LINE),
            Question("from_whom", "From whom?", Answer.LINE),
            Question("to_whom", "To whom?", Answer.LINE),
            Question("handed_at", "When?", Answer.MOMENT, is_past=True),
            Question("why", "Why?"),
        )),
        RecordKind(Kind.WELFARE, "Welfare", "Of everyone: the person affected, whoever told us, the member, families.", (
            Question("whose", "Whose?", Answer.ONE, WHOSE),
            Question("done", "What was offered or done?"),
            Question("next_on", "When will you ask again?", Answer.DAY, is_needed=False),
        )),
        RecordKind(Kind.DETRIMENT, "Detriment watch", "Is whoever told us treated worse for it? Ask again until it is over.", (
            Question("found", "What was asked, and what was found?"),
            Question("is_worse", "Is there any detriment?", Answer.ONE, KNOWN),
            Question("next_on", "When will you ask again?", Answer.DAY, (), "Leave it empty only once it is over.", False),
        )),
        RecordKind(Kind.UPDATE, "Update to who told us", "Due every four weeks. Say what can be said.", (
            Question("told", "What were they told?"),
            Question("told_on", "When?", Answer.DAY, is_past=True),
        )),
        RecordKind(Kind.OUTCOME, "Outcome", "How it ended, and whether the people concerned have been told.", (
            Question("outcome", "How did it end?", Answer.ONE, (
                ("misconduct", "Proven: misconduct or gross misconduct"), ("criminal", "Criminal conviction"),
                ("practice", "Reflective practice"), ("unfounded", "No case to answer"), ("explained", "An ordinary explanation"),
                ("insufficient", "Too little to decide"), ("left", "The member left first"), ("other", "Something else"))),
            Question("detail", "What happened?"),
            Question("decided_on", "When was it decided?", Answer.DAY, is_past=True),
            Question("told", "Who has been told, and when?", is_needed=False),
        )),
        RecordKind(Kind.LEARNING, "Learning", "What the force should do differently, without naming anyone.", (
            Question("learning", "What was learnt?"),
            Question("action", "What should change, and who will see to it?"),
        )),
    )  # fmt: skip


def _for_meeting_and_year() -> tuple[RecordKind, ...]:
    return (
        RecordKind(Kind.YEARLY_FACTS, "Facts for the year", "What the strategic threat assessment counts. Nobody is named; write it again "
                   "when more is known.", (
            Question("role", "What is the subject?", Answer.ONE, ROLES),
            Question("how_met", "How did the two meet?", Answer.ONE, HOW_MET),
        )),
        RecordKind(Kind.MEETING_DECISION, "Decision of the meeting", "What the people intelligence meeting decided about the member, and "
                   "why. The next meeting's pack shows it until it is finished.", (
            Question("meeting_on", "On which day was the meeting?", Answer.DAY),
            Question("decision", "What was decided?"),
            Question("rationale", "Why?"),
            Question("owner", "Who sees to it?", Answer.LINE),
            Question("due_on", "By when?", Answer.DAY),
        )),
    )  # fmt: skip


def _referral() -> RecordKind:
    return RecordKind(
        Kind.REFERRAL,
        "Referral",
        "What the referral pack holds. The decision and its criterion stand in the decision whether to refer.",
        (
            Question("authority", "Appropriate authority, and who to contact there"),
            Question("matter", "Matter type", Answer.ONE, tuple(MATTERS.items())),
            Question("incident", "When did it happen?"),
            Question("subject_status", "Who is the subject?", Answer.ONE, tuple(SUBJECTS.items())),
            Question("subject", "Name, number, rank or role, as far as known", is_needed=False),
            Question("affected", "People affected, their vulnerability and the safeguarding done"),
            Question("allegation", "What is alleged?"),
            Question("evidence", "What evidence has been secured?"),
            Question("related", "Related matters", is_needed=False),
            Question("offences", "Offences considered", is_needed=False),
            Question("impact", "Impact on the people affected, the public and the force"),
            Question("covert", "Must it stay covert?", Answer.ONE, YES_NO),
        ),
    )
