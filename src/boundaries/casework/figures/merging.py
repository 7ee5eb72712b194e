"""What is counted of entries of which some are shown as part of others: each such entry once with all that are merged into it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import Facts, together
from boundaries.casework.content.orders import kept
from boundaries.casework.models import Merge

MERGED = "merged"


@dataclass(frozen=True)
class Instead:
    """What each entry tells that has to do with a merge, and what counts in the stead of all that."""

    alone: tuple[Facts, ...] = ()
    counted: tuple[Facts, ...] = ()


def merged_as_one(holder: Holder) -> Instead:
    """The entries that are merged, as far as the account can open both and its index has read them.

    They lie in nearly every segment, so what they tell is kept until a fact or a merge changes. Called in a transaction, after
    `orders.make_room`.
    """
    # Whoever comes to see one of a merge, or no longer does, has other facts than before; and no merge is changed.
    merges = Merge.objects.aggregate(Count("pk"), Max("merged_at"))
    (held,) = kept(holder, MERGED, [index.state(holder.account), merges], lambda: _told(holder))
    alone, counted = json.loads(held)
    return Instead(tuple(alone), tuple(counted))


def _told(holder: Holder) -> Iterator[str]:
    """Both lots of facts, as one line."""
    into: dict[str, list[str]] = defaultdict(list)
    for merged, own in visibility.merges(holder.account).values_list("merged", "into"):
        into[own].append(merged)
    facts = index.told_alone(holder, {*into, *(one for some in into.values() for one in some)})
    counted = [
        together(facts[own], (facts[one] for one in merged if one in facts)) for own, merged in into.items() if own in facts
    ]
    yield json.dumps([list(facts.values()), counted])
