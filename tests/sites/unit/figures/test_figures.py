"""The dashboard and the yearly return: what they count, what they withhold, and that they tell only what one can open."""

import csv
import io
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.figures.suppressing import SMALL, suppressed
from boundaries.casework.models import Case, Scan, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.catalogue import load_catalogue
from boundaries.handover.finding import SentCoverage
from boundaries.handover.report import Route
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Joined, Listed, Post
from boundaries.training.ledger.entries import Kind as Employment
from tests.scans import scan
from tests.sites.unit.unit_cases import answers, open_case
from tests.sites.unit.unit_pages import cells, cells_like
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import bring

database = pytest.mark.django_db(transaction=True)
COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=1, max_size=4)


@given(counts=COUNTS)
def test_no_withheld_count_can_be_worked_out(counts: dict[str, int]) -> None:
    table = suppressed("Counts", counts)
    assert all(count is None or count == counts[row] for row, count in table.rows.items())
    assert not any(0 < count < SMALL for count in table.rows.values() if count is not None)
    assert table.total in (None, sum(counts.values()))
    hidden = [row for row, count in table.rows.items() if count is None]
    assert bool(hidden) == any(0 < count < SMALL for count in counts.values())
    if hidden and table.total is not None:
        rest = table.total - sum(count for count in table.rows.values() if count is not None)
        fits = [one for one in product(range(1, rest + 1), repeat=len(hidden)) if sum(one) == rest]
        assert all(len(set(values)) >= SMALL for values in zip(*fits, strict=True))


def test_one_small_count_takes_the_next_smallest_with_it() -> None:
    table = suppressed("Routes", {"web": 20, "phone": 3, "mailbox": 7, "partner": 0})
    assert table.rows == {"web": 20, "phone": None, "mailbox": None, "partner": 0}
    assert table.total == 30
    assert suppressed("Routes", {"web": 3}).total is None


@database
def test_the_dashboard_counts_what_one_can_open_and_nothing_else() -> None:
    one, out = person(Role.INVESTIGATOR, "nell brook"), person(Role.SUPERVISOR, "ada thorne")
    for name in ("bea brook", "cy brook"):
        person(Role.ANALYST, name)
    today = date.today()
    shared = enter(report(received_on=today, exclude="anyone called Thorne"))
    enter(report(received_on=today, route=Route.PHONE))
    browser = one.sign_in()
    case = open_case(browser, shared)
    Case.objects.filter(pk=case.pk).update(
        refer_by_at=datetime.now() - timedelta(1),
        is_referral_owed=True,
        update_by_on=today + timedelta(3),
        opened_at=datetime.now() - timedelta(9),
    )
    page = browser.get("/dashboard/").content.decode()
    month = f"{today:%B %Y}"
    assert cells(page, "Entries by month and route")[month] == ["1", "1", "2"]
    assert len(cells(page, "Entries by month and route")) == 12
    assert cells(page, "Open cases") == {"Received": ["1", "9", "9"]}
    due = cells(page, "Clocks of entries and cases")
    assert (due["Referral"], due["Update"]) == (["1", "0", "0"], ["0", "1", "0"])
    other = out.sign_in().get("/dashboard/").content.decode()
    assert cells(other, "Entries by month and route")[month] == ["1", "1"]
    assert "There is no open case that you can see." in other
    case.state = "closed"
    case.save(update_fields=["state"])
    assert "There is no open case that you can see." in browser.get("/dashboard/").content.decode()


@pytest.mark.django_db
def test_the_dashboard_shows_training_by_unit_without_small_numbers() -> None:
    day = date.today()
    names = [("North", n) for n in range(9)] + [("South", n) for n in range(12)] + [("East", n) for n in range(2)]
    store.append([Joined(f"{unit}{n}", day, Post(Employment.STAFF, unit)) for unit, n in names], "test")
    store.append([Listed(day, len(names), "0" * 64)], "test")
    page = person(Role.ANALYST).sign_in().get("/dashboard/").content.decode()
    rows = cells(page, "Training by unit of the force")
    assert rows["North"] == ["9", "0", "0%"]
    assert rows["East"] == rows["South"] == ["withheld"] * 3


