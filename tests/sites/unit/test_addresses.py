"""Addresses on pages are those that Django finds, whatever stands in them; what may stand in none is told as ever."""

from typing import Any

import pytest
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix

from boundaries.casework import urls
from boundaries.sites.addresses import address, address_of_each

AN_ID, ANOTHER = "abcdefghijklmnopqrstuvwxyz", "234567abcdefghijklmnopqrst"
ODD = ("x", "task_done", "two words", "a/b", "50%", "ÄÖ", AN_ID.upper(), AN_ID + "a", "", 7)


def values_of(pattern: Any) -> dict[str, object]:
    return dict(zip(pattern.pattern.converters, (AN_ID, ANOTHER, AN_ID, ANOTHER), strict=False))


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda one: str(one.name))
def test_each_address_is_the_one_that_django_finds(pattern: Any) -> None:
    values = values_of(pattern)
    for _ in range(2):
        assert address(pattern.name, kwargs=values) == reverse(pattern.name, kwargs=values)
    turned = dict(reversed(values.items()))
    assert address(pattern.name, kwargs=turned) == reverse(pattern.name, kwargs=turned)
    for name in values:
        for odd in ODD:
            with_odd = values | {name: odd}
            try:
                expected = reverse(pattern.name, kwargs=with_odd)
            except NoReverseMatch:
                with pytest.raises(NoReverseMatch):
                    address(pattern.name, kwargs=with_odd)
            else:
                assert address(pattern.name, kwargs=with_odd) == expected


def test_words_stand_in_an_address_beside_ids() -> None:
    for word in ("task_done", "meeting_decision", "task_done"):
        for case_id in (AN_ID, ANOTHER):
            values = {"case_id": case_id, "kind": word}
            assert address("write_case", kwargs=values) == reverse("write_case", kwargs=values)


def test_a_page_that_is_not_there_has_no_address() -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            address("nowhere", kwargs={"entry_id": AN_ID})
        with pytest.raises(NoReverseMatch):
            address("entry", kwargs={"entry_id": AN_ID, "more": AN_ID})
        with pytest.raises(NoReverseMatch):
            address("entry")


def test_values_may_be_given_in_their_order() -> None:
    assert address("entry", args=[AN_ID]) == reverse("entry", kwargs={"entry_id": AN_ID})


def test_a_site_below_another_place_has_its_addresses_there() -> None:
    before = get_script_prefix()
    try:
        set_script_prefix("/unit/")
        assert address("entry", kwargs={"entry_id": AN_ID}) == f"/unit/entries/{AN_ID}/"
    finally:
        set_script_prefix(before)
    assert address("entry", kwargs={"entry_id": AN_ID}) == f"/entries/{AN_ID}/"


def test_the_address_of_each_row_of_a_list_is_that_of_its_page() -> None:
    one = AN_ID
    assert address_of_each("entry", "entry_id") % one == reverse("entry", kwargs={"entry_id": one})
    for name, key in (("entry", "case_id"), ("nothing", "entry_id"), ("inbox", "entry_id")):
        with pytest.raises(NoReverseMatch):
            address_of_each(name, key)
