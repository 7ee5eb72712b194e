"""What is not yours is byte for byte what is not there: every route, every role, kept out or not."""

import re
import statistics
import time
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from boundaries.casework import urls
from boundaries.casework.content.source import ask
from boundaries.casework.content.wraps import let_go
from boundaries.casework.models import Case, Disposal, DisposalReason, Entry, Pair, Reviewed, Safe, TrailLine, Wrap
from boundaries.casework.permissions import may
from boundaries.casework.register.entering import enter
from boundaries.casework.retention.disposing import propose
from boundaries.casework.roles import HANDLERS, KEY_HOLDERS, Role
from boundaries.handover.ids import new_id
from tests.sites.unit.test_routes import patterns
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)

SECRET_WORD, SHARED_WORD = "lighthouse", "harbour"
ABOUT_SAFES = {"entry_id", "grant_id", "pair_id", "case_id", "disposal_id"}


def answer(browser: Client, method: str, path: str) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers of one request."""
    found = (
        browser.get(path)
        if method == "GET"
        else browser.post(path, {"note": "a", "reply": "a", "answer": "grant", "what": "role"})
    )
    return found.status_code, found.content, dict(found.headers)


def paths_about_safes(ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every route that names an entry or a grant, with these ids."""
    for route in patterns(urls.urlpatterns):
        names = set(route.pattern.converters)
        if names & ABOUT_SAFES:
            kwargs = {name: ids.get(name, "task" if name == "kind" else new_id()) for name in names}
            yield str(route.name), reverse(str(route.name), kwargs=kwargs)


def unit() -> tuple[dict[Role, Person], dict[Role, Person], Entry, str]:
    """One person of each role who may see an entry if the role may, one of each key-holding role who is kept out of it, and a wish."""
    free = {role: person(role, f"{role.value} brook") for role in Role}
    out = {role: person(role, f"{role.value} thorne") for role in sorted(HANDLERS)}
    entry = enter(report(story=f"It was at the {SECRET_WORD}", exclude="anyone called Thorne", contact=CONTACT))
    grant = ask(entry.safe, free[Role.INVESTIGATOR].holder, "to see whether she is safe")
    propose(Reviewed.objects.get(pk=entry.pk), DisposalReason.ORDERED, free[Role.INVESTIGATOR].account)
    return free, out, entry, grant.grant_id


def register_pair(entry: Entry) -> None:
    """Let the same safe be a pair's and a case's as well."""
    told = {"mark": "m", "bits": 9.0, "urgency": "high", "urgency_order": 1, "registered_at": entry.registered_at}
    Pair.objects.create(safe=entry.safe, **told)
    Case.objects.create(safe=entry.safe, state="received", opened_at=entry.registered_at)


def test_every_route_answers_the_kept_out_as_if_nothing_were_there() -> None:
    free, out, entry, grant_id = unit()
    register_pair(entry)
    ids = {"entry_id": entry.pk, "grant_id": grant_id, "pair_id": entry.pk, "case_id": entry.pk}
    ids["disposal_id"] = Disposal.objects.get().pk
    real = dict(paths_about_safes(ids))
    assert len(real) >= 19
    strangers = [*out.values(), *(one for role, one in free.items() if role not in HANDLERS)]
    for someone in strangers:
        browser = someone.sign_in()
        before = (Safe.objects.get().generation, TrailLine.objects.count())
        for name, path in real.items():
            imagined = re.sub(r"[a-z2-7]{26}", new_id(), path)
            for method in ("GET", "POST"):
                assert answer(browser, method, path) == answer(browser, method, imagined), (someone.account.role, method, name)
        assert (Safe.objects.get().generation, TrailLine.objects.count()) == before, someone.account.role
    seen = free[Role.SUPERVISOR].sign_in().get(real["entry"])
    assert seen.status_code == 200 and SECRET_WORD in seen.content.decode()


def test_a_route_that_a_role_may_not_use_is_not_there_for_it() -> None:
    free, _, entry, grant_id = unit()
    ids = {
        "entry_id": entry.pk,
        "grant_id": grant_id,
        "disposal_id": Disposal.objects.get().pk,
        "account_id": free[Role.HEAD].account.account_id,
    }
    refused = set()
    for role, someone in free.items():
        browser = someone.sign_in()
        nothing = answer(browser, "GET", "/there/is/no/such/page/")
        assert nothing[0] == 404
        for route in patterns(urls.urlpatterns):
            action = route.callback.action
            if action is not None and not may(role, action):
                path = reverse(
                    str(route.name),
                    kwargs={name: ids.get(name, "task" if name == "kind" else entry.pk) for name in route.pattern.converters},
                )
                assert answer(browser, "GET", path) == nothing, (role, route.name)
                assert answer(browser, "POST", path) == nothing, (role, route.name)
                refused.add((role, route.name))
    assert len(refused) > 100 and {role for role, _ in refused} == set(Role)


def test_lists_counts_and_search_do_not_betray_it() -> None:
    _, out, entry, _ = unit()
    register_pair(entry)
    pages = (
        "/inbox/",
        "/review/",
        "/cases/",
        "/source-requests/",
        "/retention/",
        "/retention/certificates/",
        "/dashboard/",
        "/meeting/?on=2026-12-01&since=2026-11-01",
        "/oversight/",
        "/strategic-assessment/?year=2026",
        "/units/",
        "/registers/",
        "/yearly-return/?year=2026",
        "/",
    )
    before = {}
    for role, someone in out.items():
        browser = someone.sign_in()
        before[role] = [browser.get(page).content for page in pages]
        found = browser.post("/search/", {"words": SECRET_WORD}).content
        assert b"0 entries found" in found and entry.pk[:8].encode() not in found
    Pair.objects.all().delete()
    Case.objects.all().delete()
    Entry.objects.all().delete()
    with transaction.atomic():
        let_go(Wrap.objects.all())
    Safe.objects.all().delete()
    for role, someone in out.items():
        after = [someone.browser.get(page).content for page in pages]
        assert [without_tokens(page) for page in after] == [without_tokens(page) for page in before[role]], role


def test_it_takes_as_long() -> None:
    """Every page about one thing, by the processor's time, since whatever else the machine does is in the clock's."""
    _, out, entry, _ = unit()
    register_pair(entry)
    browser = out[Role.INVESTIGATOR].sign_in()
    paths = (
        "/entries/{}/",
        "/entries/{}/looks/",
        "/entries/{}/grade/",
        "/cases/{}/",
        "/cases/{}/timeline/",
        "/review/{}/",
        "/retention/{}/",
    )
    for path in paths:
        # A difference that is there shows each time; one that the machine makes hardly ever does three times.
        assert any(1 / 1.5 < taken_longer(browser, path, entry.pk) < 1.5 for _ in range(3)), path


def taken_longer(browser: Client, path: str, real_id: str) -> float:
    """How many times as long it takes where there is something as where there is nothing, in the middle of thirty looks."""
    taken: dict[str, list[float]] = {"real": [], "imagined": []}
    for _ in range(30):
        for kind, entry_id in (("real", real_id), ("imagined", new_id())):
            begun = time.process_time()
            assert browser.get(path.format(entry_id)).status_code == 404, path
            taken[kind].append(time.process_time() - begun)
    real, imagined = (statistics.median(times) for times in taken.values())
    return real / imagined


def test_nobody_signed_in_sees_more_than_the_door() -> None:
    _, _, entry, _ = unit()
    browser = Client()
    real, imagined = (browser.get(f"/entries/{one}/") for one in (entry.pk, "a" * 26))
    assert real.status_code == imagined.status_code == 302
    assert real["Location"].replace(entry.pk, "a" * 26) == imagined["Location"]


@pytest.mark.parametrize("role", sorted(set(Role) - KEY_HOLDERS))
def test_who_holds_no_key_is_never_given_one(role: Role) -> None:
    someone = person(role)
    enter(report())
    assert someone.account.sealing_key == ""
    assert not someone.account.wraps.exists()
