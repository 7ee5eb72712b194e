"""Signing in: what is needed, what is told, what holds off guessing, and what ends a session."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from boundaries.casework.accounts import attendance
from boundaries.casework.accounts.boxes import secret_of
from boundaries.casework.models import Account, Delay, Device, Invitation
from boundaries.casework.pages import inbox
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting, leaving
from boundaries.credentials import deriving
from boundaries.errors import BoundariesError
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(browser: Client, name: str, password: str = "wrong", code: str = "000000") -> str:
    """One try, and what the page says."""
    found = browser.post("/sign-in/", {"name": name, "password": password, "code": code})
    return found.content.decode() if found.status_code == 200 else found["Location"]


def told(page: str) -> str:
    """What a page tells, without the name that was typed, the form's token and the challenge to passkeys."""
    return re.sub(r'(value|data-options)="[^"]*"', "", page)


def test_a_code_works_once() -> None:
    ann = person(Role.SUPERVISOR)
    code = ann.code()
    assert attempt(Client(), ann.account.name, PASSWORD, code) == "/unlock/"
    assert "is not right" in attempt(Client(), ann.account.name, PASSWORD, code)


def test_what_was_wrong_is_not_told() -> None:
    ann = person(Role.SUPERVISOR)
    pages = {
        told(attempt(Client(), name, password, code))
        for name, password, code in (
            (ann.account.name, "wrong", ann.code()),
            (ann.account.name, PASSWORD, ann.wrong_code()),
            ("nobody", PASSWORD, ann.code()),
        )
    }
    assert len(pages) == 1


def test_no_password_and_no_readable_secret_is_kept() -> None:
    ann = person(Role.SUPERVISOR)
    row = Account.objects.filter(pk=ann.account.pk).values().get()
    everything = b"".join(
        bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode() for value in row.values()
    )
    for secret in (ann.secret, PASSWORD, PASSPHRASE):
        assert secret.encode() not in everything
    assert secret_of(ann.account, PASSPHRASE) is None
    assert secret_of(ann.account, PASSWORD) == ann.secret


def test_deriving_costs_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert (deriving._KIBIBYTES, deriving._PASSES, deriving._LENGTH) == (65_536, 3, 32)


def test_guessing_slows_down_and_a_known_device_gets_through_all_the_same() -> None:
    ann = person(Role.SUPERVISOR)
    at_home = ann.sign_in(unlock=False)
    at_home.post("/sign-out/")
    with time_machine.travel(datetime.now(), tick=False):
        for _ in range(5):
            attempt(Client(REMOTE_ADDR="10.0.0.9"), ann.account.name)
        assert "too many failures" in attempt(Client(REMOTE_ADDR="10.0.0.7"), ann.account.name, PASSWORD, ann.code())
        assert attempt(at_home, ann.account.name, PASSWORD, ann.code()) == "/unlock/"


def test_a_name_is_never_held_off_for_longer_than_a_quarter_of_an_hour() -> None:
    with time_machine.travel(datetime(2026, 1, 1), tick=False) as clock:
        longest = timedelta()
        for _ in range(40):
            attempt(Client(), "someone")
            until = max(Delay.objects.values_list("until_at", flat=True))
            longest = max(longest, until - datetime.now())
            clock.move_to(until + timedelta(seconds=1))
        assert longest == timedelta(minutes=15)


def test_a_supervisor_lets_someone_through_on_a_new_device() -> None:
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    for _ in range(6):
        attempt(Client(REMOTE_ADDR="10.0.0.9"), ian.account.name)
    path = f"/people/{ian.account.pk}/reset/"
    page = ann.sign_in().post(path, {"what": "device"}).content.decode()
    (address,) = re.findall(r'href="(http[^"]+)"', page)
    new = Client(REMOTE_ADDR="10.0.0.9")
    assert new.post("/" + address.split("/", 3)[3])["Location"] == "/sign-in/"
    assert Device.objects.filter(account=ian.account).count() == 1
    assert attempt(new, ian.account.name, PASSWORD, ian.code()) == "/unlock/"


def test_sign_out_by_a_link_does_nothing() -> None:
    browser = person(Role.SUPERVISOR).sign_in()
    assert browser.get("/sign-out/").status_code == 405
    assert browser.get("/inbox/").status_code == 200
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert browser.get("/inbox/").status_code == 302


