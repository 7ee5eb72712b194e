"""The strategic assessment and the units: what they count, year beside year, what leaves as a file, and what stays withheld."""

import csv
import io
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from boundaries.casework.cases.keeping import add_record, open_case
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.orders import make_room
from boundaries.casework.figures.counting import Also, read_anew, told
from boundaries.casework.figures.scanning import PRECISION
from boundaries.casework.figures.strategic import ROOMS, Assessment, assessment, days_to_referral, referrals_in
from boundaries.casework.models import Case, Entry, KeptOrder, Pair, TrailLine, Verdict
from boundaries.casework.register.entering import enter
from boundaries.casework.register.grading import add_grade
from boundaries.casework.register.merging import merge
from boundaries.casework.register.routes import ROUTES
from boundaries.casework.roles import Role
from boundaries.catalogue import load_catalogue
from boundaries.handover.people import NamedMember
from boundaries.handover.report import Route
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Joined, Listed, Post
from boundaries.training.ledger.entries import Kind as Employment
from tests.scans import finding, scan
from tests.sites.unit.unit_cases import answers, vanish
from tests.sites.unit.unit_pages import cells, without_tokens
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import send

database = pytest.mark.django_db(transaction=True)
GRADE = {"source": "1", "information": "A", "handling": "P", "urgent": "no"}


def matter(by: Person, day: date, *, after: int, exclude: str = "", **told: str) -> Case:
    """An entry of a day that became a case then, with its grade, profile, assessment and outcome, referred so many days later."""
    entry = enter(report(received_on=day, signs=("gifts", "secrecy"), exclude=exclude))
    with transaction.atomic():
        add_grade(entry, by.holder, {**GRADE, "categories": "sexual_misconduct misusing_systems"})
        case = open_case(entry, by.holder, is_covert=False, reason="Serious")
        add_record(case, by.holder, Kind.YEARLY_FACTS, {"role": "officer", "how_met": "domestic_abuse", **told})
        add_record(case, by.holder, Kind.ASSESSMENT, answers(Kind.ASSESSMENT, vulnerabilities="domestic_abuse alcohol"))
        add_record(case, by.holder, Kind.OUTCOME, answers(Kind.OUTCOME, outcome="misconduct", decided_on=day.isoformat()))
        moved_at = datetime.combine(day + timedelta(after), datetime.min.time())
        for later in (0, 40):
            case.moves.create(to_state="referred", moved_by=by.account, moved_at=moved_at + timedelta(later))
    Case.objects.filter(pk=case.pk).update(opened_at=datetime.combine(day, datetime.min.time()))
    return case


