"""How often each detector was right, counted from the verdicts: shown once there are enough to say anything."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from boundaries.casework import visibility
from boundaries.casework.models import Account, Verdict
from boundaries.casework.models.prepared import Prepared

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


def newest_verdicts(account: Account, given: Q | None = None) -> QuerySet[Verdict]:
    """The newest verdict of each decided pair that an account sees, among those that are given."""
    rows = Verdict.objects.filter(given or Q())
    later = Q(decided_at__gt=OuterRef("decided_at")) | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    return rows.filter(visibility.seen(account, "pair_id"), ~Exists(rows.filter(later, pair=OuterRef("pair"))))


def _alike(account: Account, given: Q | None = None) -> QuerySet[Verdict, tuple[str, str, int]]:
    """How many newest verdicts say the same of pairs with the same detectors, of those that say anything of the detectors."""
    counted = newest_verdicts(account, given).filter(word__in=_COUNTED).order_by("word", "detectors")
    return counted.values_list("word", "detectors").annotate(verdicts=Count("pk"))


_ALIKE = Prepared(lambda account: _alike(account))


def precisions(account: Account, year: int | None = None) -> list[Precision]:
    """Every detector that added bits to a decided pair which this account sees, the most decided first; of one year where it is given.

    Only a pair's newest verdict counts, and one that says there was too little to decide does not.
    """
    decided: Counter[str] = Counter()
    concerns: Counter[str] = Counter()
    for word, detectors, verdicts in _ALIKE(account=account.pk) if year is None else _alike(account, Q(decided_at__year=year)):
        some = dict.fromkeys(detectors.split(), verdicts)
        decided.update(some)
        concerns.update(some if word == Verdict.Word.CONCERN else {})
    ordered = sorted(decided, key=lambda name: (-decided[name], name))
    return [Precision(name, concerns[name], decided[name]) for name in ordered]