def test_forms_without_a_token_are_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/sign-in/", {"name": "a", "password": "b", "code": "c"}).status_code == 403


@pytest.mark.parametrize(("away", "steps"), [(timedelta(minutes=16), 1), (timedelta(minutes=14), 50)])
def test_a_session_ends_when_idle_and_in_any_case(away: timedelta, steps: int) -> None:
    browser = person(Role.SUPERVISOR).sign_in()
    with time_machine.travel(datetime.now(), tick=False) as clock:
        answers = []
        for _ in range(steps):
            clock.shift(away)
            answers.append(browser.get("/").status_code)
    assert answers[0] == (302 if steps == 1 else 200)
    assert answers[-1] == 302


def test_a_clock_that_was_wrong_holds_nobody_off_and_keeps_no_session_open() -> None:
    ann = person(Role.SUPERVISOR)
    with time_machine.travel(datetime.now() + timedelta(days=40), tick=False):
        browser = ann.sign_in()
        for _ in range(9):
            attempt(Client(), ann.account.name)
        assert "too many failures" in attempt(Client(), ann.account.name, PASSWORD, ann.code())
        assert browser.get("/inbox/").status_code == 200
    assert browser.get("/inbox/").status_code == 302, "for how long they were away nobody knows"
    assert attempt(Client(), ann.account.name, PASSWORD, ann.code()) == "/unlock/"


def test_nobody_is_signed_out_when_the_clock_on_the_wall_goes_back_an_hour_and_idle_is_idle_then() -> None:
    with time_machine.travel(datetime(2026, 10, 25, 0, 55, tzinfo=UTC), tick=False) as clock:
        browser = person(Role.SUPERVISOR).sign_in()
        for _ in range(3):
            clock.shift(timedelta(minutes=10))
            assert browser.get("/inbox/").status_code == 200, datetime.now()
        clock.shift(timedelta(minutes=16))
        assert browser.get("/inbox/").status_code == 302


def test_a_session_that_the_database_lets_run_out_is_nobodys() -> None:
    browser = person(Role.SUPERVISOR).sign_in()
    held = Session.objects.filter(session_key=browser.cookies["session"].value)
    for left, status in ((-1, 302), (60, 200)):
        held.update(expire_date=datetime.now() + timedelta(seconds=left))
        assert browser.get("/").status_code == status
        browser.cookies["session"] = str(held.values_list("session_key", flat=True)[0])
    browser.cookies["session"] = "no-such-session"
    assert browser.get("/").status_code == 302


def test_the_unlocked_key_lies_nowhere_readable_and_goes_with_the_cookie() -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    seed = ann.holder.opening.to_bytes()
    for session in Session.objects.all():
        kept = str(session.get_decoded())
        assert seed.hex() not in kept and repr(seed)[2:-1] not in kept
    assert browser.get("/search/").status_code == 200
    for cookie in ("session", "keeper", "device"):
        assert browser.cookies[cookie]["httponly"] and browser.cookies[cookie]["samesite"] == "Strict"
    del browser.cookies["keeper"]
    assert browser.get("/search/")["Location"].startswith("/unlock/")


@pytest.mark.parametrize("session_changes", [True, False])
def test_a_page_that_was_asked_for_before_does_not_bring_a_locked_key_back(
    monkeypatch: pytest.MonkeyPatch, session_changes: bool
) -> None:
    ann = person(Role.SUPERVISOR)
    browser = ann.sign_in()
    browser.get("/inbox/")
    monkeypatch.setattr(attendance, "_TOUCH_AFTER", timedelta(0 if session_changes else 1))
    real, cookies = inbox.read_ahead, "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())

    def read_ahead(*told: Any) -> None:
        other_tab = Client(headers={"cookie": cookies})
        assert other_tab.post("/lock/").status_code == 302
        browser.cookies.update(other_tab.cookies)
        real(*told)

    with monkeypatch.context() as patched:
        patched.setattr(inbox, "read_ahead", read_ahead)
        assert browser.get("/inbox/").status_code == (400 if session_changes else 200)
    assert browser.get("/search/")["Location"].startswith("/unlock/"), "locked, and still signed in"


def test_locking_puts_the_key_away() -> None:
    browser = person(Role.SUPERVISOR).sign_in()
    browser.post("/lock/")
    assert browser.get("/search/")["Location"].startswith("/unlock/")
    assert "is not right" in browser.post("/unlock/", {"passphrase": PASSWORD}).content.decode()


