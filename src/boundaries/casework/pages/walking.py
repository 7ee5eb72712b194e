"""Long lists walked from page to page by where the last row stood, so that a late page costs no more than the first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
Order = Sequence[tuple[str, bool]]
"""The columns that a list is ordered by, and whether each falls."""
_AFTER, _BEFORE, _BETWEEN = "after", "before", ","
_LONGEST = 200


@dataclass(frozen=True)
class Walked(Generic[Row]):
    """One page of a list, and the places of the pages before and after it, empty where there is none."""

    rows: Sequence[Row]
    newer: str
    older: str

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def walked(request: HttpRequest, rows: QuerySet[Row], size: int, name: str = "page") -> Walked[Row]:
    """The page of a list whose place an address gives under a name; the first one where it gives none that can be read.

    The list is ordered by columns of its own that are never empty, the last of which is unlike in any two rows and holds no comma.
    """
    order = _order(rows)
    way, values = _asked(request.GET.get(name, ""), rows, order)
    if way == _BEFORE:
        turned = [(column, not falls) for column, falls in order]
        found = list(rows.filter(_beyond(turned, values)).order_by(*_names(turned))[: size + 1])
        if len(found) > size:  # with fewer the page is the first one, whole
            shown = found[:size][::-1]
            return Walked(shown, _place(_BEFORE, shown[0], order), _place(_AFTER, shown[-1], order))
    is_later = way == _AFTER
    found = list((rows.filter(_beyond(order, values)) if is_later else rows)[: size + 1])
    if is_later and not found:
        is_later, found = False, list(rows[: size + 1])
    older = _place(_AFTER, found[size - 1], order) if len(found) > size else ""
    return Walked(found[:size], _place(_BEFORE, found[0], order) if is_later else "", older)


def after(rows: QuerySet[Row], row: Row) -> str:
    """The place of the page that begins behind a row."""
    return _place(_AFTER, row, _order(rows))


def _order(rows: QuerySet[Row]) -> Order:
    names = rows.query.order_by or rows.model._meta.ordering or ()
    return [(str(name).removeprefix("-"), str(name).startswith("-")) for name in names]


def _names(order: Order) -> list[str]:
    return [f"-{column}" if falls else column for column, falls in order]


def _beyond(order: Order, values: Sequence[object]) -> Q:
    """That a row stands behind these values; the first column is bounded by itself, so that an index is entered there."""
    (column, falls), *rest = order
    way = "lt" if falls else "gt"
    behind = Q(**{f"{column}__{way}": values[0]})
    return Q(**{f"{column}__{way}e": values[0]}) & (behind | _beyond(rest, values[1:])) if rest else behind


def _place(way: str, row: Model, order: Order) -> str:
    values = (getattr(row, column) for column, _ in order)
    return _BETWEEN.join((way, *(one.isoformat() if isinstance(one, date) else str(one) for one in values)))


def _asked(text: str, rows: QuerySet[Row], order: Order) -> tuple[str, list[Any]]:
    """The way and the values of a place; no way where the text is none."""
    way, *texts = text.split(_BETWEEN)
    if way not in (_AFTER, _BEFORE) or len(texts) != len(order) or len(text) > _LONGEST or not text.isprintable():
        return "", []
    try:
        values = [_value(rows.model, column, one) for (column, _), one in zip(order, texts, strict=True)]
    except ValidationError:
        return "", []
    return ("", []) if None in values else (way, values)


def _value(model: type[Model], column: str, text: str) -> Any:
    field = model._meta.get_field(column)
    assert isinstance(field, Field)
    return field.to_python(text)
