"""Answers for every kind of record of a case, for tests."""

from django.db import transaction
from django.test import Client

from boundaries.casework.cases.kinds import Answer, Kind, record_kinds
from boundaries.casework.content.wraps import let_go
from boundaries.casework.models import Case, Entry, Safe, Wrap
from boundaries.casework.referral.criteria import NO_CRITERION

MOMENT, DAY = "2026-11-24T10:30", "2026-11-24"


def answers(kind: Kind, **told: str) -> dict[str, str]:
    """An answer to every question of a kind, the first choice where there are choices; a decision not to refer finds that nothing is met."""
    plain = {
        question.name: {
            Answer.ONE: question.choices[0][0] if question.choices else "",
            Answer.MOMENT: MOMENT,
            Answer.DAY: DAY,
        }.get(question.answer, f"about {question.name}")
        for question in record_kinds()[kind].questions
        if question.answer not in (Answer.FILE_HASH, Answer.SOME)
    }
    if kind is Kind.REFERRAL_DECISION and told.get("decision") == "no":
        plain |= {"criterion": NO_CRITERION, "considered": "abuse_of_position"}
    return {**plain, **told}


def open_case(browser: Client, entry: Entry) -> Case:
    """A case of an entry."""
    assert browser.post(f"/entries/{entry.pk}/case/", {"reason": "Serious"}).status_code == 302
    return Case.objects.get(pk=entry.pk)


def write(browser: Client, case: Case, kind: Kind, **told: str) -> None:
    """Write a record into a case."""
    assert browser.post(f"/cases/{case.pk}/write/{kind}/", answers(kind, **told)).status_code == 302


def vanish(case: Case) -> None:
    """Let there never have been a case, nor its entry."""
    with transaction.atomic():
        case.moves.all().delete()
        Case.objects.filter(pk=case.pk).delete()
        Entry.objects.filter(pk=case.pk).delete()
        let_go(Wrap.objects.filter(safe=case.pk))
        Safe.objects.filter(pk=case.pk).delete()