def test_sessions_end_when_someone_leaves_or_changes_role() -> None:
    ann, ian = person(Role.SUPERVISOR), person(Role.INVESTIGATOR)
    first, second = ann.sign_in(), ian.sign_in()
    leaving.disable(ann.account, None)
    leaving.give_role(ian.account, Role.TRAINER, None)
    assert first.get("/").status_code == second.get("/").status_code == 302
    assert "is not right" in attempt(Client(), ann.account.name, PASSWORD, "000000")


def test_next_leads_nowhere_else() -> None:
    ann = person(Role.TRAINER)
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"):
        said = {"name": ann.account.name, "password": PASSWORD, "code": ann.code(), "next": elsewhere}
        assert Client().post("/sign-in/", said)["Location"] == "/"


def test_an_invitation_works_once_for_a_while_and_only_as_it_was_given() -> None:
    account, address = inviting.invite("new.one", "New One", Role.TRAINER, "", None)
    path = "/" + address.split("/", 3)[3]
    assert address.rsplit("/", 2)[1] not in str(list(Invitation.objects.values()))
    weak = {"password": "password1234", "password_again": "password1234"}
    assert "most common" in Client().post(path, weak).content.decode()
    with time_machine.travel(datetime.now() + timedelta(days=4), tick=True):
        assert Client().get(path).status_code == 404
    leaving.disable(account, None)
    assert Client().get(path).status_code == 404
    assert Client().get("/invitation/nothing/").status_code == 404


def test_an_administrator_who_takes_an_account_over_can_open_nothing() -> None:
    """A reset gives a sign-in, never a key; a new key opens nothing until a leader vouches for it."""
    admin, ian = person(Role.ADMINISTRATOR), person(Role.INVESTIGATOR)
    browser = admin.sign_in()
    page = browser.post(f"/people/{ian.account.pk}/reset/", {"what": "key"}).content.decode()
    (address,) = re.findall(r'href="(http[^"]+)"', page)
    stolen = Client()
    path = "/" + address.split("/", 3)[3]
    mine = {"password": "another long one", "password_again": "another long one"}
    mine |= {"passphrase": "quite another passphrase", "passphrase_again": "quite another passphrase"}
    (secret,) = re.findall(r'boundaries-secret">([A-Z2-7 ]+)<', stolen.post(path, mine).content.decode())
    stolen.post(path, {"code": pyotp.TOTP(secret.replace(" ", "")).now()})
    assert stolen.post("/unlock/", {"passphrase": "quite another passphrase"}).status_code == 302
    taken = Account.objects.get(pk=ian.account.pk)
    assert not taken.is_admitted and not taken.wraps.exists()
    assert browser.post(f"/people/{ian.account.pk}/give-access/").status_code == 404


def test_ids_say_nothing_of_how_many_there_are() -> None:
    made = [person(Role.TRAINER, f"trainer {number}").account.pk for number in ("one", "two", "three")]
    assert len({one[:3] for one in made}) > 1, "what counts up would begin alike"
    assert all(re.fullmatch("[a-z2-7]{26}", one) for one in made)


@pytest.mark.parametrize(
    ("name", "full_name", "member_id", "where"),
    [("  ", "Hanna Brook", "", "sign-in name"), ("h\x00b", "Hanna Brook", "", "sign-in name"), ("n" * 61, "Hanna", "", "sign-in name"),
     ("h.brook", " ", "", "full name"), ("h.brook", "Hanna\nBrook", "", "full name"), ("h.brook", "n" * 121, "", "full name"),
     ("h.brook", "Hanna Brook", "1" * 65, "member id")],
)  # fmt: skip
def test_nobody_is_invited_without_a_name_that_can_be_written(name: str, full_name: str, member_id: str, where: str) -> None:
    with pytest.raises(BoundariesError) as told:
        inviting.invite(name, full_name, Role.HEAD, member_id, None)
    assert told.value.where == where and not Account.objects.exists()
    browser = person(Role.ADMINISTRATOR).sign_in()
    page = browser.post("/people/invite/", {"name": name, "display_name": full_name, "role": "head", "member_id": member_id})
    assert page.status_code == 200 and "govuk-error-message" in page.content.decode() and Account.objects.count() == 1
    assert "Somebody signs in with this name" not in page.content.decode()
