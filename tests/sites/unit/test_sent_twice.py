"""Whatever form of the unit's site is sent twice, one after the other or both at once, does its work once and says the same.

A new form stands in `FORMS`, or here with the reason why it may do its work each time.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.db.models import Sum
from django.test import Client

from boundaries.casework import urls
from boundaries.casework.audit import Act
from boundaries.casework.models import Safe, TrailLine
from boundaries.casework.roles import Role
from tests.sites.unit.content.test_entering_meanwhile import only_on_postgresql
from tests.sites.unit.test_routes import OPEN, patterns
from tests.sites.unit.unit_sending import FORMS, Form, Unit

pytestmark = pytest.mark.django_db(transaction=True)

EACH_TIME: Mapping[str, str] = {
    "sign_out": "nothing but who is here", "unlock": "nothing but who is here", "lock": "nothing but who is here",
    "unlock_by_passkey": "nothing but who is here", "unsent": "what was not sent goes, and is gone",
    "search": "a look, and each look is in the trail", "register": "a look", "registers": "a look",
    "trail_check": "a look", "yearly_return": "a look", "strategic_assessment": "a look",
    "export": "each bundle that goes out stands in the trail and in the notes", "take_pack": "each pack that goes out",
    "meeting_pack": "each pack that goes out",
    "import_register": "lines that are there already change nothing, which the page says",
    "reset": "each link voids the one before, and the page shows the one that works",
    "add_passkey": "the challenge is good once", "remove_passkey": "what is gone goes no second time",
}  # fmt: skip
ANSWERED_ANEW = {"give_access": 200, "invite": 200}
"""Forms that a page answers, which need not be the same twice."""
_TRIES = {Act.UNLOCKED, Act.UNLOCK_FAILED, Act.SIGN_IN_FAILED}
LOOKS = {Act.LISTED, Act.CONTENT_OPENED, Act.CREDENTIAL_REMOVED, *_TRIES, *(act for act in Act if act.endswith("_viewed"))}
"""Lines that may come again: looks, tries at a secret, and that a link which nobody saw was made anew."""
FILES = {
    "invitation": OPEN, "secret": OPEN, "let_through": OPEN, "sign_in": OPEN, "unlock": EACH_TIME, "passkey": EACH_TIME,
    "register_file": EACH_TIME,
}  # fmt: skip
"""Files whose forms go where the page is, which is among these."""
TEMPLATES = Path(urls.__file__).parent / "templates"


def work() -> Counter[str]:
    """How much of everything there is, how often keys were renewed, and what the trail says was changed."""
    there = Counter({model._meta.label: model._default_manager.count() for model in apps.get_app_config("casework").get_models()})
    for name in (
        "TrailLine",
        "Taken",
        "Delay",
        "Outgoing",
    ):  # told by its acts, how this works, tries at a secret, and on its way
        del there[f"casework.{name}"]
    there["generations"] = Safe.objects.aggregate(all=Sum("generation"))["all"] or 0
    there.update(TrailLine.objects.exclude(act__in=LOOKS).values_list("act", flat=True))
    return there


def done_since(before: Counter[str]) -> dict[str, int]:
    """What there is more or less of since then."""
    now = work()
    return {name: now[name] - before[name] for name in now.keys() | before.keys() if now[name] != before[name]}


def unit_of(name: str) -> tuple[Unit, Form]:
    """A unit with the form that is to be sent."""
    unit = Unit(Role.HEAD if name.partition(",")[0] in ("change", "whose", "invite") else Role.SUPERVISOR)
    return unit, FORMS[name](unit)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_sent_twice_is_done_once_and_answered_alike(name: str) -> None:
    unit, form = unit_of(name)
    sent, before = form.filled(unit.browser), work()
    first = unit.browser.post(form.to, sent)
    once = done_since(before)
    assert once, "it did nothing"
    again = unit.browser.post(form.to, sent)
    assert done_since(before) == once
    assert first.status_code == again.status_code == ANSWERED_ANEW.get(name, 302)
    if name not in ANSWERED_ANEW:
        assert first["Location"] == again["Location"]


@pytest.mark.parametrize("name", FORMS)
def test_two_of_a_form_that_come_at_once_do_its_work_once(name: str) -> None:
    only_on_postgresql()
    unit, form = unit_of(name)
    sent, cookies, before = form.filled(unit.browser), unit.browser.cookies, work()
    codes = list[int]()

    def send() -> None:
        beside = Client(headers={"host": "localhost"})
        beside.cookies.update(cookies)
        codes.append(beside.post(form.to, sent).status_code)

    def send_beside() -> None:
        send()
        connections.close_all()

    with transaction.atomic():
        send()
        once = done_since(before)
        transaction.set_rollback(True)
    both = [threading.Thread(target=send_beside) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert codes.count(ANSWERED_ANEW.get(name, 302)) > 1 and len(codes) == 3 and max(codes) < 500, codes
    assert done_since(before) == once


def test_every_form_is_sent_here_or_says_why_it_need_not_be() -> None:
    sends = {one.name for one in patterns(urls.urlpatterns) if takes_what_is_sent(one.callback)}
    known = {name.partition(",")[0] for name in FORMS}
    assert known.isdisjoint(EACH_TIME)
    assert sends - OPEN == known | set(EACH_TIME)


def takes_what_is_sent(view: Callable[..., object]) -> bool:
    """Whether a route answers to what is sent."""
    return "POST" in view.methods  # type: ignore[attr-defined]


def test_every_form_of_a_page_has_an_id_of_its_own() -> None:
    lacking = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", file.read_text(encoding="utf-8"), re.DOTALL):
            to = re.search(r"action=\"{{ url\(\"(\w+)\"", form)
            name = to[1] if to else file.stem
            if 'name="once"' not in form and name not in EACH_TIME and name not in FILES:
                lacking.append((file.name, name))
    assert lacking == []
