"""What is counted of entries of which some are shown as part of others: each such entry once with all that are merged into it."""

from collections import defaultdict
from dataclasses import dataclass

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content.facts import Facts, together
from boundaries.casework.content.index import told_alone


@dataclass(frozen=True)
class Instead:
    """What each entry tells that has to do with a merge, and what counts in the stead of all that."""

    alone: tuple[Facts, ...] = ()
    counted: tuple[Facts, ...] = ()


def merged_as_one(holder: Holder) -> Instead:
    """The entries that are merged, as far as the account can open both and its index has read them; called in a transaction."""
    into: dict[str, list[str]] = defaultdict(list)
    for merged, own in visibility.merges(holder.account).values_list("merged", "into"):
        into[own].append(merged)
    everyone = {*into, *(one for some in into.values() for one in some)}
    facts = told_alone(holder, everyone)
    counted = (
        together(facts[own], (facts[one] for one in merged if one in facts)) for own, merged in into.items() if own in facts
    )
    return Instead(tuple(facts.values()), tuple(counted))
