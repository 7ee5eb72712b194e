"""Training coverage: how many of whom are trained, the whole, by unit and by kind; and the same with small numbers withheld."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from boundaries.training.ledger.entries import Kind
from boundaries.training.ledger.standing import Standing, Status

SMALL = 5
"""A count below this, and above none, could point at a person and is withheld where the figures go beyond the trainers."""


@dataclass(frozen=True)
class Count:
    """How many people, and how many of them in each status."""

    people: int = 0
    covered: int = 0
    expired: int = 0
    never: int = 0
    exempt: int = 0

    @property
    def percent(self) -> int:
        """Whole per cent covered, rounded down, so that 100 means everyone; 0 of nobody."""
        return 100 * self.covered // self.people if self.people else 0


@dataclass(frozen=True)
class Coverage:
    """The state on one day. People who are exempt are counted, as not covered: an exemption trains nobody."""

    day: date
    whole: Count
    by_unit: Mapping[str, Count]
    by_kind: Mapping[Kind, Count]


def coverage(people: Iterable[Standing], day: date) -> Coverage:
    """Count what `standing` found."""
    held = sorted(people, key=lambda one: one.number)
    by_unit = _counts(held, lambda one: one.post.unit)
    by_kind = _counts(held, lambda one: one.post.kind.value)
    kinds = {kind: by_kind[kind.value] for kind in Kind if kind.value in by_kind}
    return Coverage(day, _count(held), by_unit, kinds)


def not_covered(people: Iterable[Standing]) -> dict[str, list[Standing]]:
    """Everyone who is not covered, exempt people too, by unit, those who were never trained and came first at the top."""
    units: dict[str, list[Standing]] = {}
    left = [one for one in people if one.status is not Status.COVERED]
    for one in sorted(left, key=lambda one: (one.status is not Status.NEVER, one.until or one.joined_on, one.number)):
        units.setdefault(one.post.unit, []).append(one)
    return dict(sorted(units.items()))


def withheld_small(by_unit: Mapping[str, Count], small: int = SMALL) -> dict[str, Count | None]:
    """Counts by unit for people beyond the trainers: None where covered or not covered is small but not none.

    Where only one unit would be withheld, the last of the others is too, since the whole minus the others would tell it. Which one
    hangs on its place and never on its size, from which someone who knows this rule could work out more.
    """
    shown: dict[str, Count | None] = dict(by_unit)
    hidden = [unit for unit, count in by_unit.items() if _tells(count, small)]
    if len(hidden) == 1 and len(by_unit) > 1:
        hidden.append([unit for unit in by_unit if unit not in hidden][-1])
    return shown | dict.fromkeys(hidden)


def _tells(count: Count, small: int) -> bool:
    return any(0 < number < small for number in (count.people, count.covered, count.people - count.covered))


def _counts(people: Iterable[Standing], key: Callable[[Standing], str]) -> dict[str, Count]:
    groups: dict[str, list[Standing]] = {}
    for one in people:
        groups.setdefault(key(one), []).append(one)
    return {name: _count(group) for name, group in sorted(groups.items())}


def _count(people: list[Standing]) -> Count:
    statuses = [one.status for one in people]
    return Count(len(statuses), *(statuses.count(status) for status in Status))
