"""Questions that are made once ask what the query that they were made from would ask, with any values."""

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from boundaries.casework import urls
from boundaries.casework.models import Account, Entry
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.pages.walking import Walk
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import person

MOMENTS, DAYS = ("moment", "_at"), ("day", "_on")
ROWS = {"account": Account, "entry": Entry}
_BY_NAME = Prepared(lambda name: Account.objects.filter(name=name))
_SOME = Prepared(lambda names, role: Account.objects.filter(name__one_of=names, role=role).order_by("name"))
_BUT = Prepared(lambda names: Account.objects.exclude(name__one_of=names).values_list("name", flat=True).order_by("name"))


@contextmanager
def asked() -> Iterator[list[tuple[str, list[Any]]]]:
    """What the database is asked meanwhile, with the values."""
    found: list[tuple[str, list[Any]]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, list(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def every() -> list[Prepared[Any]]:
    """Every question of the site that is made once, those of the lists that are walked among them."""
    assert urls.urlpatterns, "which loads all pages"
    ours = [module for name, module in sys.modules.items() if name.startswith("boundaries.")]
    held = [one for module in ours for one in vars(module).values()]
    held += [one for several in held if type(several) is dict for one in several.values()]
    walks = [question for one in held if type(one) is Walk for question in one.questions.values()]
    return [one for one in held if type(one) is Prepared] + walks


def values_for(one: Prepared[Any], turn: int) -> Mapping[str, str | list[str]]:
    """Values of the kind that each parameter is: a list where it is asked for with `one_of`, a moment or a day where it is called so.

    What a page is asked from is called after its column.
    """
    moments = {name: str(datetime(2026, 3, 1 + turn, 9, 30, 0, turn)) for name in one.names if name.endswith(MOMENTS)}
    moments |= {name: str(date(2026, 3, 1 + turn)) for name in one.names if name.endswith(DAYS)}
    with asked() as told:
        one(**{name: [f"{name} is a list"] for name in one.names if name not in moments}, **moments)
    sql, params = told[0]
    parts = sql.split("%s")
    lists = {
        str(param)
        for part, param in zip(parts, params, strict=False)
        if part.endswith(("= ANY(", "SELECT value FROM json_each("))
    }
    return {
        name: [f"{name} {turn} {place}" for place in range(turn)]
        if any(f"{name} is a list" in text for text in lists)
        else moments.get(name, f"{name} {turn}")
        for name in one.names
    }


@pytest.mark.django_db
def test_each_asks_what_its_query_would() -> None:
    found = every()
    assert len(found) >= 60, "those of the pages are not loaded"
    for one in found:
        for turn in (2, 0, 3):
            values = values_for(one, turn)
            with asked() as made_once:
                rows = one(**values)
            # An account or an entry is asked for by its key, and a query takes the row.
            given = {name: ROWS[name](pk=value) if name in ROWS else value for name, value in values.items()}
            with asked() as as_ever:
                assert [*one.build(**given)] == rows
            assert made_once == as_ever, values
            assert len(made_once) == 1, "and it asks once, however many there are"


@pytest.mark.django_db
def test_it_gives_rows_of_a_table_and_columns_as_a_query_does() -> None:
    people = [person(role).account for role in (Role.HEAD, Role.ANALYST, Role.INVESTIGATOR)]
    head, one, other = people
    assert _BY_NAME(name=head.name) == [head]
    assert _BY_NAME.first(name=one.name) == one
    assert _BY_NAME.first(name="nobody") is None
    assert _SOME(names=[head.name, one.name], role=Role.ANALYST.value) == [one]
    assert _SOME(names=[], role=Role.ANALYST.value) == []
    assert _BUT(names=[one.name]) == sorted((head.name, other.name))
    assert _BUT(names=[]) == sorted((head.name, one.name, other.name))
    again = _BY_NAME(name=head.name)[0]
    again.display_name = "Changed"
    again.save(update_fields=["display_name"])
    assert _BY_NAME(name=head.name)[0].display_name == "Changed", "a row is read anew each time, and can be saved"


@pytest.mark.django_db
def test_a_moment_that_is_given_as_text_divides_as_one_that_is_not() -> None:
    account = person(Role.HEAD).account
    noon = datetime(2026, 3, 1, 12)
    moments = [noon + timedelta(microseconds=one) for one in (-1, 0, 1, 500_000, 1_000_000)]
    later = Prepared(lambda moment: Account.objects.filter(created_at__later=moment))
    for created_at in moments:
        Account.objects.filter(pk=account.pk).update(created_at=created_at)
        for moment in moments:
            assert (
                later(moment=str(moment))
                == list(Account.objects.filter(created_at__gt=moment))
                == [account][: created_at > moment]
            )


@pytest.mark.django_db
def test_what_somebody_typed_is_a_value_and_nothing_else() -> None:
    person(Role.HEAD)
    for typed in ("' OR 1=1 --", '"]) OR 1=1', "%s", "name", "\\"):
        assert _BY_NAME(name=typed) == []
        assert _SOME(names=[typed], role="head") == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_its_own_connection() -> None:
    head = person(Role.HEAD).account
    assert _BY_NAME(name=head.name) == [head]
    found: list[list[Account]] = []

    def ask() -> None:
        found.append(_BY_NAME(name=head.name))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [[head]] * 4
