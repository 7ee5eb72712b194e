"""What the dashboard keeps of cases and verdicts is what counting them anew gives, after whatever changes."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from boundaries.casework.cases.keeping import open_case
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content import index, recuse
from boundaries.casework.content.orders import make_room
from boundaries.casework.figures.counting import read_anew
from boundaries.casework.figures.working import WORK, Due, Standing, Work, work
from boundaries.casework.models import Case, Entry, KeptOrder, Pair
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from tests.scans import finding, scan
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report
from tests.sites.unit.unit_scans import send

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 25, 12)


def found(by: Person, now: datetime = NOW) -> Work:
    """What is kept, which is what is counted anew."""
    read_anew(by.holder)
    make_room(by.holder, WORK)
    with transaction.atomic():
        held = work(by.holder, index.state(by.account), now)
    with transaction.atomic():
        KeptOrder.objects.filter(account=by.account).delete()
        assert work(by.holder, index.state(by.account), now) == held
    make_room(by.holder, WORK)
    with transaction.atomic():
        assert work(by.holder, index.state(by.account), now) == held
    return held


def test_what_is_kept_of_cases_changes_with_any_of_them_and_goes_with_what_is_lost() -> None:
    head, other = person(Role.HEAD), person(Role.INVESTIGATOR, "nell brook")
    for _ in range(3):
        enter(report())
    for entry in Entry.objects.all():
        with transaction.atomic():
            open_case(entry, head.holder, is_covert=False, reason="Serious")
    first, second, _ = Case.objects.order_by("pk")
    for case in Case.objects.all():
        case.opened_at = NOW - timedelta(4)
        case.save()
    first.opened_at = second.opened_at = NOW - timedelta(4)
    assert found(other).standings == (Standing(first.state, 3, 4, 4),)
    first.refer_by_at, first.is_referral_owed, first.opened_at = NOW + timedelta(hours=1), True, NOW - timedelta(9)
    first.save(update_fields=["refer_by_at", "is_referral_owed", "opened_at"])
    assert found(other).standings == (Standing(first.state, 3, 4, 9),)
    assert [found(other, NOW + later).due[0] for later in (timedelta(0), timedelta(hours=2), timedelta(-9))] == [
        Due("Referral", 0, 1, 0), Due("Referral", 1, 0, 0), Due("Referral", 0, 0, 1),
    ]  # fmt: skip
    second.task_by_on = NOW.date()
    second.save(update_fields=["task_by_on"])
    assert [one for one in found(other).due if one.soon] == [Due("Referral", 0, 1, 0), Due("Task", 0, 1, 0)]
    assert Due("Task", 1, 0, 0) in found(other, datetime(2026, 11, 25, 23, 59, 30)).due
    recuse(first.safe, head.holder, other.account, "a friend")
    assert found(other).standings == (Standing(second.state, 2, 4, 4),) and found(head).standings[0].cases == 3
    second.state = "closed"
    second.save(update_fields=["state"])
    assert found(other).standings[0].cases == 1 and found(head).standings[0].cases == 2


def test_another_verdict_on_a_pair_that_became_an_entry_is_counted() -> None:
    head = person(Role.HEAD)
    send(scan(finding()))
    collect()
    browser, pair = head.sign_in(), Pair.objects.get()
    decided = []
    for word in ("concern", "explained"):
        assert browser.post(f"/review/{pair.pk}/verdict/", {"verdict": word, "reason": "Both were asked"}).status_code == 302
        decided.append({label: count for label, count in found(head, datetime.now()).decided.verdicts.items() if count})
    assert [list(words.values()) for words in decided] == [[1], [1]] and decided[0] != decided[1], "the newest counts, once"
