"""What a new record must follow from those that stand: an exhibit's hand-overs leave no gap, only an open task can be done, and
what meets a criterion is referred.
"""

from collections.abc import Iterable, Mapping

from boundaries.casework.cases.assessing import meets_definition
from boundaries.casework.cases.filling import moment_of
from boundaries.casework.cases.kinds import ACTIONS, Kind
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.referral.criteria import GROUNDS, MANDATORY, NO_CRITERION


def misfits(kind: Kind, values: Mapping[str, str], records: Iterable[CaseRecord]) -> dict[str, str]:
    """What does not follow from the records so far, by question; empty where all does."""
    known = list(records)
    if kind is Kind.EXHIBIT and _plain(values["reference"]) in _exhibits(known):
        return {"reference": "There is an exhibit of this reference already"}
    if kind is Kind.REFERRAL_DECISION:
        return _misjudged(values, known)
    if kind is Kind.CONTINUITY:
        return _gaps(values, _exhibits(known).get(_plain(values["reference"]), []))
    if kind is Kind.TASK_DONE and values["task"].strip() not in open_tasks(known):
        numbers = ", ".join(open_tasks(known))
        return {"task": f"Write the number of an open task: {numbers}" if numbers else "No task is open"}
    return {}


def _misjudged(values: Mapping[str, str], records: list[CaseRecord]) -> dict[str, str]:
    """What a decision whether to refer lacks: whatever meets a criterion is referred, and of what is not it says why it meets none."""
    criterion, considered = values["criterion"], set(values.get("considered", "").split())
    if criterion in considered:
        return {"considered": "The criterion above cannot be met and not met: take it out here or there"}
    if values["decision"] == "yes":
        is_none = criterion == NO_CRITERION
        return {"criterion": "What is referred meets a criterion: choose the one that it meets"} if is_none else {}
    faults = {}
    if criterion in MANDATORY:
        faults["criterion"] = (
            "What meets this criterion must be referred. If it is not met, choose none, and below that it was considered"
        )
    assessed = newest(records, Kind.ASSESSMENT)
    if not considered:
        faults["considered"] = "Choose what was considered and is not met"
    elif GROUNDS.of_definition not in considered and assessed is not None and meets_definition(assessed.values):
        faults["considered"] = (
            "The assessment finds every part of the definition: refer it, or choose abuse of position here and say why it is not met"
        )
    return faults


def open_tasks(records: Iterable[CaseRecord]) -> dict[str, CaseRecord]:
    """The tasks and decisions of meetings that are not done, by their numbers, which count from the first one."""
    known = list(records)
    done = {one.values["task"].strip() for one in known if one.kind is Kind.TASK_DONE}
    return {number: one for number, one in numbered_tasks(known).items() if number not in done}


def numbered_tasks(records: Iterable[CaseRecord]) -> dict[str, CaseRecord]:
    """Every task and decision of a meeting by its number."""
    return {str(number): one for number, one in enumerate((one for one in records if one.kind in ACTIONS), 1)}


def _exhibits(records: Iterable[CaseRecord]) -> dict[str, list[CaseRecord]]:
    """What is recorded of each exhibit, by its reference: how it was secured, then every hand-over."""
    found: dict[str, list[CaseRecord]] = {}
    for one in records:
        if one.kind is Kind.EXHIBIT or (one.kind is Kind.CONTINUITY and _plain(one.values["reference"]) in found):
            found.setdefault(_plain(one.values["reference"]), []).append(one)
    return found


def _gaps(values: Mapping[str, str], before: list[CaseRecord]) -> dict[str, str]:
    if not before:
        return {"reference": "There is no exhibit of this reference"}
    last = before[-1]
    is_first = last.kind is Kind.EXHIBIT
    holder, since = (last.values[name] for name in (("seized_by", "seized_at") if is_first else ("to_whom", "handed_at")))
    faults = {}
    if _plain(values["from_whom"]) != _plain(holder):
        faults["from_whom"] = f"As far as is recorded {holder} has it: write that hand-over first"
    given_at, had_at = moment_of(values["handed_at"]), moment_of(since)
    if given_at is not None and had_at is not None and given_at < had_at:
        faults["handed_at"] = f"{holder} had it only from {had_at:%-d %B %Y %H:%M} on"
    return faults


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
