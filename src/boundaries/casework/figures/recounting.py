"""Counts of cases and of verdicts that are kept, and worked out again only where what changed concerns them."""

from collections.abc import Callable, Collection, Mapping, Sequence

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import FORM
from boundaries.casework.content.orders import kept_on
from boundaries.casework.models import Verdict


def kept_counts(
    holder: Holder,
    what: str,
    state: index.State,
    hangs_on: Sequence[object],
    cases: Callable[[], str],
    are_concerned: Callable[[Collection[str]], bool],
    verdicts: Callable[[], str],
) -> list[str]:
    """What is counted of cases and what of verdicts, each as one line without a break.

    `are_concerned` is asked whether any of the entries that were read anew changes what is counted of cases; `hangs_on` is what both hang on
    besides what the account can open.
    """

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        changed = index.changed_since(holder, state, before)
        if changed is None:
            return None
        ids = ["", *changed]  # asked also where nothing changed, so that a page asks as often
        has_verdicts = Verdict.objects.filter(pair__in=ids).exists()
        return [cases() if are_concerned(ids) else lines[0], verdicts() if has_verdicts else lines[1]]

    return kept_on(holder, what, state.written, [*hangs_on, FORM, state.unread], lambda: [cases(), verdicts()], go_on)
