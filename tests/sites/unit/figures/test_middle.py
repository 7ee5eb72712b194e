"""The middle of many moments is the same as one worked out by hand, in either database."""

from datetime import datetime, timedelta
from statistics import median

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.casework.cases.keeping import open_case
from boundaries.casework.figures.middle import Middle, moment
from boundaries.casework.figures.working import case_counts, standings
from boundaries.casework.models import Case, Entry
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 25, 12)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 24))


def opened_cases(count: int) -> list[Case]:
    """So many cases that the head sees."""
    head = person(Role.HEAD)
    for _ in range(count):
        enter(report())
    for entry in Entry.objects.all():
        with transaction.atomic():
            open_case(entry, head.holder, is_covert=False, reason="Serious")
    return list(Case.objects.order_by("pk"))


def test_the_middle_is_that_of_the_sorted_list() -> None:
    cases = opened_cases(5)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(MOMENTS, min_size=1, max_size=5))
    def holds(moments: list[datetime]) -> None:
        for case, at in zip(cases, moments, strict=False):
            Case.objects.filter(pk=case.pk).update(opened_at=at)
        wanted = [case.pk for case in cases[: len(moments)]]
        found = Case.objects.filter(pk__in=wanted).aggregate(middle=Middle("opened_at"))["middle"]
        by_hand = NOW - timedelta(seconds=median((NOW - at).total_seconds() for at in moments))
        assert abs(moment(found) - by_hand) < timedelta(milliseconds=1)

    holds()
    assert Case.objects.filter(pk="").aggregate(middle=Middle("opened_at"))["middle"] is None


def test_each_state_has_its_own_cases_in_the_middle_and_its_oldest() -> None:
    cases = opened_cases(5)
    states = ("received", "received", "received", "assessed", "assessed")
    for case, state, days in zip(cases, states, (1, 10, 40, 3, 8), strict=True):
        Case.objects.filter(pk=case.pk).update(state=state, opened_at=NOW - timedelta(days=days))
    account = cases[0].safe.wraps.get().account
    found = standings(case_counts(account, (NOW.date(), NOW.date())), NOW)
    assert [(one.state.value, one.cases, one.middle_days, one.oldest_days) for one in found] == [
        ("received", 3, 10, 40),
        ("assessed", 2, 5, 8),
    ]
