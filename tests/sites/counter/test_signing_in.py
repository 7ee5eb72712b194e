"""Only operators see the counter; guessing is slow, and nobody can lock an operator out."""

import io

import pyotp
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from boundaries.errors import BoundariesError
from boundaries.intake.counter.models import Operator
from boundaries.intake.counter.operators import add, remove
from tests.sites.counter.desk import NAME, PASSWORD, new_operator, signed_in, wrong_code

PAGES = ("/", "/call/", "/sign-out/", "/nothing-here/", "/colour.css")


@pytest.fixture
def secret() -> str:
    return new_operator()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_is_shown_anything(browser: Client, path: str, method: str) -> None:
    answer = getattr(browser, method)(path)
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/")
    assert answer.content == b""


def test_an_operator_signs_in_and_out(browser: Client, secret: str) -> None:
    assert signed_in(browser, secret) == 303
    page = browser.get("/").content.decode()
    assert "Sign out" in page
    stolen = browser.cookies["counter"].value
    assert browser.post("/sign-out/").status_code == 303
    thief = Client()
    thief.cookies["counter"] = stolen
    assert thief.get("/").status_code == 303
    assert browser.get("/").status_code == 303


def test_all_three_must_be_right_and_which_was_not_is_not_told(browser: Client, secret: str) -> None:
    wrong = [{"password": "three random wordz"}, {"code": wrong_code(secret)}, {"name": "bob"}, {"name": ""}]
    pages = set()
    for change in wrong:
        sent = {"name": NAME, "password": PASSWORD, "code": pyotp.TOTP(secret).now(), **change}
        answer = browser.post("/sign-in/", sent)
        assert answer.status_code == 401
        pages.add(answer.content.decode().replace(f'value="{sent["name"]}"', "").partition("csrfmiddlewaretoken")[0])
    assert len(pages) == 1


def test_a_code_works_once(browser: Client, secret: str, clock: time_machine.Traveller) -> None:
    code = pyotp.TOTP(secret).now()
    assert signed_in(browser, secret, code) == 303
    assert signed_in(Client(), secret, code) == 401
    clock.shift(30)
    assert signed_in(Client(), secret) == 303


def test_guessing_slows_down_and_never_locks_out(browser: Client, secret: str, clock: time_machine.Traveller) -> None:
    assert signed_in(browser, secret) == 303
    guesser = Client()
    statuses = [signed_in(guesser, secret, password="a wrong password") for _ in range(7)]
    assert statuses == [401, 401, 401, 401, 401, 429, 429]
    clock.shift(60)
    browser.post("/sign-out/")
    assert signed_in(browser, secret) == 303, "a browser that is known does not wait for a stranger's guesses"
    for _ in range(12):
        clock.shift(16 * 60)
        signed_in(guesser, secret, password="a wrong password")
    assert signed_in(Client(), secret) == 429
    clock.shift(16 * 60)
    assert signed_in(Client(), secret) == 303, "the longest wait is a quarter of an hour"


def test_a_session_ends_by_itself(browser: Client, secret: str, clock: time_machine.Traveller) -> None:
    signed_in(browser, secret)
    clock.shift(29 * 60)
    assert browser.get("/").status_code == 200
    clock.shift(31 * 60)
    assert browser.get("/").status_code == 303


def test_a_removed_operator_is_out_at_once(browser: Client, secret: str) -> None:
    signed_in(browser, secret)
    remove(" ANN ")
    assert browser.get("/").status_code == 303
    with pytest.raises(BoundariesError, match="no such operator"):
        remove("ann")


def test_names_and_passwords_are_checked(secret: str) -> None:
    with pytest.raises(BoundariesError, match="there is an operator of this name"):
        add("Ann", PASSWORD)
    with pytest.raises(BoundariesError, match="will not do"):
        add("bob", "short")
    with pytest.raises(BoundariesError, match="1 to 60"):
        add(" ", PASSWORD)


def test_the_command_adds_lists_and_removes() -> None:
    told = io.StringIO()
    call_command("operator", "add", "Bob B", password=PASSWORD, stdout=told)
    assert "otpauth://totp/" in told.getvalue()
    call_command("operator", "list", stdout=told)
    assert told.getvalue().rstrip().endswith("  bob b")
    call_command("operator", "remove", "bob b", stdout=told)
    assert not Operator.objects.exists()


def test_no_password_and_no_secret_is_kept(secret: str) -> None:
    held = Operator.objects.get()
    kept = b"".join([bytes(held.salt), bytes(held.box), held.name.encode()])
    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept
