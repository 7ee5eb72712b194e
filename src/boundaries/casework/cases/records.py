"""One record of a case in the clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.models import Decided


@dataclass(frozen=True)
class CaseRecord:
    """One record of a case in the clear, with who agreed or did not and why, where a second person has decided."""

    sealed_id: str
    kind: Kind
    values: Mapping[str, str] = field(repr=False)
    by: str
    made_at: datetime
    decided: Decided | None = None
    second_word: str = field(default="", repr=False)


def newest(records: Iterable[CaseRecord], kind: Kind) -> CaseRecord | None:
    """The newest record of a kind, which supersedes those before it."""
    found = [one for one in records if one.kind is kind]
    return found[-1] if found else None
