"""The answers of a test as one text, made by the database: a row of its own for each answer takes most of the time in which they are counted."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Case, F, TextField, Value, When
from django.db.models.functions import Concat

from boundaries.training.courses.statistics import BETWEEN, RIGHT, WRONG


class Answers(Aggregate):
    """The items of a test, each after whether it was answered right, one after the other in any order."""

    function = "GROUP_CONCAT"
    template = f"%(function)s(%(expressions)s, '{BETWEEN}')"

    def __init__(self, **told: Any) -> None:
        right = Case(When(right=True, then=Value(RIGHT)), default=Value(WRONG))
        super().__init__(Concat(right, F("item"), output_field=TextField()), output_field=TextField(), **told)

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **told: Any) -> tuple[str, Any]:
        """The same in the words of PostgreSQL."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **told)