@database
def test_a_year_is_counted_beside_the_one_before_on_the_page_and_in_the_file() -> None:
    head = person(Role.HEAD)
    for n in range(12):
        matter(head, date(2025, 3, 4), after=5 if n < 9 else 0, role="officer" if n < 9 else "pcso")
    for _ in range(6):
        matter(head, date(2024, 3, 4), after=90)
    enter(report(received_on=date(2025, 5, 5), route=Route.PARTNER))
    browser = head.sign_in()
    page = browser.get("/strategic-assessment/?year=2025").content.decode()
    routes = cells(page, "Entries by route")
    assert (routes["Web"], routes["Partner agency"]) == (["withheld", "6", "withheld"], ["withheld", "0", "withheld"])
    assert (routes["Phone"], routes["Total"]) == (["0", "0", "0"], ["13", "6", "7"])
    assert cells(page, "Entries by corruption category")["Sexual misconduct"] == ["12", "6", "6"]
    assert cells(page, "Entries by sign seen")[load_catalogue().signs["gifts"].title] == ["12", "6", "6"]
    roles = cells(page, "Cases by role and kind of subject")
    assert roles["Police officer"] == ["withheld", "6", "withheld"] and roles["Total"] == ["12", "6", "6"]
    assert roles["Police staff"] == ["0", "0", "0"]
    assert cells(page, "Cases by how the two met")["As a victim of domestic abuse"] == ["12", "6", "6"]
    assert cells(page, "Cases by what makes the person affected vulnerable")["Alcohol"] == ["12", "6", "6"]
    days = cells(page, "Referrals by days from the first record")
    assert (days["Within a week"], days["On the same day"]) == (["9", "0", "9"], ["withheld", "0", "withheld"])
    assert days["Within three months"] == ["withheld", "6", "withheld"]
    assert days["Total"] == ["24", "12", "12"], "a case may be referred again"
    yearly = cells(browser.get("/yearly-return/?year=2025").content.decode(), "Referrals")
    assert yearly["Total"] == ["24"], "set against each other, the two tell nothing that is withheld"
    assert cells(page, "Cases by outcome")["Proven: misconduct or gross misconduct"] == ["12", "6", "6"]
    before = TrailLine.objects.filter(act="exported").count()
    answer = browser.post("/strategic-assessment/", {"year": "2025"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert answer["Content-Disposition"] == 'attachment; filename="strategic-assessment-2025.csv"'
    named = {(row["table"], row["row"]): [row["count"], row["year before"], row["change"]] for row in rows}
    for title in {row["table"] for row in rows}:
        assert cells(page, title) == {row: found for (table, row), found in named.items() if table == title}, title
    (line,) = TrailLine.objects.filter(act="exported")[before:]
    assert (line.actor, line.about, "strategic_assessment" in line.detail) == (head.account.pk, "", True)


@database
def test_a_merged_entry_counts_once_under_what_both_tell_and_the_page_says_so() -> None:
    head = person(Role.HEAD)
    for n in range(12):
        day = date(2025, 3, 4)
        into, one = enter(report(received_on=day, signs=("gifts",))), enter(report(received_on=day, signs=("secrecy", "gifts")))
        with transaction.atomic():
            add_grade(into, head.holder, {**GRADE, "categories": "sexual_misconduct"})
            add_grade(one, head.holder, {**GRADE, "categories": "misusing_systems sexual_misconduct"})
            if n < 6:
                merge(one, into, head.holder, "the same evening")
    page = head.sign_in().get("/strategic-assessment/?year=2025").content.decode()
    signs, categories = cells(page, "Entries by sign seen"), cells(page, "Entries by corruption category")
    named = load_catalogue().signs
    assert (signs[named["gifts"].title][0], signs[named["secrecy"].title][0]) == ("18", "12")
    assert categories["Sexual misconduct"][0] == "18" and "12" in {row[0] for row in categories.values()}
    assert cells(page, "Entries by route")["Web"][0] == "18"
    assert page.count("are counted once, where you can open both") == 3


@database
def test_coverage_is_told_and_precision_only_as_quarters_of_a_rounded_count() -> None:
    head = person(Role.HEAD)
    send(scan(*(finding(member=f"M{n}") for n in range(23))))
    collect()
    for n, pair in enumerate(Pair.objects.all()):
        word = Verdict.Word.CONCERN if n < 7 else Verdict.Word.EXPLAINED
        both = "visit_volume gift_volume" if n < 3 else "visit_volume"
        told = {"decided_by": head.account, "decided_at": datetime(2026, 4, 1), "bits": 9.0, "detectors": both, "sealed": b""}
        Verdict.objects.create(pair=pair, word=word, **told)
    page = head.sign_in().get("/strategic-assessment/?year=2026").content.decode()
    assert cells(page, "Detectors by what the last scan of the year could look at")["Not checked"] == ["1", "0", "1"]
    assert cells(page, PRECISION) == {
        "gift volume": ["Fewer than 20 verdicts", "No verdict"],
        "visit volume": ["A quarter to a half of about 25", "No verdict"],
    }


@database
def test_a_finding_is_counted_from_its_first_record() -> None:
    head = person(Role.HEAD)
    send(scan(finding()))
    collect()
    browser = head.sign_in()
    pair = Pair.objects.get()
    assert browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "It goes on"}).status_code == 302
    with transaction.atomic():
        case = open_case(Entry.objects.get(), head.holder, is_covert=False, reason="Serious")
        case.moves.create(to_state="referred", moved_by=head.account, moved_at=datetime(2026, 3, 20))
    read_anew(head.holder)
    with transaction.atomic():
        found = referrals_in(head.account, [2026])
        counted = days_to_referral(found, [2026], told(head.holder, also=(Also.FIRST,)))[2026]
    assert counted == {"On the same day": 0, "Within a week": 0, "Within four weeks": 1, "Within three months": 0, "Later": 0}


