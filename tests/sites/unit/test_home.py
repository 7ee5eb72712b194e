"""The first pages of the unit's site."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_asked_to() -> None:
    assert Client().get("/")["Location"] == "/sign-in/"
    assert Client().get("/inbox/")["Location"] == "/sign-in/?next=%2Finbox%2F"
    assert "Sign in" in Client().get("/sign-in/").content.decode()


@pytest.mark.django_db
def test_the_training_answers() -> None:
    assert Client().get("/training/").status_code == 200
