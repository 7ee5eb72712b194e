"""The priority of cases in their list: in words, as an order, and only of what one can open."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.cases.kinds import LEVELS, Kind
from boundaries.casework.cases.priority import in_words, ranked, weight
from boundaries.casework.models import Case
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_cases import open_case, write
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

WORDS = [value for value, _ in LEVELS]
database = pytest.mark.django_db(transaction=True)


def listed(browser: Client, query: str) -> list[str]:
    """The cases of the list, in order."""
    return re.findall(r'href="/cases/([a-z2-7]{26})/"', browser.get(f"/cases/{query}").content.decode())


def made(browser: Client, harm: str, likelihood: str, **told: str) -> Case:
    """A case with a priority."""
    case = open_case(browser, enter(report(**told)))
    write(browser, case, Kind.PRIORITY, harm=harm, likelihood=likelihood)
    return case


@given(
    st.dictionaries(st.text("ab", min_size=1, max_size=4), st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)), max_size=6)
)
def test_more_harm_or_likelihood_never_ranks_lower(priorities: dict[str, tuple[str, str]]) -> None:
    order = ranked(priorities)
    assert sorted(order) == sorted(priorities)
    for before, after in pairwise(order):
        (harm, likely), (less, unlikely) = priorities[before], priorities[after]
        assert weight(harm, likely) >= weight(less, unlikely)
        assert not (WORDS.index(less) < WORDS.index(harm) and weight(less, unlikely) > weight(harm, likely))


def test_the_matrix_in_words() -> None:
    found = {(harm, likely): in_words(harm, likely).partition(" ")[0] for harm in WORDS for likely in WORDS}
    assert [found["high", likely] for likely in WORDS] == ["High", "High", "Medium"]
    assert [found["medium", likely] for likely in WORDS] == ["High", "Medium", "Low"]
    assert [found["low", likely] for likely in WORDS] == ["Medium", "Low", "Low"]
    assert in_words("high", "low") == "Medium (harm high, likelihood low)"


@database
def test_the_list_can_be_ordered_by_the_newest_priority() -> None:
    ian = person(Role.INVESTIGATOR)
    browser = ian.sign_in()
    low, high, plain = made(browser, "low", "low"), made(browser, "high", "medium"), open_case(browser, enter(report()))
    page = browser.get("/cases/").content.decode()
    assert "Low (harm low, likelihood low)" in page and "High (harm high, likelihood medium)" in page and plain.pk in page
    assert listed(browser, "?order=priority") == [high.pk, low.pk]
    write(browser, low, Kind.PRIORITY, harm="high", likelihood="high")
    assert listed(browser, "?order=priority") == [low.pk, high.pk]
    assert "Only cases with a recorded priority" in browser.get("/cases/?order=priority").content.decode()
    assert sorted(listed(browser, "?order=nothing")) == sorted([low.pk, high.pk, plain.pk])


@database
def test_a_case_that_one_cannot_open_is_in_no_order_and_no_word_lies_in_the_clear() -> None:
    ian, ada = person(Role.INVESTIGATOR, "ian vesey"), person(Role.SUPERVISOR, "ada thorne")
    head = person(Role.HEAD)
    browser = ian.sign_in()
    shared, hidden = made(browser, "low", "medium"), made(browser, "high", "high", exclude="anyone called Thorne")
    assert listed(browser, "?order=priority") == [hidden.pk, shared.pk]
    assert listed(ada.sign_in(), "?order=priority") == [shared.pk]
    said = {"colleague": ada.account.pk, "reason": "Knows him"}
    assert head.sign_in().post(f"/entries/{shared.pk}/recuse-colleague/", said).status_code == 302
    assert listed(ada.browser, "?order=priority") == []
    columns = {one.name for one in Case._meta.get_fields()}
    assert not columns & {"priority", "harm", "likelihood"}


@database
def test_either_order_asks_as_often_for_one_as_for_six() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    asked: dict[str, list[int]] = {"": [], "?order=priority": []}
    for more in (1, 5):
        for _ in range(more):
            made(browser, "high", "low")
        for query, counts in asked.items():
            browser.get(f"/cases/{query}")
            with CaptureQueriesContext(connection) as queries:
                browser.get(f"/cases/{query}")
            counts.append(len(queries))
    assert all(len(set(counts)) == 1 for counts in asked.values()), asked