@database
def test_the_yearly_return_withholds_small_counts_and_is_recorded_as_an_export() -> None:
    head = person(Role.HEAD)
    browser = head.sign_in()
    for route, many in ((Route.WEB, 9), (Route.PHONE, 9), (Route.MAILBOX, 2)):
        entries = [enter(report(route=route, received_on=date(2026, 3, 4))) for _ in range(many)]
        if route is Route.PHONE:
            phoned = entries
    enter(report(received_on=date(2025, 3, 4)))
    for days, entry in enumerate(phoned):
        case = open_case(browser, entry)
        clear = datetime(2026, 5, 4, 9)
        case.moves.create(
            to_state="referred", moved_by=head.account, moved_at=clear + timedelta(days), clear_at=clear, due_at=clear
        )
        told = answers(Kind.OUTCOME, outcome="practice", decided_on="2026-06-01")
        assert browser.post(f"/cases/{case.pk}/write/outcome/", told).status_code == 302
    newer = answers(Kind.OUTCOME, outcome="misconduct", decided_on="2026-07-01")
    assert browser.post(f"/cases/{phoned[0].pk}/write/outcome/", newer).status_code == 302
    page = browser.get("/yearly-return/?year=2026").content.decode()
    routes = cells(page, "Entries by route")
    assert (routes["Web"], routes["Phone"], routes["Mailbox"], routes["Total"]) == (["9"], ["withheld"], ["withheld"], ["20"])
    outcomes = cells(page, "Outcomes")
    assert outcomes["Proven: misconduct or gross misconduct"] == outcomes["Reflective practice"] == ["withheld"]
    assert (outcomes["Criminal conviction"], outcomes["Total"]) == (["0"], ["9"])
    assert cells(page, "Referrals") == {"In time": ["withheld"], "Late": ["withheld"], "Total": ["9"]}
    assert "4.0 (median)" in page
    before = TrailLine.objects.filter(act="exported").count()
    answer = browser.post("/yearly-return/", {"year": "2026"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer["Content-Disposition"] == 'attachment; filename="yearly-return-2026.csv"'
    assert {"year": "2026", "table": "Entries by route", "row": "Phone", "count": "withheld"} in rows
    assert {"year": "2026", "table": "Referrals", "row": "Days to referral, median", "count": "4.0"} in rows
    (line,) = TrailLine.objects.filter(act="exported")[before:]
    assert (line.actor, "yearly_return" in line.detail) == (head.account.pk, True)


@database
@pytest.mark.parametrize("year", ["1999", "3000", "x", "２０２６"])
def test_a_year_that_is_none_is_not_there(year: str) -> None:
    assert person(Role.HEAD).sign_in().get("/yearly-return/", {"year": year}).status_code == 404


@database
def test_figures_ask_the_database_the_same_number_of_times_however_much_there_is() -> None:
    browser = person(Role.HEAD).sign_in()
    asked = []
    for many in (2, 6):
        for _ in range(many):
            open_case(browser, enter(report()))
        counts = []
        for path in ("/dashboard/", "/yearly-return/?year=2026"):
            browser.get(path)
            with CaptureQueriesContext(connection) as queries:
                browser.get(path)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]


@database
def test_a_tier_of_oversight_sets_the_day_on_which_it_is_decided_again_until_it_has_ended() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    case = open_case(browser, enter(report()))
    today = date.today()
    for tier, on, due in (("close", today - timedelta(1), ["1", "0", "0"]), ("light", today + timedelta(90), ["0", "0", "1"])):
        told = answers(Kind.OVERSIGHT, tier=tier, review_on=on.isoformat())
        assert browser.post(f"/cases/{case.pk}/write/oversight/", told).status_code == 302
        assert cells(browser.get("/dashboard/").content.decode(), "Clocks of entries and cases")["Review of oversight"] == due
    assert browser.post(f"/cases/{case.pk}/write/oversight/", answers(Kind.OVERSIGHT, rationale="")).status_code == 200
    ended = answers(Kind.OVERSIGHT, tier="ended", review_on=today.isoformat())
    assert browser.post(f"/cases/{case.pk}/write/oversight/", ended).status_code == 302
    assert Case.objects.get().review_on is None


@database
def test_the_dashboard_names_what_a_scan_lacked_and_what_to_ask_the_force_for() -> None:
    browser = person(Role.ANALYST).sign_in()
    assert "What the scan lacked" not in browser.get("/dashboard/").content.decode()
    gifts = {"gifts": "the register of gifts"}
    lines = (
        SentCoverage(sign="gifts", detector="gifted", state="not_checked", reason="there is no table gifts", title="gifts taken", asks=gifts),
        SentCoverage(sign="secrecy", detector="reads_secrecy", state="not_checked", reason="the content gate keeps text closed"),
        SentCoverage(
            sign="favourite_officer", detector="requested", state="partly", reason="there is no table gifts; requests has no text",
            title="asked for by name", asks={**gifts, "requests.text": "what was asked"},
        ),
        SentCoverage(sign="gifts", detector="declared_late", state="checked", asks={"duties": "the roster"}),
    )  # fmt: skip
    bring(scan(coverage=lines))
    page = browser.get("/dashboard/").content.decode()
    signs = load_catalogue().signs
    gift, favourite = (
        f"{signs[sign].title} ({title})" for sign, title in (("gifts", "gifts taken"), ("favourite_officer", "asked for by name"))
    )
    rows = cells(page, "What the scan lacked, and what to ask the force for")
    assert list(rows.items()) == [
        ("The register of gifts (gifts)", [gift, favourite]),
        ("What was asked (requests.text)", ["None", favourite]),
    ]
    assert "1 detector was held up by something else" in page
    assert f"{signs['secrecy'].title} (reads secrecy): the content gate keeps text closed" in page


@database
def test_a_scan_of_an_earlier_version_says_what_held_it_up_and_asks_for_nothing() -> None:
    browser = person(Role.ANALYST).sign_in()
    bring(scan())
    assert Scan.objects.update(coverage='[["gifts", "gift_volume", "not_checked", "there is no table gifts"]]') == 1
    for path in ("/dashboard/", "/review/"):
        assert "(gift volume): there is no table gifts" in browser.get(path).content.decode()
    assert "What the scan lacked" not in browser.get("/dashboard/").content.decode()
    assert cells_like(browser.get("/dashboard/").content.decode(), "What the scan of")["Not checked"] == ["1"]


@database
def test_the_dashboard_asks_the_database_the_same_however_much_a_scan_lacked() -> None:
    browser = person(Role.ANALYST).sign_in()
    counts = []
    for many in (1, 30):
        asks = {f"gifts.column{number}": "a column" for number in range(many)}
        lines = (SentCoverage(sign="gifts", detector=f"d{number}", state="not_checked", asks=asks) for number in range(many))
        bring(scan(coverage=tuple(lines), as_of=datetime(2026, 3, 10 + many // 30)))
        browser.get("/dashboard/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/dashboard/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
