"""Lists a page at a time. How many rows there are in all is not counted: that would look at every one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
_MOST_DIGITS = 6


@dataclass(frozen=True)
class Leaf(Generic[Row]):
    """One page of a list: its number from 1 on, its rows, and whether more follow."""

    number: int
    rows: Sequence[Row]
    has_next: bool

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def newer(self) -> str:
        """The number of the page before, empty where there is none."""
        return str(self.number - 1) if self.number > 1 else ""

    @property
    def older(self) -> str:
        """The number of the page after, empty where there is none."""
        return str(self.number + 1) if self.has_next else ""


def leaf(request: HttpRequest, rows: QuerySet[Any, Row] | Sequence[Row], size: int, name: str = "page") -> Leaf[Row]:
    """The page of a list that an address asks for under a name; the first one where it asks for nothing that is a number."""
    asked = request.GET.get(name, "")
    number = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS else 1
    found = list(rows[(number - 1) * size : number * size + 1])
    return Leaf(number, found[:size], len(found) > size)
