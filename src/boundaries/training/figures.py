"""The ledger's figures for pages: read, checked and counted once for each state of the ledger, then kept in memory.

A change of the last line is seen at once. A change further back, from outside, is seen when the ledger is next read whole:
by `boundaries training verify`, by the leaflet's sentence, and after a restart.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from boundaries.training.courses import load_courses
from boundaries.training.ledger import store
from boundaries.training.ledger.chain import check
from boundaries.training.ledger.coverage import Count, Coverage, coverage, withheld_small
from boundaries.training.ledger.entries import Listed
from boundaries.training.ledger.standing import Numbered, Standing, last_list, standing


def people(course: str, day: date) -> Mapping[str, Standing]:
    """Everyone whom a course is for on a day, by workforce number."""
    return _people(store.head(), course, day)


def listed() -> Listed | None:
    """The latest workforce list."""
    return last_list(_whole(store.head()))


def by_unit_for_others(course: str, day: date) -> Mapping[str, Count | None]:
    """Training coverage by unit for readers beyond the trainers, such as a dashboard: None where a small number is withheld."""
    return _by_unit(store.head(), course, day)


def counted(course: str, day: date) -> Coverage:
    """Training coverage of a course on a day."""
    return _counted(store.head(), course, day)


@lru_cache(maxsize=1)
def _whole(head: bytes) -> list[Numbered]:
    """What the ledger says; `head`, the last line's hash, stands for its state."""
    lines = store.lines()
    check(lines)
    return store.told(lines)


@lru_cache(maxsize=8)
def _people(head: bytes, course: str, day: date) -> Mapping[str, Standing]:
    return standing(_whole(head), load_courses().rule(course), day)


@lru_cache(maxsize=8)
def _by_unit(head: bytes, course: str, day: date) -> Mapping[str, Count | None]:
    return withheld_small(_counted(head, course, day).by_unit)


@lru_cache(maxsize=8)
def _counted(head: bytes, course: str, day: date) -> Coverage:
    return coverage(_people(head, course, day).values(), day)
