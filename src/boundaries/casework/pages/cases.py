"""Cases: the list with its clocks, one case, writing into it, moving it on, and the referral pack."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.persons import EVER, accounts_of_person, names
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.allocating import holders_of
from boundaries.casework.cases.awaiting import contradictory, unassessed, waiting_for
from boundaries.casework.cases.filling import day_of, filled, rows_of
from boundaries.casework.cases.following import numbered_tasks, open_tasks
from boundaries.casework.cases.keeping import add_record, open_case, reasons_of, records_of, standing_record
from boundaries.casework.cases.kinds import STANDING, WRITTEN_ON, Answer, Kind, record_kinds
from boundaries.casework.cases.moving import AGREED, agree, missing, move
from boundaries.casework.cases.pack import as_json, as_pdf, pack
from boundaries.casework.cases.priority import priorities_of, ranked
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.cases.workflow import ENDED, STEPS, State
from boundaries.casework.content import open_safe
from boundaries.casework.content.orders import make_room
from boundaries.casework.figures.clocks import next_clock
from boundaries.casework.figures.counting import Also, read_anew, told
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Case
from boundaries.casework.models.cases import NEVER
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.pages.entry import entry_or_404
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.paging import Leaf, leaf
from boundaries.casework.pages.walking import Walk, Walked
from boundaries.casework.permissions import Action, may
from boundaries.casework.policies import may_allocate
from boundaries.casework.referral.criteria import is_contradictory

_ON_A_PAGE = 50
_ORDERS = {"priority": "priority"}
"""By what else the list can be ordered than by what is due."""
_WHOSE = ("mine", "nobody", "unassessed")
"""Whose cases alone can be listed, or those that nobody has called assessed."""
_LONGEST_WORD = 2_000
_FILLED_IN = ("meeting_on", "task")
"""What a link of ours to a form fills in."""
_FORMS = {"pdf": ("application/pdf", as_pdf), "json": ("application/json", as_json)}


_CASE = Prepared(lambda account, case_id: visibility.cases(account).filter(pk=case_id))


def case_or_404(request: UnitRequest, case_id: str) -> Case:
    """The case, where this account sees it; whether it is there at all makes no difference."""
    found = _CASE.first(account=request.signed_in.pk, case_id=case_id)
    if found is None:
        raise Http404
    return found


@guarded(Action.LIST_CASES)
def cases(request: UnitRequest) -> HttpResponse:
    """The cases this account may see, those whose clocks run out first on top, or those of the highest priority."""
    order, whose, unread = _ORDERS.get(request.GET.get("order", ""), ""), request.GET.get("whose", ""), 0
    if order:
        unread = read_anew(request.unlocked)
        make_room(request.unlocked, Also.PRIORITIES)
    with transaction.atomic():
        page: Walked[Case] | Leaf[str]
        if order:
            page = leaf(request, ranked(told(request.unlocked, also=(Also.PRIORITIES,)).priorities), _ON_A_PAGE)
            found = {one.pk: one for one in _THESE(account=request.signed_in.pk, ids=list(page.rows))}
            rows = [found[pk] for pk in page.rows if pk in found]
        else:
            page = _list(request, whose)
            rows = list(page)
        priorities = priorities_of(request.unlocked, [one.pk for one in rows])
        record(request.signed_in, Act.LISTED, detail={"count": str(len(rows)), "what": "cases"})
    cases = [(one, next_clock(one), priorities.get(one.pk, "")) for one in rows]
    waiting = waiting_for(request.signed_in) if may(request.signed_in.as_role, Action.AGREE) else []
    shown = {
        "cases": cases,
        "page": page,
        "now": datetime.now(),
        "order": order,
        "unread": unread,
        "waiting": waiting,
        "contradictory": contradictory(request.signed_in),
        "names": names(),
    }
    return render(request, "cases.html", {**shown, "whose": whose if whose in _WHOSE else ""})


def _listed(account: Account) -> QuerySet[Case]:
    """All that an account sees, what is due first on top."""
    return visibility.cases(account).select_related(None).order_by("due_at", "opened_at", "safe_id")


def _worked_on(account: Account) -> QuerySet[Case]:
    """Those that are worked on or of which a clock runs."""
    return _listed(account).filter(~Q(state__in=ENDED) | Q(due_at__lt=NEVER))


_ALL = Walk(_listed, _ON_A_PAGE)
_OF_NOBODY = Walk(lambda account: _worked_on(account).filter(allocated_to=None), _ON_A_PAGE)
_OF_SOME = Walk(lambda account, own: _worked_on(account).filter(allocated_to__one_of=own), _ON_A_PAGE)
_NOT_ASSESSED = Walk(unassessed, _ON_A_PAGE)
_THESE = Prepared(lambda account, ids: visibility.cases(account).select_related(None).filter(pk__one_of=ids))


def _list(request: UnitRequest, whose: str) -> Walked[Case]:
    """A page of one's own cases, of nobody's or of those not assessed, the oldest of which stand on top; of all where none is asked for."""
    account = request.signed_in
    match whose:
        case "mine":
            return _OF_SOME.page(request, account=account.pk, own=list(accounts_of_person(account, EVER)))
        case "nobody":
            return _OF_NOBODY.page(request, account=account.pk)
        case "unassessed":
            return _NOT_ASSESSED.page(request, account=account.pk)
    return _ALL.page(request, account=account.pk)


@guarded(Action.OPEN_CASE, "POST")
def make_case(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Make a case of an entry."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "reason", "covert")
    reason = asked.values["reason"].strip() or "Opened from the register"
    with transaction.atomic():
        open_case(found, request.unlocked, is_covert=asked.values["covert"] == "yes", reason=reason)
    return _to_case(found.pk)


@guarded(Action.READ_CASE)
def case(request: UnitRequest, case_id: str) -> HttpResponse:
    """Show a case to someone who may open it."""
    return show(request, case_or_404(request, case_id), Asked())


def show(request: UnitRequest, found: Case, asked: Asked) -> HttpResponse:
    """The page of a case; the look is recorded with it."""
    with transaction.atomic():
        keys = open_safe(found.safe, request.unlocked)
        record(request.signed_in, Act.CASE_VIEWED, found.pk)
    records, kinds = records_of(found, keys), record_kinds()
    decided = newest(records, Kind.REFERRAL_DECISION)
    steps = [(to, missing(found, to, records, request.signed_in)) for to in STEPS[State(found.state)]]
    shown = {
        "case": found,
        "now": datetime.now(),
        "names": names(),
        "records": [(one, kinds[one.kind], rows_of(kinds[one.kind], one.values)) for one in reversed(records)],
        "agreeable": _agreeable(records, request.signed_in),
        "waiting": {one.sealed_id for one in _undecided(records)},
        "tasks": {one.sealed_id: number for number, one in numbered_tasks(records).items()},
        "open_tasks": {one.sealed_id for one in open_tasks(records).values()},
        "to_do": _to_do(records),
        "can_take": found.allocated_to_id is None and may(request.signed_in.as_role, Action.ALLOCATE_CASE),
        "can_be_given": _can_be_given(found, request.signed_in),
        "can_move": may(request.signed_in.as_role, Action.MOVE_CASE),
        "can_take_pack": may(request.signed_in.as_role, Action.TAKE_PACK),
        "kinds": kinds.values(),
        "steps": steps,
        "reasons": reasons_of(found, keys),
        "safe": newest(records, Kind.SAFEGUARDING),
        "is_unanswered": found.state not in ENDED and decided is None and newest(records, Kind.ASSESSMENT) is None,
        "contradictory": decided if decided is not None and is_contradictory(decided.values) else None,
        "asked": asked,
    }
    return render(request, "case.html", shown)


@guarded(Action.WRITE_CASE, "GET", "POST")
def write(request: UnitRequest, case_id: str, kind: str) -> HttpResponse:
    """Ask the questions of one kind of record, and add it."""
    found = case_or_404(request, case_id)
    if kind not in set(Kind):
        raise Http404
    asks, before, on = record_kinds()[Kind(kind)], None, request.POST.get("on")
    if request.method == "POST":
        asked = filled(request, asks)
    else:
        before = _written_before(request, found, asks.kind)
        asked = Asked({name: request.GET.get(name, "") for name in _FILLED_IN} | dict(before.values if before else {}))
    if request.method == "POST" and asked.is_good:
        with transaction.atomic():
            if not came_before(request):
                asked.faults.update(add_record(found, request.unlocked, asks.kind, asked.values, on))
            transaction.set_rollback(not asked.is_good)  # with faults nothing was done
        if asked.is_good:
            return _to_case(case_id)
        on = None  # what was written since is told of: the next sending is on top of it
    shown = {
        "case": found,
        "kind": asks,
        "is_standing": asks.kind in STANDING,
        "before": before,
        "on": standing_record(found, asks.kind) if on is None else on,
        "Answer": Answer,
        "asked": asked,
    }
    return render(request, "case_write.html", shown)


def _written_before(request: UnitRequest, found: Case, kind: Kind) -> CaseRecord | None:
    """The newest record of a kind that is written on from; that it is shown is recorded."""
    if kind not in WRITTEN_ON:
        return None
    with transaction.atomic():
        before = newest(records_of(found, open_safe(found.safe, request.unlocked)), kind)
        record(request.signed_in, Act.CASE_VIEWED, found.pk)
    return before


@guarded(Action.MOVE_CASE, "POST")
def move_case(request: UnitRequest, case_id: str) -> HttpResponse:
    """Move a case on, with a reason."""
    found = case_or_404(request, case_id)
    asked = Asked.of(request, "to", "reason")
    to, reason = asked.need("to", "Choose where the case goes"), asked.need("reason", "Give the reason", 2_000)
    if to and to not in set(State):
        asked.wrong("to", "Choose where the case goes")
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            move(found, State(to), request.unlocked, reason)
    return _to_case(case_id)


@guarded(Action.AGREE, "POST")
def agree_with(request: UnitRequest, case_id: str, sealed_id: str) -> HttpResponse:
    """Agree with a colleague's decision, or not."""
    found = case_or_404(request, case_id)
    asked = Asked.of(request, "second_word", "answer")
    is_agreed, why = asked.values["answer"] == "agree", asked.values["second_word"].strip()
    if len(why) > _LONGEST_WORD or not (is_agreed or why):
        asked.need("second_word", "Say why you do not agree", _LONGEST_WORD)
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request) and not agree(found, sealed_id, request.unlocked, is_agreed=is_agreed, why=why):
            raise Http404
    return _to_case(case_id)


