"""Labels that stand for members and people while names are masked."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from boundaries.errors import BoundariesError

SHORTEST = 4
TELLING_TABLES = ("members", "people", "endpoints", "declarations", "verdicts", "case_people", "case_members", "duties")
WITHHELD = "(masked)"
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
KEYING_FACTS = ("as_of", "catalogue_hash", "detectors_hash", "tables")


class Labels:
    """Turns ids into `Member 7F3A` and `Person 91C2`: the same in every look at one scan, unlinkable to another scan.

    The key is made of the scan's own hashes, which no page shows whole, so someone who holds a page and the staff list
    cannot try ids until one fits.
    """

    def __init__(
        self, findings: Iterable[Mapping[str, Any]], facts: Mapping[str, Any], *, unmask: bool, purpose: str | None
    ) -> None:
        self.purpose = stated_purpose(unmask, purpose)
        self.unmasked = unmask
        key_text = json.dumps({name: facts.get(name) for name in KEYING_FACTS}, sort_keys=True, default=str)
        self._key = hashlib.blake2b(key_text.encode(), digest_size=32).digest()
        self._members: dict[str, str] = {}
        self._people: dict[str, str] = {}
        taken: dict[str, set[str]] = {"Member": set(), "Person": set()}
        for row in findings:
            self._add("Member", str(row["member_id"]), self._members, taken["Member"])
            self._add("Person", str(row["person_id"]), self._people, taken["Person"])

    def member(self, member_id: str) -> str:
        """`Member 7F3A`, or the id itself when unmasked."""
        return f"Member {printable(member_id)}" if self.unmasked else self._members[member_id]

    def person(self, person_id: str) -> str:
        """`Person 91C2`, or the id itself when unmasked."""
        return f"Person {printable(person_id)}" if self.unmasked else self._people[person_id]

    @property
    def member_labels(self) -> tuple[str, ...]:
        """Every member's label, best rank first."""
        return tuple(self._members.values())

    @property
    def person_labels(self) -> tuple[str, ...]:
        """Every person's label, best rank first."""
        return tuple(self._people.values())

    def member_of(self, label: str) -> str | None:
        """The id behind a member's label, given as `Member 7F3A` or `7f3a`; none where no label fits."""
        return _behind("Member", label, self._members)

    def person_of(self, label: str) -> str | None:
        """The id behind a person's label; none where no label fits."""
        return _behind("Person", label, self._people)

    def clean(self, text: str, member_id: str, person_id: str) -> str:
        """The text with both ids replaced by their labels wherever one stands as a word of its own."""
        if self.unmasked:
            return printable(text)
        found = {member_id: self._members[member_id], person_id: self._people[person_id]}
        sought = sorted((known for known in found if _stands_out(known)), key=len, reverse=True)
        if not sought:
            return printable(text)
        words = "|".join(re.escape(known) for known in sought)
        return printable(re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda hit: found[hit.group()], text))

    def record(self, table: str, record_id: str, member_id: str, person_id: str) -> str:
        """A record's own id; where a table's records are known by a member, a person or a number, the label or nothing."""
        if self.unmasked:
            return printable(record_id)
        whole = self._members.get(record_id) or self._people.get(record_id)
        if whole is None and table in TELLING_TABLES:
            return WITHHELD
        return whole or self.clean(record_id, member_id, person_id)

    def _add(self, kind: str, known: str, labels: dict[str, str], taken: set[str]) -> None:
        if known in labels:
            return
        digits = hashlib.blake2b(f"{kind}:{known}".encode(), key=self._key, digest_size=16).hexdigest().upper()
        length = next((n for n in range(SHORTEST, len(digits)) if digits[:n] not in taken), len(digits))
        taken.add(digits[:length])
        labels[known] = f"{kind} {digits[:length]}"


def stated_purpose(unmask: bool, purpose: str | None) -> str | None:
    """The purpose names are shown for; showing names without one is an error."""
    said = printable(" ".join((purpose or "").split()))
    if unmask and not said:
        raise BoundariesError(
            "names are shown only for a stated purpose",
            "--unmask",
            'Add --purpose "why you need to see them"; it is recorded with the scan.',
        )
    return said if unmask else None


def printable(text: str) -> str:
    """The text without characters that steer a terminal or turn the direction of writing."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def _behind(kind: str, label: str, labels: Mapping[str, str]) -> str | None:
    digits = label.strip().upper().removeprefix(kind.upper()).strip()
    return next((known for known, own in labels.items() if own == f"{kind} {digits}"), None)


def _stands_out(known: str) -> bool:
    """Whether an id can be told from a count or a word's letter; a short whole number cannot, so it is left alone."""
    return bool(known) and not (known.isdigit() and len(known) < SHORTEST)
