"""The review of findings: what a scan brings, who sees it, what a verdict does, and when a pair comes back."""

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boundaries.casework.content import recuse
from boundaries.casework.models import Entry, Pair, Scan, Sealed, TrailLine, Verdict
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.review import queue
from boundaries.casework.review.precision import precisions
from boundaries.casework.roles import Role
from boundaries.handover.finding import SentCoverage, SentEvidence
from tests.scans import finding, scan
from tests.sites.unit.unit_pages import cells
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)


def decide(browser: object, pair: Pair, word: str = "explained", reason: str = "His sister lives next door") -> int:
    """Give a verdict as a person does."""
    answer = browser.post(f"/review/{pair.pk}/verdict/", {"verdict": word, "reason": reason})  # type: ignore[attr-defined]
    return int(answer.status_code)


def waits(browser: Client, pair: Pair) -> bool:
    """Whether a pair stands in the queue of the week; once it is decided it also stands among those that were."""
    return pair.pk[:8] in browser.get("/review/").content.decode().partition("Decided in the last four weeks")[0]


def test_a_pair_is_shown_with_all_that_speaks_for_and_against_it_but_not_who_it_is() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(finding()))
    browser = analyst.sign_in()
    (link,) = re.findall(r'href="(/review/[a-z2-7]{26}/)"', browser.get("/review/").content.decode())
    page = browser.get(link).content.decode()
    for said in ("7 visits; 0.4 would be usual.", "Declared as a neighbour.", "A long investigation", "no table gifts", "V1, V2"):
        assert said in page
    assert "M-Quist" not in page and "P-Lund" not in page
    assert browser.post(link + "names/", {"purpose": " "}).status_code == 200
    assert "M-Quist" not in browser.get(link).content.decode()
    assert browser.post(link + "names/", {"purpose": "To ask the line manager"}).status_code == 302
    shown = browser.get(link).content.decode()
    assert "M-Quist" in shown and "P-Lund" in shown and "To ask the line manager" in shown
    assert TrailLine.objects.filter(act="names_shown").count() == 1


def test_nothing_of_who_they_are_lies_in_the_database_in_the_clear() -> None:
    person(Role.ANALYST)
    bring(scan(finding()))
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr(cursor.fetchall())
        assert "M-Quist" not in held and "P-Lund" not in held, table


def test_the_member_sees_nothing_of_a_pair_of_his_own() -> None:
    handlers = [person(Role.ANALYST, f"analyst {name}") for name in ("one", "two", "three")]
    subject = person(Role.SUPERVISOR, "sam subject", member_id="M-Quist")
    bring(scan(finding()))
    pair = Pair.objects.get()
    own = subject.sign_in()
    absent = own.get("/review/" + "a" * 26 + "/")
    for path in ("", "names/", "verdict/"):
        answer = own.get(f"/review/{pair.pk}/{path}") if not path else own.post(f"/review/{pair.pk}/{path}", {"reason": "x"})
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert pair.pk[:8] not in own.get("/review/").content.decode()
    assert pair.pk[:8] in handlers[0].sign_in().get("/review/").content.decode()


def test_a_verdict_needs_a_reason_and_takes_the_pair_off_the_queue_until_there_is_enough_that_is_new() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(finding(bits=9.5)))
    browser = analyst.sign_in()
    pair = Pair.objects.get()
    assert decide(browser, pair, reason="") == 200
    assert not Verdict.objects.exists()
    assert decide(browser, pair) == 302
    assert not waits(browser, pair)
    bring(scan(finding(bits=11.4), as_of=datetime(2026, 3, 17)))
    assert not waits(browser, pair)
    bring(scan(finding(bits=11.5), as_of=datetime(2026, 3, 24)))
    assert waits(browser, pair)
    assert Pair.objects.count() == 1
    history = browser.get(f"/review/{pair.pk}/").content.decode()
    assert re.findall(r"(\d+ March 2026): ([\d.]+)</li>", history) == [
        ("10 March 2026", "9.5"), ("17 March 2026", "11.4"), ("24 March 2026", "11.5")
    ]  # fmt: skip


