"""Long lists walked from page to page by where the last row stood, so that a late page costs no more than the first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from inspect import signature
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest

from boundaries.casework.models.prepared import Given, Prepared, Slot

Row = TypeVar("Row", bound=Model)
Order = Sequence[tuple[str, bool]]
"""The columns that a list is ordered by, and whether each falls."""
_AFTER, _BEFORE, _BETWEEN = "after", "before", ","
_LONGEST = 200
_BEYOND = "beyond_"
"""What begins the name of a value of the place that a page is asked from; the rest is its column."""


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
    return _walked(
        request, rows.model, order, size, name, lambda way, values: list(_rows_at(rows, order, way, values)[: size + 1])
    )


class Walk(Generic[Row]):
    """A list that many walk through, asked for by questions that are made once, as `walked` asks; `build` as for one that is `Prepared`."""

    def __init__(self, build: Callable[..., QuerySet[Row]], size: int) -> None:
        """Keep how it is made, and how many rows a page has."""
        self.build, self.size = build, size
        self.names = tuple(signature(build).parameters)

    @cached_property
    def questions(self) -> dict[str, Prepared[Row]]:
        """What is asked for the first page, and for one after or before a place; each of as many rows as tell whether there are more."""
        names = (*self.names, *(_BEYOND + column for column, _ in self.order))
        return {
            "": Prepared(self._first, self.names),
            _AFTER: Prepared(partial(self._beyond, _AFTER), names),
            _BEFORE: Prepared(partial(self._beyond, _BEFORE), names),
        }

    @cached_property
    def order(self) -> Order:
        """By which columns it is ordered."""
        return _order(self._made)

    def page(self, request: HttpRequest, name: str = "page", **values: "str | list[str]") -> Walked[Row]:
        """The page whose place an address gives under a name, of the list for these values."""

        def ask(way: str, place: Sequence[object]) -> list[Row]:
            beyond = {_BEYOND + column: str(one) for (column, _), one in zip(self.order, place, strict=False)}
            return self.questions[way](**values, **beyond)

        return _walked(request, self._made.model, self.order, self.size, name, ask)

    @cached_property
    def _made(self) -> QuerySet[Row]:
        return self.build(**dict.fromkeys(self.names, Slot("")))

    def _first(self, **values: Any) -> QuerySet[Row]:
        return self.build(**values)[: self.size + 1]

    def _beyond(self, way: str, **values: Any) -> QuerySet[Row]:
        place = [Given(values.pop(_BEYOND + column)) for column, _ in self.order]
        return _rows_at(self.build(**values), self.order, way, place)[: self.size + 1]


def _walked(
    request: HttpRequest,
    model: type[Model],
    order: Order,
    size: int,
    name: str,
    ask: Callable[[str, Sequence[object]], list[Row]],
) -> Walked[Row]:
    """The page that an address asks for; `ask` gives one row more than a page, on one way from a place or from the beginning."""
    way, values = _asked(request.GET.get(name, ""), model, order)
    if way == _BEFORE:
        found = ask(way, values)
        if len(found) > size:  # with fewer the page is the first one, whole
            shown = found[:size][::-1]
            return Walked(shown, _place(_BEFORE, shown[0], order), _place(_AFTER, shown[-1], order))
    is_later = way == _AFTER
    found = ask(_AFTER, values) if is_later else ask("", ())
    if is_later and not found:
        is_later, found = False, ask("", ())
    older = _place(_AFTER, found[size - 1], order) if len(found) > size else ""
    return Walked(found[:size], _place(_BEFORE, found[0], order) if is_later else "", older)


def _rows_at(rows: QuerySet[Row], order: Order, way: str, values: Sequence[object]) -> QuerySet[Row]:
    """The rows on one way from a place, the nearest first; all where none is asked for."""
    if not way:
        return rows
    towards = [(column, falls != (way == _BEFORE)) for column, falls in order]
    return rows.filter(_beyond(towards, values)).order_by(*_names(towards))


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


def _asked(text: str, model: type[Model], order: Order) -> tuple[str, list[Any]]:
    """The way and the values of a place; no way where the text is none."""
    way, *texts = text.split(_BETWEEN)
    if way not in (_AFTER, _BEFORE) or len(texts) != len(order) or len(text) > _LONGEST or not text.isprintable():
        return "", []
    try:
        values = [_value(model, column, one) for (column, _), one in zip(order, texts, strict=True)]
    except ValidationError:
        return "", []
    return ("", []) if None in values else (way, values)


def _value(model: type[Model], column: str, text: str) -> Any:
    field = model._meta.get_field(column)
    assert isinstance(field, Field)
    return field.to_python(text)
