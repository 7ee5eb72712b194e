"""How often each detector was right, counted from the verdicts: shown once there are enough to say anything."""

from collections import Counter
from dataclasses import dataclass

from boundaries.casework import visibility
from boundaries.casework.models import Account, Verdict

LEAST = 5
"""The fewest verdicts from which a share is shown."""
_COUNTED = (Verdict.Word.CONCERN, Verdict.Word.EXPLAINED, Verdict.Word.DATA_ERROR)


@dataclass(frozen=True)
class Precision:
    """One detector: in how many of the decided pairs to which it added bits the verdict was a concern."""

    detector: str
    concerns: int
    decided: int

    @property
    def is_enough(self) -> bool:
        """Whether there are enough verdicts for a share to mean anything."""
        return self.decided >= LEAST


def precisions(account: Account, year: int | None = None) -> list[Precision]:
    """Every detector that added bits to a decided pair which this account sees, the most decided first; of one year where it is given.

    Only a pair's newest verdict counts, and one that says there was too little to decide does not.
    """
    newest: dict[str, Verdict] = {}
    given = Verdict.objects.filter(pair__in=visibility.pairs(account))
    for verdict in given if year is None else given.filter(decided_at__year=year):
        newest[verdict.pair_id] = verdict
    decided: Counter[str] = Counter()
    concerns: Counter[str] = Counter()
    for verdict in newest.values():
        if verdict.word in _COUNTED:
            decided.update(verdict.detectors.split())
            concerns.update(verdict.detectors.split() if verdict.word == Verdict.Word.CONCERN else ())
    ordered = sorted(decided, key=lambda name: (-decided[name], name))
    return [Precision(name, concerns[name], decided[name]) for name in ordered]