def test_where_the_scan_set_aside_what_was_explained_two_new_bits_are_enough() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(finding(bits=9.5)))
    browser = analyst.sign_in()
    pair = Pair.objects.get()
    assert decide(browser, pair) == 302
    known_at = Verdict.objects.get().decided_at
    for day, (bits, set_aside_at, is_back) in enumerate(
        [(1.9, known_at, False), (9.0, known_at - timedelta(days=1), False), (9.0, None, False), (2.0, known_at, True)], 17
    ):
        bring(scan(finding(bits=bits, set_aside_at=set_aside_at), as_of=datetime(2026, 3, day)))
        assert waits(browser, pair) == is_back


def test_an_older_scan_that_comes_late_changes_no_score() -> None:
    person(Role.ANALYST)
    bring(scan(finding(bits=9.5)))
    bring(scan(finding(bits=30.0), as_of=datetime(2026, 1, 1)))
    assert Pair.objects.get().bits == 9.5


def test_only_the_budget_is_registered_and_a_week_has_its_share() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(*(finding(rank, 20.0 - rank, person=f"P{rank}") for rank in range(1, 31)), budget=13))
    page = analyst.sign_in().get("/review/").content.decode()
    assert Pair.objects.count() == 13
    assert len(re.findall(r'href="/review/[a-z2-7]{26}/"', page)) == 3
    assert "10 more pairs wait" in page


def test_what_is_urgent_does_not_wait_for_another_week_and_its_entry_has_a_day() -> None:
    analyst = person(Role.ANALYST)
    some = [
        replace(finding(rank, 20.0 - rank, person=f"P{rank}"), urgency="high" if rank < 6 else "urgent") for rank in range(1, 11)
    ]
    bring(scan(*some, budget=13))
    browser = analyst.sign_in()
    page = browser.get("/review/").content.decode()
    assert re.findall(r"cell\">(urgent|high|standard)</td>", page) == ["urgent"] * 5 and "5 more pairs wait" in page
    for urgency, days in (("urgent", 0), ("high", 3)):
        pair = Pair.objects.filter(urgency=urgency, is_waiting=True).first()
        assert pair is not None and decide(browser, pair, "concern") == 302
        assert Entry.objects.get(pk=pair.pk).act_by_on == date.today() + timedelta(days)
    page = browser.get("/review/").content.decode()
    assert re.findall(r"cell\">(urgent|high|standard)</td>", page) == ["urgent"] * 4


def test_the_queue_is_what_one_sees_in_its_order_whatever_the_budget() -> None:
    ann, ben, _ = (person(Role.ANALYST, name) for name in ("ann vesey", "ben thorne", "cat moss"))
    some = [
        replace(finding(rank, 90.0 - rank, person=f"P{rank}"), urgency="urgent" if rank > 3 else "high") for rank in range(1, 7)
    ]
    bring(scan(*some, budget=1000))
    recuse(Pair.objects.all()[1].safe, ben.holder, ann.account, "a friend")
    now, most = datetime.now(), queue._MOST_URGENT
    for someone in (ann, ben):
        seen = [one for one in Pair.objects.filter(is_waiting=True) if one.safe.wraps.filter(account=someone.account).exists()]
        assert len(seen) == (5 if someone is ann else 6)
        for urgent_shown, first in ((most, queue._FIRST), (2, Prepared(lambda account: queue._waiting(account)[:2]))):
            for budget in (1, 5, 9, 14, 1000):
                Scan.objects.update(budget=budget)
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr(queue, "_MOST_URGENT", urgent_shown)
                    patch.setattr(queue, "_FIRST", first)
                    found = queue.queue(someone.account, now)
                urgent = [one for one in seen if one.urgency == "urgent"]
                shown = max(found.budget, min(len(urgent), urgent_shown))
                assert list(found.pairs) == seen[:shown] and found.more == len(seen) - len(found.pairs)
    Pair.objects.update(is_waiting=False)
    assert (queue.queue(ben.account, now).pairs, queue.queue(ben.account, now).more) == ((), 0)


def test_a_concern_opens_an_entry() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(finding()))
    browser = analyst.sign_in()
    pair = Pair.objects.get()
    path = f"/review/{pair.pk}/"
    assert "Its entry in the register" not in browser.get(path).content.decode()
    told = browser.post(f"{path}verdict/", {"verdict": "concern", "reason": "No reason was found for seven visits"})
    assert told["Location"] == f"/entries/{pair.pk}/", "what comes next is done there"
    assert Entry.objects.get().pk == pair.pk
    page = browser.get(f"/entries/{pair.pk}/").content.decode()
    assert "No reason was found for seven visits" in page and f'href="{path}"' in page
    assert f'href="/entries/{pair.pk}/"' in browser.get(path).content.decode()
    assert decide(browser, pair, "explained", "A second look found the dispatch log") == 302
    assert Entry.objects.count() == 1
    assert [one.word for one in Verdict.objects.all()] == ["concern", "explained"]


