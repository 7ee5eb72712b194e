"""Questions that are made once: Django takes several times as long to make a small one as the database takes to answer it."""

import json
from collections.abc import Callable, Sequence
from copy import copy
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Expression, Field, ForeignKey, IntegerField, Lookup, QuerySet, Subquery

Row = TypeVar("Row", covariant=True)


class Slot(str):
    """Stands for a value while a question is made, or for a row that has it as its key; Django hands it on as it is, as any text."""

    __slots__ = ()

    @property
    def pk(self) -> "Slot":
        """The value, where a row is asked for its key."""
        return self


@Field.register_lookup
@ForeignKey.register_lookup
class OneOf(Lookup):
    """That a column is one of several values, which are one parameter: `in` makes another question for each number of them."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition and its parameters."""
        column, held = self.process_lhs(compiler, connection)
        several = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{column} {several}", (*held, self.rhs if isinstance(self.rhs, Slot) else _several(self.rhs, connection))


@DateTimeField.register_lookup
class Later(Lookup):
    """That a moment is later than one that is given as text, as `str` writes it and both databases read it."""

    lookup_name = "later"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition and its parameters."""
        column, held = self.process_lhs(compiler, connection)
        return f"{column} > %s", (*held, self.rhs)


class Given(Expression):
    """A value that is given as text, as `str` writes it and both databases read it, to compare a column of any kind with."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str, ...]]:
        """A place for the text."""
        return "%s", (self.text,)


class Number(Subquery):
    """How many rows a query has, of which it may say that no more than so many are of interest; a column of another, which is one row."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class Prepared(Generic[Row]):
    """A question that is made when it is first asked, from a function whose parameters are the texts, or lists of texts, that it hangs on.

    What it filters by must come from those alone, and a list must be asked for with `one_of`. Gives the rows as the function's query would.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, Row]]", names: Sequence[str] | None = None) -> None:
        """Keep how it is made: the database may not be there yet. Where the function takes whatever it is given, `names` says what."""
        self.build = build
        self.names = tuple(signature(build).parameters if names is None else names)
        self._made: tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]] | None = None

    def __call__(self, **values: "str | list[str]") -> list[Row]:
        """The rows for some values."""
        if self._made is None:
            asked = self.build(**{name: Slot(name) for name in self.names})
            compiler = asked.query.get_compiler(using=DEFAULT_DB_ALIAS)
            self._made = asked, compiler, *compiler.as_sql()
        asked, compiler, told, places = self._made
        connection = connections[DEFAULT_DB_ALIAS]  # which is one thread's
        given = {name: _several(value, connection) if isinstance(value, list) else value for name, value in values.items()}
        filled = tuple(given[one] if isinstance(one, Slot) else one for one in places)
        mine = copy(compiler)
        mine.connection, mine.as_sql = connection, lambda *_, **__: (told, filled)
        rows: Any = asked._iterable_class
        return [*rows(_Asked(asked, mine))]

    def first(self, **values: "str | list[str]") -> Row | None:
        """The first row for some values, where there is one; the question says itself in which order, or that one is enough."""
        return next(iter(self(**values)), None)


class _Asked:
    """As much of a query as reads its rows, with a compiler that has made its question already."""

    def __init__(self, asked: Any, compiler: Any) -> None:
        self.db, self._fields, self._known_related_objects = asked.db, asked._fields, asked._known_related_objects
        self.query = object.__new__(type(asked.query))
        self.query.__dict__.update(asked.query.__dict__, get_compiler=lambda *_, **__: compiler)


def _several(values: Any, connection: BaseDatabaseWrapper) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
