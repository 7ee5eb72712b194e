"""Fills a unit's database and times its pages and its search, in a process that is that site."""

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import cycle, repeat
from pathlib import Path

from boundaries.handover.escrow import new_custodians
from boundaries.handover.keys import create_keys
from boundaries.handover.places import Places
from boundaries.sites.running import prepare, settle

HOME = Path(os.environ["BOUNDARIES_HOME"])
if not HOME.exists():
    create_keys(Places(HOME), new_custodians(), demo=True)
prepare("unit")

from django.core.handlers.base import BaseHandler  # noqa: E402 - tables can be imported once the site is prepared
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client, RequestFactory, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse, set_urlconf  # noqa: E402

from bench.timing import FEW, MOST_MS, MOST_SEARCH_S, TIMES, Times, in_turn, timed  # noqa: E402
from bench.unit_changing import change_one  # noqa: E402
from bench.unit_filling import filled, tidy  # noqa: E402
from bench.unit_giving import give_all  # noqa: E402
from boundaries.casework import urls, visibility  # noqa: E402
from boundaries.casework.content.index import refresh  # noqa: E402
from boundaries.casework.models import Case, Entry, Sealed  # noqa: E402
from boundaries.casework.pages.walking import after  # noqa: E402
from boundaries.casework.roles import Role  # noqa: E402
from boundaries.handover.ids import new_id  # noqa: E402
from boundaries.training import urls as training_urls  # noqa: E402
from tests.sites.unit.test_routes import patterns  # noqa: E402
from tests.sites.unit.unit_addresses import ONE_PIECE, ids_for, pages  # noqa: E402
from tests.sites.unit.unit_people import Person  # noqa: E402

COUNTING = (
    "meeting", "oversight", "dashboard", "yearly_return", "strategic_assessment", "units", "anomalies (auditor)",
    "trainers_questions",
)  # fmt: skip
AFTER, ANOTHER = "(changed)", "(another)"
"""The pages that count what is kept until something changes; how the rows are called that have a change or another page before each look."""
TRAINERS = ("training", "trainers", "trainers_people", "trainers_questions")
OPEN = {"sign_in", "sign_in_by_passkey", "invitation"}
LEARNERS = ("training_link", "training_leave", "training_course", "training_step", "training_result", "training_certificate")
LEFT_OUT = {
    **dict.fromkeys(ONE_PIECE, "one piece of one entry, however many there are"),
    **dict.fromkeys(("oidc_begin", "oidc_return"), "sends to the force's own provider of sign-ins"),
    **dict.fromkeys(
        LEARNERS, "a learner's own, by a link that is theirs: it holds one person's course however many people there are"
    ),
}
"""The pages that are not looked at, and why; what can only be sent to is none."""
urlpatterns = [path("", lambda request: HttpResponse("<!DOCTYPE html><title>Bare</title>"))]


def bare() -> Callable[[], HttpResponse]:
    """A handler that answers with a bare page: no middleware, no database."""
    handler = BaseHandler()
    with override_settings(MIDDLEWARE=[]):
        handler.load_middleware()
    factory = RequestFactory(headers={"host": "localhost"})

    def ask() -> HttpResponse:
        request: HttpRequest = factory.get("/")
        request.urlconf = __name__  # type: ignore[attr-defined]
        answer = handler.get_response(request)
        set_urlconf(None)
        return answer  # type: ignore[return-value]

    return ask


def spent() -> float:
    """The seconds of processor that whoever answers and their database have used; not what is done beside."""
    if connection.vendor != "postgresql":
        return time.thread_time()
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    return time.thread_time() + int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def queries_of(browser: Client, address: str) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


def addresses(team: Mapping[Role, Person]) -> Iterator[tuple[str, Client, str]]:
    """Every page that can be looked at, and some of them a second way."""
    head, supervisor, auditor = (team[role].browser for role in (Role.HEAD, Role.SUPERVISOR, Role.AUDITOR))
    told = ids_for(team[Role.HEAD].account)
    for name, address in pages(Role.HEAD, told):
        yield name, head, address
    inbox = visibility.entries(team[Role.HEAD].account)
    yield "inbox, its middle", head, f"/inbox/?page={after(inbox, inbox[inbox.count() // 2])}"
    kept = Entry.objects.filter(safe__exclusions__account=team[Role.SUPERVISOR].account)[:1].get()
    yield "entry, kept out", supervisor, f"/entries/{kept.pk}/"
    yield "entry, not there", supervisor, f"/entries/{new_id()}/"
    for name, address in pages(Role.AUDITOR, told):
        if name.startswith(("trail", "anomalies", "certificates")):
            yield f"{name} (auditor)", auditor, address
    for name in TRAINERS:
        yield name, head, reverse(name)
    for name in sorted(OPEN):
        yield name, Client(headers={"host": "localhost"}), reverse(name, kwargs={"token": "none"} if name == "invitation" else {})


