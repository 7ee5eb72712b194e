"""The auditor's pages: the trail with its filters, who looked at something, whether it is whole, and anomalies."""

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record, watching
from boundaries.casework.audit.looking import detail_of
from boundaries.casework.audit.questions import ACTS, FIELDS, Question, as_csv, as_json_lines, title_of
from boundaries.casework.audit.verifying import verify
from boundaries.casework.content.wraps import opening_wraps
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Safe, TrailLine
from boundaries.casework.pages.entry import entry_or_404
from boundaries.casework.pages.paging import leaf
from boundaries.casework.permissions import Action
from boundaries.casework.roles import Role

ON_A_PAGE = 50
_ANOMALIES = 10
_PARTS = ("actor", "act", "about", "since", "until")
_LOOK_BACK = timedelta(days=30)
_LEADERS = (Role.SUPERVISOR, Role.HEAD, Role.ALTERNATE)
_FORMS = {"csv": (as_csv, "text/csv"), "jsonl": (as_json_lines, "application/jsonl")}


def question_in(query: QueryDict) -> tuple[Question, Asked]:
    """What an address asks of the trail, and what is wrong with it."""
    asked = Asked(
        {name: query.get(name, "").strip().replace("\0", "?") for name in _PARTS}
    )  # which PostgreSQL refuses to look for
    question = Question(actor=asked.values["actor"], act=asked.values["act"], about=asked.values["about"])
    for name in ("since", "until"):
        if asked.values[name]:
            try:
                day = date.fromisoformat(asked.values[name])
                question = replace(question, since=day) if name == "since" else replace(question, until=day)
            except ValueError:
                asked.wrong(name, "Write the day as 2026-11-25")
    return question, asked


@guarded(Action.READ_TRAIL)
def trail(request: UnitRequest) -> HttpResponse:
    """The lines that fit, newest first, a page at a time; the look is recorded first, and so stands at the top."""
    question, asked = question_in(request.GET)
    before = request.GET.get("before", "")
    with transaction.atomic():
        record(request.signed_in, Act.TRAIL_VIEWED, question.about[:64] if question.about.isprintable() else "", question.told())
    found = question.lines()
    if before.isdecimal():
        found = found.filter(sequence__lt=min(int(before), 2**63 - 1))
    rows = list(found[: ON_A_PAGE + 1])
    older = request.GET.copy()
    older["before"] = str(rows[ON_A_PAGE - 1].sequence) if len(rows) > ON_A_PAGE else ""
    shown = {
        "lines": _told(rows[:ON_A_PAGE]), "asked": asked, "accounts": Account.objects.order_by("display_name"), "acts": ACTS,
        "older": older.urlencode() if older["before"] else "", "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "trail.html", shown)


@guarded(Action.READ_TRAIL)
def download(request: UnitRequest) -> HttpResponse:
    """The lines that fit, oldest first, as CSV or JSON lines."""
    question, asked = question_in(request.GET)
    form = request.GET.get("form", "csv")
    if not asked.is_good or form not in _FORMS:
        return trail(request)
    write, kind = _FORMS[form]
    with transaction.atomic():
        record(request.signed_in, Act.TRAIL_DOWNLOADED, question.about, {**question.told(), "form": form})
    rows = question.lines().order_by("sequence").values_list(*FIELDS).iterator(chunk_size=2000)
    named = {"Content-Disposition": f'attachment; filename="trail.{form}"'}
    # The guard passes an answer on as it is, so that one that streams does as well.
    return cast(HttpResponse, StreamingHttpResponse(write(rows), content_type=kind, headers=named))


@guarded(Action.READ_TRAIL, "GET", "POST")
def check(request: UnitRequest) -> HttpResponse:
    """Verify the trail when asked to, and count what nobody can open; both go through everything, so no other page does."""
    found, shut = None, 0
    if request.method == "POST":
        found = verify()
        shut = Safe.objects.filter(~Exists(opening_wraps().filter(safe=OuterRef("pk")))).count()
        act = Act.TRAIL_VERIFIED if found.whole else Act.TRAIL_BROKEN
        with transaction.atomic():
            record(request.signed_in, act, detail={"lines": str(found.lines), "faults": str(len(found.faults))})
    return render(request, "trail_check.html", {"found": found, "shut": shut})


@guarded(Action.SEE_ANOMALIES)
def anomalies(request: UnitRequest) -> HttpResponse:
    """What the rules find in the unit's own looking of the last month."""
    with transaction.atomic():
        record(request.signed_in, Act.ANOMALIES_VIEWED)
    leaders = frozenset(Account.objects.filter(role__in=_LEADERS).values_list("pk", flat=True))
    names = dict(Account.objects.values_list("pk", "display_name"))
    found = leaf(request, watching.anomalies(date.today() - _LOOK_BACK, leaders), _ANOMALIES)
    shown = {"rows": [(one, names.get(one.actor, one.actor)) for one in found], "page": found, "days": _LOOK_BACK.days}
    return render(request, "anomalies.html", shown)


@guarded(Action.READ_ENTRY)
def looks(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Who looked at an entry and what was done with it, for those who may open it."""
    found = entry_or_404(request, entry_id)
    with transaction.atomic():
        record(request.signed_in, Act.TRAIL_VIEWED, found.pk)
    page = leaf(request, Question(about=found.pk).lines(), ON_A_PAGE)
    return render(request, "looks.html", {"entry": found, "lines": _told(list(page)), "page": page})


def _told(rows: list[TrailLine]) -> list[dict[str, str]]:
    """The lines as a table shows them: names for accounts, wherever they stand, and words for acts."""
    details = [detail_of(row.detail) for row in rows]
    ids = {known for row in rows for known in (row.actor, row.about)} | {text for told in details for text in told.values()}
    names = dict(Account.objects.filter(pk__in=ids).values_list("pk", "display_name"))
    return [
        {
            "sequence": str(row.sequence), "at": row.recorded_at[:19].replace("T", " "), "actor": names.get(row.actor, row.actor),
            "act": title_of(row.act), "about": row.about, "name": names.get(row.about, ""),
            "detail": ", ".join(f"{name.replace('_', ' ')}: {names.get(text, text)}" for name, text in told.items()),
        }
        for row, told in zip(rows, details, strict=True)
    ]  # fmt: skip
