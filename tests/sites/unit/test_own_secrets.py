"""Changing one's own passphrase and password: nothing is lost, the old one is worth nothing, and everywhere else one is signed out."""

import pytest
from django.test import Client

from boundaries.casework.accounts.boxes import opening_of, secret_of
from boundaries.casework.models import Account, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "quite another thing to say"


def now(one: Person) -> Account:
    """The account as it stands."""
    return Account.objects.get(pk=one.account.pk)


def test_a_new_passphrase_opens_the_same_key_and_ends_the_other_sessions() -> None:
    ann = person(Role.SUPERVISOR)
    entry = enter(report(story="the harbour"))
    elsewhere, here = ann.sign_in(), Client()
    ann.browser = here
    ann.sign_in()
    told = {"old": PASSPHRASE, "new": NEW, "again": NEW}
    assert here.post("/account/passphrase/", told).headers["Location"] == "/account/"
    assert "the harbour" in here.get(f"/entries/{entry.pk}/").content.decode(), "here it goes on"
    assert elsewhere.get("/inbox/").status_code == 302
    assert opening_of(now(ann), PASSPHRASE) is None
    found = opening_of(now(ann), NEW)
    assert found is not None and found.to_bytes() == ann.holder.opening.to_bytes()
    assert TrailLine.objects.filter(act="secret_changed", about=ann.account.pk, detail__contains="passphrase").count() == 1


def test_a_new_password_signs_in_with_the_same_app_and_ends_the_other_sessions() -> None:
    ada = person(Role.ADMINISTRATOR)
    browser = ada.sign_in()
    told = {"old": PASSWORD, "code": ada.code(), "new": NEW, "again": NEW}
    assert browser.post("/account/password/", told).status_code == 302 and browser.get("/account/").status_code == 200
    assert secret_of(now(ada), PASSWORD) is None and secret_of(now(ada), NEW) == ada.secret


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"old": "wrong one", "new": NEW, "again": NEW}, "The passphrase is not right"),
        ({"old": PASSPHRASE, "new": NEW, "again": NEW + "x"}, "The two do not match"),
        ({"old": PASSPHRASE, "new": "short", "again": "short"}, "Use at least"),
        ({"old": PASSPHRASE, "new": PASSWORD, "again": PASSWORD}, "Choose another than your password"),
        ({"old": "", "new": NEW, "again": NEW}, "Enter the passphrase that you have now"),
    ],
)
def test_a_passphrase_is_not_changed_without_the_old_one_or_to_a_bad_one(told: dict[str, str], fault: str) -> None:
    ann = person(Role.SUPERVISOR)
    page = ann.sign_in().post("/account/passphrase/", told).content.decode()
    assert "There is a problem" in page and fault in page and NEW not in page
    assert opening_of(now(ann), PASSPHRASE) is not None and now(ann).epoch == ann.account.epoch


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"old": "wrong one", "code": "", "new": NEW, "again": NEW}, "Enter the code"),
        ({"old": "wrong one", "code": "000000", "new": NEW, "again": NEW}, "The password or the code is not right"),
        ({"old": PASSWORD, "code": "000000", "new": PASSPHRASE, "again": PASSPHRASE}, "Choose another than your passphrase"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_and_a_code(told: dict[str, str], fault: str) -> None:
    ann = person(Role.SUPERVISOR)
    page = ann.sign_in().post("/account/password/", told).content.decode()
    assert "There is a problem" in page and fault in page
    assert secret_of(now(ann), PASSWORD) == ann.secret


def test_guesses_at_the_old_passphrase_are_held_off_and_who_has_none_finds_no_page() -> None:
    ann, ada = person(Role.SUPERVISOR), person(Role.ADMINISTRATOR)
    browser = ann.sign_in()
    pages = [
        browser.post("/account/passphrase/", {"old": f"guess {n}", "new": NEW, "again": NEW}).content.decode() for n in range(7)
    ]
    assert "not right" in pages[0] and "too many failures" in pages[-1]
    assert ada.sign_in().get("/account/passphrase/").status_code == 404
    page = ada.browser.get("/account/").content.decode()
    assert "Change your password" in page and "change your passphrase" not in page