def measure(cases: int, entries: int) -> None:
    """Fill, search, look at every page, and print."""
    logging.disable(logging.CRITICAL)
    begun = time.perf_counter()
    team = filled(HOME, cases, entries)
    counts = f"{Entry.objects.count():,} entries, {Case.objects.count():,} of them cases, {Sealed.objects.count():,} pieces"
    print(f"\n{connection.vendor}: {counts}; filled in {time.perf_counter() - begun:.0f} s")
    for one in team.values():
        one.browser = Client(headers={"host": "localhost"})
        one.sign_in()
    plain = timed(bare(), spent, 300)
    print(f"{'':28}{'p50 ms':>8}{'p95 ms':>8}{'processor':>11}{'times bare':>12}{'queries':>9}")
    print(f"{'a bare page':28}{plain.middle:8.2f}{plain.p95:8.2f}{plain.processor:11.2f}{1:12.0f}{0:9}")
    settle()  # as a process does that serves
    give_all(team[Role.HEAD], entries)
    tidy()
    searching(team, plain)
    refresh(team[Role.HEAD].holder)
    took = _pages(team, plain)
    for one in team.values():
        one.sign_in()  # anew, since a slow machine may have taken longer than a session lasts
    print(
        "each look after an entry says more, which is read first, a case has changed, everyone has looked at it, and a test has ended:"
    )
    for name, browser, address in addresses(team):
        if name in COUNTING:
            _page(f"{name} {AFTER}", browser, address, plain, change_one([one.account for one in team.values()]))
    print("each look at another page than the last one, so that nothing of it is kept:")
    for name in ("meeting", "oversight"):
        turned = cycle(f"{reverse(name)}?page={number}" for number in range(1, 7))
        _page(f"{name} {ANOTHER}", team[Role.HEAD].browser, turned, plain)
    every = [*patterns(urls.urlpatterns), *patterns(training_urls.urlpatterns)]
    for name in sorted({str(route.name) for route in every} - {name.split(" (")[0] for name in took}):
        print(f"not looked at: {name}, {LEFT_OUT[name]}")
    over = [name for name, milliseconds in took.items() if milliseconds > MOST_MS]
    print(
        f"every page under {MOST_MS:.0f} ms of the processor, 95 times of a hundred: {'no: ' + ', '.join(over) if over else 'yes'}"
    )


def _pages(team: Mapping[Role, Person], plain: Times) -> dict[str, float]:
    """Time every page that can be looked at, in turn, and print each; gives their processor times, none for what can only be sent to."""
    asked = {name: (browser, address) for name, browser, address in addresses(team)}
    status = {name: browser.get(address).status_code for name, (browser, address) in asked.items()}
    took = in_turn({name: partial(asked[name][0].get, asked[name][1]) for name in asked if status[name] != 405}, spent)
    for name, times in took.items():
        _print(name, times, plain, f"{queries_of(*asked[name]):9} {status[name]}")
    return {name: took[name].processor if name in took else 0.0 for name in asked}


def _page(
    name: str, browser: Client, address: str | Iterator[str], plain: Times, first: Callable[[], None] | None = None
) -> None:
    """Time one page by itself, or some in turn, and print it, each time after something else where that is given."""
    turned = repeat(address) if isinstance(address, str) else address
    begun = time.perf_counter()
    status = browser.get(next(turned)).status_code
    took = timed(lambda: browser.get(next(turned)), spent, TIMES if time.perf_counter() - begun < 1 else FEW, first)
    _print(name, took, plain, f"{queries_of(browser, next(turned)):9} {status}")


def _print(name: str, took: Times, plain: Times, more: str) -> None:
    times, late = took.processor / plain.processor, "  OVER" if took.processor > MOST_MS else ""
    print(f"{name:28}{took.middle:8.1f}{took.p95:8.1f}{took.processor:11.1f}{times:12.0f}{more}{late}", flush=True)


def searching(team: Mapping[Role, Person], plain: Times) -> None:
    """The first search ever, reading ahead, the first search after unlocking, and those after it."""
    analyst = team[Role.ANALYST]

    def ask(words: str, times: int = 1) -> None:
        clock, processor = [], []
        for _ in range(times):
            begun, worked = time.perf_counter(), spent()
            page = analyst.browser.post("/search/", {"words": words}).content.decode()
            clock.append(time.perf_counter() - begun)
            processor.append(spent() - worked)
        found = re.search(r"([\d,]+) entr(?:y|ies) found", page)
        unread = re.search(r"([\d,]+) entr(?:y is|ies are) still", page)
        late = "  OVER" if max(processor) > MOST_SEARCH_S else ""
        told = f"{found[1] if found else '?'} found" + (f", {unread[1]} not read yet" if unread else "")
        print(f"search for {words:24} {max(clock):6.2f} s, processor {max(processor):5.2f} s; {told}{late}", flush=True)

    analyst.browser.get("/search/")  # as whoever searches has opened it, and a process that serves has drawn it
    print("first ever:")
    ask("believe number77")
    begun = time.perf_counter()
    analyst.browser.get("/inbox/")
    _page("home while reading ahead", analyst.browser, "/", plain)
    while any(thread.name == "reading ahead" for thread in threading.enumerate()):
        time.sleep(0.2)
    print(f"read ahead within {time.perf_counter() - begun:.0f} s; after locking and unlocking:")
    analyst.browser.post("/lock/")
    analyst.sign_in()
    for words in ("believe number77", "believe", "grading24", "record10", "nothing of the kind"):
        ask(words, 5)
