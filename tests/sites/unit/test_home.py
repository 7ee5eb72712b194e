"""The first pages of the unit's site."""

import pytest
from django.test import Client


@pytest.mark.parametrize("page", ["/", "/training/"])
def test_a_page_answers(page: str) -> None:
    assert Client().get(page).status_code == 200
