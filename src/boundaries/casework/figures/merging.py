"""What is counted of entries of which some are shown as part of others: each such entry once with all that are merged into it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from django.db.models import Q

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import index
from boundaries.casework.content.facts import FORM, NUMBER, Facts, counts_of, place_line, together
from boundaries.casework.content.orders import kept_on, kept_parts

MERGED, ALONE = "merged", "alone"


@dataclass(frozen=True)
class Instead:
    """By how much counts change once each such entry counts with what it is part of, none where they do not.

    `years` has it by year, table and word, `places` by what `facts.place_line` writes of an entry.
    """

    years: Mapping[str, Mapping[str, Mapping[str, int]]]
    places: Mapping[str, int]


def merged_as_one(holder: Holder, state: index.State) -> Instead:
    """The entries that are merged, as far as the account can open both and its index has read them.

    They lie in nearly every segment, so what they tell is kept until one that is or was merged is read anew; to merge is said in both
    safes. Called in a transaction, after
    `orders.make_room` for `MERGED` and `ALONE`.
    """

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        changed = index.changed_since(holder, state, before)
        if changed is None or any(one in lines[0] for one in changed):
            return None
        theirs = Q(merged__in=["", *changed]) | Q(into__in=["", *changed])
        return None if visibility.merges(holder.account).filter(theirs).exists() else lines

    _, held = kept_on(holder, MERGED, state.written, [FORM, state.unread], lambda: _told(holder, state), go_on)
    return Instead(**json.loads(held))


def _told(holder: Holder, state: index.State) -> Iterator[str]:
    """Which entries are merged or have others merged into them, and what changes, as two lines."""
    into: dict[str, list[str]] = defaultdict(list)
    merges = sorted(visibility.merges(holder.account).values_list("merged", "into"))
    for merged, own in merges:
        into[own].append(merged)
    safe_ids = {*into, *(one for some in into.values() for one in some)}
    yield NUMBER.join(safe_ids)
    told_of = sha256(json.dumps(merges).encode()).hexdigest()
    held = kept_parts(holder, ALONE, state.marks(told_of), partial(_alone, holder, state, safe_ids))
    facts: dict[str, Facts] = {safe_id: one for block in held for safe_id, one in json.loads(block).items()}
    years: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    places: Counter[str] = Counter()
    counted = [together(facts[own], (facts[one] for one in some if one in facts)) for own, some in into.items() if own in facts]
    for several, by in ((facts.values(), -1), (counted, 1)):
        for one in several:
            places[place_line(one)] += by
            for year, table, words in counts_of(one):
                for word in words:
                    years[year][table][word] += by
    told = {year: {table: _but_none(counts) for table, counts in tables.items()} for year, tables in years.items()}
    yield json.dumps({"years": told, "places": _but_none(places)})


def _alone(holder: Holder, state: index.State, safe_ids: set[str], blocks: Sequence[str]) -> Mapping[str, str]:
    """Of some blocks what counts of these entries, each by itself."""
    found: dict[str, dict[str, Facts]] = {block: {} for block in blocks}
    segments = state.segments(blocks)
    for segment, facts in index.told_alone(holder, segments, safe_ids):
        found[segments[segment]].update(facts)
    return {block: json.dumps(facts) for block, facts in found.items()}


def _but_none(counts: Mapping[str, int]) -> dict[str, int]:
    return {word: count for word, count in counts.items() if count}