def test_what_was_decided_lately_can_be_found_again_by_who_sees_it() -> None:
    analyst, out = person(Role.ANALYST), person(Role.INVESTIGATOR)
    bring(
        scan(
            finding(),
            coverage=(SentCoverage(sign="unexpected_visits", detector="visit_volume", state="checked", title="many visits"),),
        )
    )
    browser, pair = analyst.sign_in(), Pair.objects.get()
    assert "Decided in the last four weeks" not in browser.get("/review/").content.decode()
    decide(browser, pair)
    page = browser.get("/review/").content.decode()
    assert cells(page, "Decided in the last four weeks") == {
        pair.pk[:8]: ["Explained", "Analyst One", f"{datetime.now():%-d %B %Y}"]
    }
    assert "Many visits" in cells(page, "How often each detector was right")
    recuse(pair.safe, analyst.holder, out.account, "a friend")
    assert "Decided in the last four weeks" not in out.sign_in().get("/review/").content.decode()
    Verdict.objects.update(decided_at=datetime.now() - timedelta(days=29))
    assert "Decided in the last four weeks" not in browser.get("/review/").content.decode()


def test_verdicts_go_back_to_the_scan_as_rows_of_the_contract() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(finding()))
    browser = analyst.sign_in()
    decide(browser, Pair.objects.get())
    told = io.StringIO()
    call_command("verdicts", stdout=told)
    row = json.loads(told.getvalue())
    assert (row["member_id"], row["person_id"], row["verdict"]) == ("M-Quist", "P-Lund", "explained")
    assert row["reason"] == "His sister lives next door"
    assert datetime.fromisoformat(row["decided_at"]) <= datetime.now()
    assert b"sister" not in b"".join(bytes(piece.held) for piece in Sealed.objects.all())


def test_precision_counts_the_newest_verdict_of_each_pair() -> None:
    analyst = person(Role.ANALYST)
    bring(scan(*(finding(rank, 20.0 - rank, person=f"P{rank}") for rank in range(1, 7))))
    browser = analyst.sign_in()
    pairs = list(Pair.objects.all())
    for pair, word in zip(pairs, ("concern", "explained", "explained", "data_error", "insufficient", "concern"), strict=True):
        decide(browser, pair, word)
    decide(browser, pairs[0], "explained")
    (one,) = precisions(analyst.account)
    assert (one.detector, one.concerns, one.decided, one.is_enough) == ("visit_volume", 1, 5, True)


def test_pages_ask_the_database_the_same_number_of_times_however_much_there_is() -> None:
    analyst = person(Role.ANALYST)
    browser = analyst.sign_in()
    asked = []
    for size in (1, 12):
        bring(scan(*(finding(rank, 20.0 - rank, person=f"P{size}-{rank}") for rank in range(1, size + 1))))
        counts = []
        for path in ("/review/", f"/review/{Pair.objects.order_by('registered_at').first().pk}/"):  # type: ignore[union-attr]
            browser.get(path)
            with CaptureQueriesContext(connection) as queries:
                browser.get(path)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]


def test_what_says_next_to_nothing_stands_together_and_the_sum_stays_whole() -> None:
    analyst = person(Role.ANALYST)
    slight = tuple(
        SentEvidence(sign="gifts", detector=f"slight_{number}", bits=0.1, summary=f"Slight {number}.") for number in range(5)
    )
    plain = finding()
    bring(scan(finding(evidence=(*plain.evidence, *slight), bits=plain.bits + 0.5)))
    browser = analyst.sign_in()
    page = browser.get(f"/review/{Pair.objects.get().pk}/").content.decode()
    assert "5 detectors that say next to nothing" in page and "Slight 4." in page
    shown = [float(bits) for bits in re.findall(r'cell--numeric">([+-][\d.]+)</td>', page)]
    assert sum(shown) == pytest.approx(plain.bits + 0.5)
    assert page.count("<circle") == len(plain.events) + 4
