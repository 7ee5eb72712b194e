"""From answers to the report that is sealed."""

from dataclasses import dataclass, field, replace
from datetime import date

from boundaries.handover.people import NamedMember, NamedPerson, SafeContact
from boundaries.handover.report import Attachment, Report, Route
from boundaries.intake.questions.answers import Answers
from boundaries.intake.questions.report import asked
from boundaries.intake.questions.wording import HELD_YES, WHEN


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a report besides the answers: how it came, its ids and keys, and its files."""

    report_id: str
    route: Route
    received_on: date
    language: str
    lookup_id: str
    reporter_key: str
    attachments: tuple[Attachment, ...] = ()
    operator: str = ""
    notes: dict[str, str] = field(default_factory=dict)


def report_of(answers: Answers, facts: Facts) -> Report:
    """The report that these answers tell, without the shares that matching adds; what was not asked of this teller is left out."""
    answers = answers.of({question.id for question in asked(answers)})
    return Report(
        report_id=facts.report_id,
        route=facts.route,
        received_on=facts.received_on,
        language=facts.language,
        teller=answers.teller,
        signs=answers.many("signs", "signs"),
        story=answers.one("story", "story"),
        when=_when(answers),
        members=members(answers),
        people=people(answers),
        contact=contact(answers),
        exclude="\n\n".join(filter(None, (answers.one("exclude", "why", part) for part in range(answers.parts("exclude"))))),
        exclude_members=_excluded(answers),
        held=wants_held(answers),
        organisation=answers.one("partner", "organisation"),
        organisation_contact=answers.one("partner", "contact"),
        operator=facts.operator,
        attachments=facts.attachments,
        lookup_id=facts.lookup_id,
        reporter_key=facts.reporter_key,
        notes={**facts.notes, **_notes(answers)},
    )


def members(answers: Answers) -> tuple[NamedMember, ...]:
    """Those in the police whom the answers name."""
    return tuple(
        NamedMember(
            **{name: answers.one("member", name, part) for name in ("name", "number", "handle", "station", "description")}
        )
        for part in range(answers.parts("member"))
    )


def people(answers: Answers) -> tuple[NamedPerson, ...]:
    """Those affected, as the answers name them."""
    return tuple(
        NamedPerson(**{name: answers.one("person", name, part) for name in ("name", "age_group", "circumstances")})
        for part in range(answers.parts("person"))
    )


def contact(answers: Answers) -> SafeContact:
    """How the reporter may be reached."""
    return SafeContact(**{name: answers.one("contact", name) for name in ("how", "address", "when", "never")})


def wants_held(answers: Answers) -> bool:
    """Whether the report is to stay sealed until another names the same member."""
    return answers.one("held", "held") == HELD_YES


def _excluded(answers: Answers) -> tuple[NamedMember, ...]:
    named = (
        NamedMember(**{name: answers.one("exclude", name, part) for name in ("name", "number", "station")})
        for part in range(answers.parts("exclude"))
    )
    return tuple(member for member in named if member != replace(member, name="", number="", station=""))


def _when(answers: Answers) -> str:
    """One text: the period by its id, which the unit's side knows, then the reporter's own words."""
    period, details = answers.one("when", "period"), answers.one("when", "details")
    return "\n".join(filter(None, (period if period in {one.value for one in WHEN} else "", details)))


def _notes(answers: Answers) -> dict[str, str]:
    told = {"person_knows": answers.one("knows", "knows"), "detriment": answers.one("colleague", "detriment")}
    return {name: text for name, text in told.items() if text}