@database
def test_the_file_of_someone_kept_out_is_byte_for_byte_as_if_the_entry_were_not_there() -> None:
    free, out = person(Role.INVESTIGATOR, "nell brook"), person(Role.SUPERVISOR, "ada thorne")
    for name in ("bea brook", "cy brook"):
        person(Role.ANALYST, name)
    for _ in range(5):
        matter(free, date(2025, 3, 4), after=1)
    everyones = out.sign_in().post("/strategic-assessment/", {"year": "2025"}).content
    kept = [matter(free, date(2025, 3, 4), after=1, exclude="anyone called Thorne") for _ in range(2)]
    pages = ("/strategic-assessment/?year=2025", "/units/")
    assert out.browser.post("/strategic-assessment/", {"year": "2025"}).content == everyones
    assert free.sign_in().post("/strategic-assessment/", {"year": "2025"}).content != everyones
    before = [out.browser.get(page).content for page in pages]
    for case in kept:
        vanish(case)
    assert [without_tokens(out.browser.get(page).content) for page in pages] == [without_tokens(page) for page in before]


@database
def test_the_tables_ask_the_database_the_same_number_of_times_however_much_there_is() -> None:
    head = person(Role.HEAD)
    asked = []
    for many in (1, 4):
        for _ in range(many):
            matter(head, date(2025, 3, 4), after=1)
            with transaction.atomic():
                merge(enter(report(received_on=date(2025, 3, 4))), enter(report()), head.holder, "the same evening")
        read_anew(head.holder)
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            assessment(head.holder, 2025, ROUTES)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@database
@pytest.mark.parametrize("year", ["1999", "3000", "x"])
def test_a_year_that_is_none_is_not_there(year: str) -> None:
    assert person(Role.HEAD).sign_in().get("/strategic-assessment/", {"year": year}).status_code == 404


@pytest.mark.django_db
def test_reports_stand_beside_training_by_unit_and_small_numbers_are_withheld_in_both() -> None:
    day = date.today()
    names = [("North", n) for n in range(12)] + [("South", n) for n in range(12)] + [("East", n) for n in range(2)]
    people = [Joined(f"{4100 + place}", day, Post(Employment.STAFF, unit)) for place, (unit, _) in enumerate(names)]
    store.append(people, "test")
    store.append([Listed(day, len(names), "0" * 64)], "test")
    browser = person(Role.ANALYST).sign_in()
    told = [NamedMember(number=f"PC {people[0].number}")] * 5 + [NamedMember(name="Jo Ash", station="north police station")] * 5
    told += [NamedMember(number=people[12].number)] * 7 + [NamedMember(name="Jo Ash")] * 2
    for member in told:
        enter(report(received_on=day, members=(member,)))
    enter(report(received_on=day - timedelta(400), members=(told[0],)))
    page = browser.get("/units/").content.decode()
    rows = cells(page, "Units")
    assert rows["North"] == ["12", "0", "0%", "10"] or (rows["North"][:3] == ["withheld"] * 3 and rows["North"][3] == "10")
    assert rows["East"] == ["withheld"] * 3 + ["0"]
    assert rows["South"][3] == rows["Unit not known"][3] == "withheld"
    assert rows["Unit not known"][:3] == ["-"] * 3


@pytest.mark.django_db
def test_without_a_training_ledger_the_page_says_so() -> None:
    page = person(Role.ANALYST).sign_in().get("/units/").content.decode()
    assert "No training ledger says who works where." in page


@database
def test_what_is_kept_of_an_assessment_is_what_counting_anew_gives() -> None:
    head = person(Role.HEAD)
    send(scan(finding()))
    collect()
    browser = head.sign_in()

    def made() -> Assessment:
        assert read_anew(head.holder) == 0
        make_room(head.holder, *ROOMS)
        with transaction.atomic():
            held = assessment(head.holder, date.today().year, {})
        with transaction.atomic():
            KeptOrder.objects.all().delete()
            assert assessment(head.holder, date.today().year, {}) == held
        make_room(head.holder, *ROOMS)
        with transaction.atomic():
            assert assessment(head.holder, date.today().year, {}) == held == assessment(head.holder, date.today().year, {})
        return held

    looks = [made()]
    browser.post(f"/review/{Pair.objects.get().pk}/verdict/", {"verdict": "concern", "reason": "It goes on"})
    looks.append(made())
    with transaction.atomic():
        case = open_case(Entry.objects.get(), head.holder, is_covert=False, reason="Serious")
    looks.append(made())
    for _ in range(5):
        case.moves.create(to_state="referred", moved_by=head.account, moved_at=datetime.now())
        case.save()
        looks.append(made())
    assert looks[0].precision == () and looks[1].precision
    assert [one != other for one, other in pairwise(looks)][:3] == [True, True, True]
