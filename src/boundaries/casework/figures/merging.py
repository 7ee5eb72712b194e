"""What is counted of entries of which some are shown as part of others: each such entry once with all that are merged into it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import Facts, together
from boundaries.casework.content.orders import kept

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
    merges = sorted(visibility.merges(holder.account).order_by().values_list("merged", "into"))
    (held,) = kept(holder, MERGED, [index.state(holder.account), merges], lambda: _told(holder, merges))
    alone, counted = json.loads(held)
    return Instead(tuple(alone), tuple(counted))


def _told(holder: Holder, merges: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Both lots of facts, as one line."""
    into: dict[str, list[str]] = defaultdict(list)
    for merged, own in merges:
        into[own].append(merged)
    facts = index.told_alone(holder, {*into, *(one for some in into.values() for one in some)})
    counted = [
        together(facts[own], (facts[one] for one in merged if one in facts)) for own, merged in into.items() if own in facts
    ]
    yield json.dumps([list(facts.values()), counted])
