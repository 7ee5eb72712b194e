"""By which day someone must act on what was graded or assessed as urgent, and what ends that.

The day stands with the entry, for the inbox, and with its case where it has one, as one of the case's clocks. Both are set in the
transaction that seals what was graded, assessed or done, with the safe's row held.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from boundaries.casework import visibility
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.cases.workflow import ENDED
from boundaries.casework.models import Account, Case, Entry

URGENT = "urgent"
DAYS: Mapping[str, int] = {URGENT: 0, "high": 3}
"""Within how many days each urgency has someone act; of any other no clock runs."""
ACTED = frozenset({Kind.SAFEGUARDING, Kind.DECISION})
"""The records that say what was done about it."""


def act_by(urgency: str, today: date) -> date | None:
    """The day by which someone must act on what is this urgent."""
    days = DAYS.get(urgency)
    return None if days is None else today + timedelta(days)


def acted_on(case: Case, kind: Kind, values: Mapping[str, str], before: Iterable[CaseRecord]) -> date | None:
    """The day by which someone must act once a record is added to those before it.

    Assessing the same again while the clock runs does not move it; that nobody knows yet whether someone is at risk does not stop it.
    """
    if kind in ACTED:
        return case.act_by_on if values.get("at_risk") == "not_known" else None
    if kind is not Kind.ASSESSMENT:
        return case.act_by_on
    assessed = [one.values["urgency"] for one in before if one.kind is Kind.ASSESSMENT]
    is_as_before = values["urgency"] == (assessed[-1] if assessed else URGENT)  # a clock that runs by then was set by a grade
    return case.act_by_on if case.act_by_on and is_as_before else act_by(values["urgency"], date.today())


def set_day(entry_id: str, day: date | None) -> None:
    """Let an entry say by when someone must act on it."""
    Entry.objects.filter(pk=entry_id).update(act_by_on=day)


def graded(entry: Entry, *, is_urgent: bool) -> None:
    """Let a grade start or stop the clock of an entry; that of an open case it starts, and only the case stops it."""
    case = Case.objects.select_for_update().filter(pk=entry.pk).exclude(state__in=ENDED).first()
    if case is None:
        before = Entry.objects.get(pk=entry.pk).act_by_on
        set_day(entry.pk, (before or act_by(URGENT, date.today())) if is_urgent else None)
    elif is_urgent:
        case.act_by_on = min(case.act_by_on or date.max, date.today())
        case.save(update_fields=["act_by_on"])
        set_day(entry.pk, case.act_by_on)


def to_act_on(account: Account) -> QuerySet[Entry]:
    """The entries that an account sees, that stand by themselves and on which someone must act, without those of which an open case says so."""
    cases = Case.objects.filter(pk=OuterRef("pk")).exclude(state__in=ENDED)
    owed = visibility.own_entries(account).select_related(None).filter(~Exists(cases), act_by_on__isnull=False)
    return owed.order_by("act_by_on", "safe_id")
