"""From the invitation to the answer: one report all the way through the unit's site."""

import re
import time
from datetime import date

import pyotp
import pytest
from django.test import Client

from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.places import places
from boundaries.casework.models import Account, Entry
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.casework.staffing import inviting
from boundaries.handover.drop import Inbound
from boundaries.handover.ids import new_id
from boundaries.handover.replies import Outbound
from boundaries.handover.report import FollowUp, Reply
from boundaries.handover.sealing import unseal
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, person
from tests.sites.unit.unit_reports import RECEIPT, deliver, report

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_is_invited_reads_a_report_and_answers() -> None:
    _, address = inviting.invite("h.brook", "Hanna Brook", Role.HEAD, "", None)
    path = "/" + address.split("/", 3)[3]
    browser = Client()
    chosen = {"password": PASSWORD, "password_again": PASSWORD, "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE}
    page = browser.post(path, chosen).content.decode()
    (secret,) = re.findall(r'boundaries-secret">([A-Z2-7 ]+)<', page)
    code = pyotp.TOTP(secret.replace(" ", "")).at(int(time.time()))
    assert browser.post(path, {"code": code})["Location"] == "/unlock/"
    assert browser.get(path).status_code == 404
    account = Account.objects.get()
    assert account.is_admitted

    told = report()
    deliver(told)
    collect()
    assert browser.get("/inbox/")["Location"].startswith("/unlock/")
    browser.post("/unlock/", {"passphrase": PASSPHRASE})
    inbox = browser.get("/inbox/").content.decode()
    (link,) = re.findall(r'href="(/entries/[a-z2-7]{26}/)"', inbox)
    assert Inbound(places().drop_in).waiting() == []
    assert told.story in browser.get(link).content.decode()
    browser.post(link + "reply/", {"reply": "Thank you. Are you safe?", "asks": "yes"})
    (sealed,) = Outbound(places().drop_out).replies(told.lookup_id)
    answer = Reply.from_bytes(unseal(sealed.sealed, RECEIPT, sealed.bound_to))
    assert (answer.text, answer.asks) == ("Thank you. Are you safe?", True)
    assert "Are you safe?" in browser.get(link).content.decode()


def test_what_is_recused_is_not_there_any_more() -> None:
    lead, second, third = person(Role.SUPERVISOR), person(Role.INVESTIGATOR), person(Role.ANALYST)
    deliver(report())
    collect()
    lead.sign_in()
    path = f"/entries/{Entry.objects.get().pk}/"
    second.sign_in()
    third.sign_in()
    assert third.browser.get(path).status_code == 200
    generation = Entry.objects.get().safe.generation
    said = {"colleague": third.account.account_id, "reason": "Plays football with him"}
    assert lead.browser.post(path + "recuse-colleague/", said).status_code == 302
    assert third.browser.get(path).status_code == 404
    assert Entry.objects.get().safe.generation == generation + 1
    assert "football" in second.browser.get(path).content.decode()


def test_what_a_reporter_adds_is_read_on_the_page_of_its_entry_and_a_reply_beside_it() -> None:
    ann = person(Role.SUPERVISOR)
    told = report()
    entry = enter(told)
    added = FollowUp(
        follow_up_id=new_id(), lookup_id=told.lookup_id, received_on=date(2026, 11, 25), text="He came again on Sunday"
    )
    deliver(added)
    collect()
    browser = ann.sign_in()
    page = browser.get(f"/entries/{entry.pk}/")
    assert page.status_code == 200 and "He came again on Sunday" in page.content.decode()
    assert browser.post(f"/entries/{entry.pk}/reply/", {"reply": "Are you safe now?", "asks": "yes"}).status_code == 302
    page = browser.get(f"/entries/{entry.pk}/")
    assert page.status_code == 200 and "Are you safe now?" in page.content.decode()