@guarded(Action.TAKE_PACK, "POST")
def take_pack(request: UnitRequest, case_id: str) -> HttpResponse:
    """Hand out the referral pack, as PDF or JSON."""
    found = case_or_404(request, case_id)
    kind, make = _FORMS.get(request.POST.get("form", ""), _FORMS["pdf"])
    with transaction.atomic():
        records = records_of(found, open_safe(found.safe, request.unlocked))
        made = make(pack(found, records, request.signed_in, datetime.now()))
        record(request.signed_in, Act.EXPORTED, found.pk, {"what": "referral_pack"})
    name = f"referral-{found.pk[:8]}.{kind.rpartition('/')[2]}"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _to_case(case_id: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", kwargs={"case_id": case_id}))


def _can_be_given(found: Case, account: Account) -> list[Account]:
    """Those to whom who leads can give the case."""
    return (
        list(holders_of(found)) if may_allocate(found, account, account) and may(account.as_role, Action.RECUSE_COLLEAGUE) else []
    )


def _agreeable(records: list[CaseRecord], account: Account) -> set[str]:
    """The newest decisions that wait for a second person, where this account is one."""
    if not may(account.as_role, Action.AGREE):
        return set()
    return {one.sealed_id for one in _undecided(records) if one.by not in accounts_of_person(account, one.made_at)}


def _to_do(records: list[CaseRecord]) -> list[tuple[str, str, str, date | None]]:
    """The open tasks and decisions of meetings: number, what, who sees to it and by when, the first due on top."""
    rows = []
    for number, one in open_tasks(records).items():
        what, who = (one.values[name] for name in (("task", "who") if one.kind is Kind.TASK else ("decision", "owner")))
        rows.append((number, what, who, day_of(one.values["due_on"])))
    return sorted(rows, key=lambda row: (row[3] or date.max, int(row[0])))


def _undecided(records: list[CaseRecord]) -> list[CaseRecord]:
    """The newest decisions that wait for a second person."""
    return [one for kind in AGREED if (one := newest(records, kind)) is not None and one.decided is None]
