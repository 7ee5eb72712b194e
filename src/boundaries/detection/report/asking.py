"""Which listed pair someone means, by ids or by the labels of the masked page, without telling them an id they did not have."""

import difflib
import json
from pathlib import Path

from boundaries.detection.report.labels import SHORTEST, Labels
from boundaries.detection.report.tables import Row, ScanTables
from boundaries.errors import BoundariesError

NOT_LISTED = "That clears nobody: a pair is listed only where its records add bits, and only the best are kept."


def asked_pair(found: list[Row], labels: Labels, member: str, person: str) -> Row:
    """The finding of a member and a person, each given as an id or as a label such as `7F3A`."""
    members = {str(row["member_id"]) for row in found}
    people = {str(row["person_id"]) for row in found}
    member_id = member if member in members else labels.member_of(member)
    person_id = person if person in people else labels.person_of(person)
    for row in found:
        if (str(row["member_id"]), str(row["person_id"])) == (member_id, person_id):
            return row
    raise BoundariesError(_what(member_id, person_id), "findings.parquet", f"{_near(labels, member, person)}{NOT_LISTED}")


def record_unmasking(folder: Path, tables: ScanTables, purpose: str) -> None:
    """Write into scan.json that ids were shown, and for what; ids stay masked where that cannot be written."""
    before = tables.facts.get("unmasked")
    purposes = [said for said in (before, purpose) if said]
    facts = dict(tables.facts) | {"unmasked": "; ".join(dict.fromkeys(purposes))}
    if before and purpose in str(before).split("; "):
        return
    path, beside = folder / "scan.json", folder / ".scan.json.new"
    try:
        beside.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise BoundariesError(
            "the purpose could not be recorded, so ids stay masked",
            str(path),
            "Make the scan folder writable, or ask without --unmask.",
        ) from error


def _what(member_id: str | None, person_id: str | None) -> str:
    if member_id is None and person_id is None:
        return "neither that member nor that person is among the findings of this scan"
    if member_id is None:
        return "that member is not among the findings of this scan"
    if person_id is None:
        return "that person is not among the findings of this scan"
    return "these two are both among the findings of this scan, but not as a pair"


def _near(labels: Labels, member: str, person: str) -> str:
    """Labels one slip away from the ones given; ids are never suggested."""
    told = []
    for asked, known in ((member, labels.member_labels), (person, labels.person_labels)):
        digits = asked.split()[-1].upper() if asked.split() else ""
        by_digits = {label.split()[-1]: label for label in known}
        if len(digits) >= SHORTEST - 1 and digits not in by_digits:
            told += [by_digits[near] for near in difflib.get_close_matches(digits, by_digits, n=2, cutoff=0.7)]
    return f"Did you mean {' or '.join(told)}? " if told else ""
