"""What a line of the ledger can say, as frozen values, and how each is written and read.

Days are local calendar days. `on` is the first day from which something holds; `until` is the first day on which it no longer does.
A person is known by their workforce number only, so that a name can be forgotten while the ledger stays whole.
"""

import dataclasses
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from boundaries.errors import BoundariesError


class Kind(StrEnum):
    """How someone belongs to the workforce."""

    OFFICER = "officer"
    SPECIAL = "special"
    PCSO = "pcso"
    STAFF = "staff"
    VOLUNTEER = "volunteer"
    CONTRACTOR = "contractor"


class Duty(StrEnum):
    """What makes a course of its own necessary."""

    SUPERVISOR = "supervisor"
    CONTACT_CENTRE = "contact_centre"


@dataclass(frozen=True)
class Post:
    """Where someone stands in the force: their kind, unit and duties."""

    kind: Kind
    unit: str
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class Joined:
    """Someone is in the workforce from a day on."""

    what: ClassVar[str] = "joined"
    number: str
    on: date
    post: Post


@dataclass(frozen=True)
class Moved:
    """Someone in the workforce has another post from a day on."""

    what: ClassVar[str] = "moved"
    number: str
    on: date
    post: Post


@dataclass(frozen=True)
class Left:
    """Someone is no longer in the workforce from a day on."""

    what: ClassVar[str] = "left"
    number: str
    on: date


@dataclass(frozen=True)
class Listed:
    """A workforce list was read: as of which day, how many people stood in it, and the SHA-256 of its bytes."""

    what: ClassVar[str] = "listed"
    on: date
    people: int
    sha256: str
    number: ClassVar[str] = ""


@dataclass(frozen=True)
class Completed:
    """Someone finished a course: which version, with what score from 0 to 100 (None where unknown), and whether they passed.

    `attested` is what they declared, word for word, empty where another system did not ask. `source` says where the completion
    comes from, such as `boundaries:ATTEMPT`, `csv:SHA256:LINE` or `xapi:STATEMENT`.
    """

    what: ClassVar[str] = "completed"
    number: str
    on: date
    course: str
    version: str
    passed: bool
    score: int | None
    attested: str
    source: str


@dataclass(frozen=True)
class Exempted:
    """Someone need not be chased between two days, for a reason. It never makes them count as trained."""

    what: ClassVar[str] = "exempted"
    number: str
    on: date
    until: date
    reason: str


@dataclass(frozen=True)
class Withdrawn:
    """An earlier line was wrong and counts no longer; it stays where it is."""

    what: ClassVar[str] = "withdrawn"
    number: str
    on: date
    sequence: int
    reason: str


Entry = Joined | Moved | Left | Listed | Completed | Exempted | Withdrawn
_KINDS: dict[str, type[Any]] = {kind.what: kind for kind in (Joined, Moved, Left, Listed, Completed, Exempted, Withdrawn)}


def written(entry: Entry) -> str:
    """An entry as JSON in ASCII with its keys in order, always the same bytes for the same entry."""
    return json.dumps(dataclasses.asdict(entry), sort_keys=True, separators=(",", ":"), default=date.isoformat)


def read(what: str, body: str) -> Entry:
    """The entry that was written."""
    kind = _KINDS.get(what)
    if kind is None:
        raise BoundariesError(f"the ledger holds a line of an unknown kind, '{what}'", "training ledger", "Use a newer version.")
    values = json.loads(body)
    for name in ("on", "until"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    if "post" in values:
        post = values["post"]
        values["post"] = Post(Kind(post["kind"]), post["unit"], tuple(map(Duty, post["duties"])))
    entry: Entry = kind(**values)
    return entry
