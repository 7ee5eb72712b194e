"""One page of oversight: some members of concern with their cases, and why each has the tier it has."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from pydantic import TypeAdapter

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.content import Compartment, index, read_some
from boundaries.casework.content.facts import NUMBER
from boundaries.casework.content.orders import kept_on
from boundaries.casework.masking.knowing import known_about
from boundaries.casework.meeting.keeping import hangs_on, is_as_before
from boundaries.casework.meeting.order import OVERSIGHT, of_oversight, places
from boundaries.casework.models.prepared import Prepared

OVERVIEW = "overview"
ROOMS = (OVERSIGHT, OVERVIEW)
"""What is kept for it."""
ON_A_PAGE = 25


@dataclass(frozen=True)
class Seen:
    """One member: the closest tier, the nearest day on which one is decided again, each case with its state, and why it is that tier."""

    label: str
    tier: str
    review_on: str
    cases: tuple[tuple[str, str], ...]
    why: str = field(repr=False)


@dataclass(frozen=True)
class Overview:
    """A page of members of concern; how many there are in all, the page itself knows."""

    seen: tuple[Seen, ...]
    page: "Page[int]"


_SEEN = TypeAdapter(tuple[Seen, ...])
_STATES = Prepared(
    lambda account, ids: visibility.cases(account).select_related(None).filter(pk__one_of=ids).values_list("pk", "state")
)


def overview(holder: Holder, shown: Collection[str], asked: str) -> Overview:
    """The page with a number. Kept until others stand on it, or a safe that it was read from says more.

    Called in a transaction, after `orders.make_room` for `ROOMS`.
    """
    state = index.state(holder.account)

    def cut() -> tuple[str, tuple[str, ...]]:
        lines = of_oversight(holder, state).lines
        return str(len(lines)), tuple(Paginator(lines, ON_A_PAGE).get_page(asked).object_list)

    def work_out() -> Iterator[str]:
        count, lines = cut()
        seen, read = _opened(holder, lines, shown)
        yield NUMBER.join(sorted(read))
        yield json.dumps([count, lines])
        yield count
        yield _SEEN.dump_json(seen).decode()

    def go_on(lines: list[str], before: Mapping[str, str]) -> list[str] | None:
        return lines if is_as_before(holder, state, before, lines[0]) and json.dumps([*cut()]) == lines[1] else None

    state_of_it = hangs_on(state, sorted(shown), asked, ON_A_PAGE)
    _, _, count, told = kept_on(holder, OVERVIEW, state.written, state_of_it, work_out, go_on)
    return Overview(_SEEN.validate_json(told), Paginator(range(int(count)), ON_A_PAGE).get_page(asked))


def _opened(holder: Holder, lines: Sequence[str], shown: Collection[str]) -> tuple[tuple[Seen, ...], set[str]]:
    """The members of some places of the order, and the safes that they were read from."""
    standing = [one.standing for one in places(lines)]
    given = read_some(holder, Compartment.NOTES, [one.given_by for one in standing if one.given_by])
    state_of = dict(_STATES(account=holder.account.pk, ids=[pk for one in standing for pk in one.case_ids]))
    known = known_about(
        holder, {one.key: one.safe_ids for one in standing if one.given_by and not set(one.case_ids) <= set(shown)}
    )
    seen = []
    for one in standing:
        why = json.loads(given[one.given_by])["values"]["rationale"] if one.given_by in given else ""
        why = known.masks[one.key].clean(why) if one.key in known.masks else why
        cases = tuple((pk, state_of[pk]) for pk in one.case_ids if pk in state_of)
        seen.append(Seen(one.label, one.tier, one.review_on, cases, why))
    return tuple(seen), {*known.safe_ids, *(safe_id for one in standing for safe_id in one.safe_ids)}
