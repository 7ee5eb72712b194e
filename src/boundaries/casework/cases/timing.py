"""The clocks of a case: what a record starts, moves on or stops. The row is held while they are set, so that no clock is lost."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from boundaries.casework.cases.acting import acted_on, set_day
from boundaries.casework.cases.assessing import meets_definition
from boundaries.casework.cases.filling import day_of, moment_of
from boundaries.casework.cases.following import open_tasks
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.records import CaseRecord
from boundaries.casework.models import Case
from boundaries.casework.referral.clock import next_update, refer_by, tell_outcome_by
from boundaries.casework.referral.criteria import is_contradictory

FIELDS = (
    "first_clear_at", "refer_by_at", "is_referral_owed", "act_by_on", "update_by_on", "outcome_by_on", "review_on", "task_by_on", "watch_on",
    "welfare_on", "is_covert", "decision_by", "decision_at", "is_contradictory",
)  # fmt: skip


def set_clocks(case: Case, kind: Kind, values: Mapping[str, str], records: Iterable[CaseRecord]) -> None:
    """Let a record set the clocks it concerns; `records` holds it too. The case's row must be held, and is saved.

    An assessment that finds every part of the definition has the matter owed to the independent office, whoever decides about it later.
    """
    known = list(records)
    case.act_by_on = acted_on(case, kind, values, known[:-1])
    if kind is Kind.ASSESSMENT and case.referred_at is None and not case.is_referral_owed and _becomes_clear(known):
        _owe_referral(case, known[-1].made_at)
    elif kind is Kind.REFERRAL_DECISION:
        _set_referral_clock(case, values)
        case.decision_by_id, case.decision_at = known[-1].by, known[-1].made_at
        case.is_contradictory = is_contradictory(values)
    elif kind is Kind.UPDATE:
        case.update_by_on = next_update(
            max(date.fromisoformat(one.values["told_on"]) for one in known if one.kind is Kind.UPDATE)
        )
    elif kind is Kind.OUTCOME and (decided_on := day_of(values["decided_on"])):
        case.outcome_by_on = None if values.get("told") else tell_outcome_by(decided_on)
    elif kind is Kind.OVERSIGHT:
        case.review_on = None if values["tier"] == "ended" else day_of(values["review_on"])
    elif kind is Kind.COVERT:
        case.is_covert = values["covert"] == "yes"
    elif kind is Kind.DETRIMENT:
        case.watch_on = day_of(values.get("next_on", ""))
    case.task_by_on = _earliest(one.values["due_on"] for one in open_tasks(known).values())
    welfare = {one.values["whose"]: one.values.get("next_on", "") for one in known if one.kind is Kind.WELFARE}
    case.welfare_on = _earliest(welfare.values())
    case.save(update_fields=FIELDS)
    set_day(case.pk, case.act_by_on)


def second_word_is_in(case: Case, *, stops: bool) -> None:
    """A second person has spoken: no decision waits, and where it `stops` the referral nothing is owed. The case's row must be held."""
    case.decision_by = case.decision_at = None
    if stops:
        case.is_referral_owed = False
        if case.referred_at is None:
            case.first_clear_at = case.refer_by_at = None
    case.save(update_fields=FIELDS)


def refer(case: Case, now: datetime) -> None:
    """The matter is referred: nothing is owed until there is a new decision, and updates fall due. Not saved yet."""
    case.referred_at, case.is_referral_owed = now, False
    case.update_by_on = case.update_by_on or next_update(now.date())


def _set_referral_clock(case: Case, values: Mapping[str, str]) -> None:
    """The clock runs from the earliest moment at which it was clear, whoever decides later; a decision not to refer does not stop it."""
    clear_at = moment_of(values["first_clear_at"])
    if values["decision"] != "yes" or clear_at is None:
        return
    if case.is_referral_owed and case.first_clear_at is not None:
        clear_at = min(clear_at, case.first_clear_at)
    _owe_referral(case, clear_at)


def _becomes_clear(records: Iterable[CaseRecord]) -> bool:
    """Whether the newest assessment is the first to find every part of the definition, or the first to find it again."""
    found = [meets_definition(one.values) for one in records if one.kind is Kind.ASSESSMENT][-2:]
    return found[-1] and not (len(found) > 1 and found[0])


def _owe_referral(case: Case, clear_at: datetime) -> None:
    case.first_clear_at, case.refer_by_at, case.is_referral_owed = clear_at, refer_by(clear_at), True


def _earliest(days: Iterable[str]) -> date | None:
    return min((day for text in days if (day := day_of(text)) is not None), default=None)
