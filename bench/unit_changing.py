"""What changes between two looks at a page that counts: imported once the site is prepared."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import cycle

from boundaries.casework import visibility
from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account, Wrap
from boundaries.training.models import Attempt

CHANGED = 100


def change_one(team: Sequence[Account]) -> Callable[[], None]:
    """What lets an entry be read anew by the first of a team, as whatever is added to it does, changes a case, has everyone looking and a
    test of the training end: another case each time.
    """
    account = team[0]
    test = Attempt.objects.filter(finished_at__isnull=False).values_list("pk", flat=True).first()
    cases = cycle(visibility.cases(account).order_by("pk")[:CHANGED])

    def change() -> None:
        case = next(cases)
        Wrap.objects.filter(account=account, safe=case.pk).update(is_indexed=False)
        case.save(update_fields=[])
        for one in team:
            record(one, Act.CASE_VIEWED, case.pk)
        Attempt.objects.filter(pk=test).update(finished_at=datetime.now())

    return change
