"""Intelligence that an investigator enters by hand: an entry like any other, with whom it names and who must not see it."""

from datetime import date

from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account, Entry
from boundaries.casework.register.entering import enter
from boundaries.handover.people import NamedMember, NamedPerson, SafeContact
from boundaries.handover.report import Report, Route

MOST_NAMED = 20
FIELDS = ("story", "when", "members", "people", "exclude", "identity")


def check_intelligence(asked: Asked) -> None:
    """Add what is wrong with a form of `FIELDS`."""
    asked.need("story", "Write what is known", 20_000)
    for name in ("when", "members", "people", "exclude", "identity"):
        if len(asked.values[name]) > 2_000:
            asked.wrong(name, "Use at most 2,000 characters.")
    for name in ("members", "people", "exclude"):
        if len(_lines(asked.values[name])) > MOST_NAMED:
            asked.wrong(name, f"Name at most {MOST_NAMED}, one a line")


def enter_intelligence(asked: Asked, by: Account, report_id: str) -> Entry:
    """Make an entry of a form that is good, under a fresh id; called in a transaction. Whoever it names or keeps out gets no key, its author too."""
    told = {name: text.strip() for name, text in asked.values.items()}
    entry = enter(
        Report(
            report_id=report_id,
            route=Route.INTELLIGENCE,
            received_on=date.today(),
            story=told["story"],
            when=told["when"],
            members=_lines(told["members"]),
            people=tuple(NamedPerson(name=one.name) for one in _lines(told["people"])),
            exclude=told["exclude"],
            exclude_members=_lines(told["exclude"]),
            contact=SafeContact(address=told["identity"]),
            notes={"entered_by": by.display_name},
        )
    )
    record(by, Act.ENTRY_CREATED, entry.pk)
    return entry


def _lines(text: str) -> tuple[NamedMember, ...]:
    return tuple(NamedMember(name=line.strip()) for line in text.splitlines() if line.strip())
