"""One entry: what was told, the thread, the notes, and what can be done."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.filling import rows_of as questions_and_answers
from boundaries.casework.cases.keeping import PREFIX, add_record
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.replying import reply as send_reply
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.content.attachments import ATTACHMENT, read_attachment
from boundaries.casework.content.pieces import read_shared
from boundaries.casework.content.source import live_grant
from boundaries.casework.content.wraps import opening_wraps
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Case, Entry, EntryState
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.pages.merged import look_at_merged
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.telling import messages_in, report_in, rows_of
from boundaries.casework.pages.written_out import NOTES
from boundaries.casework.permissions import Action, may
from boundaries.casework.register.answering import HOW
from boundaries.casework.register.grading import Grade, grades_in, grading
from boundaries.casework.register.linking import CHOSEN, RELATIONS, links_in
from boundaries.casework.register.routes import ROUTES
from boundaries.casework.register.seen import seen_before
from boundaries.handover.report import Report

NOTE, OWN = "note", "entry_"
_EVERYONE = Prepared(lambda: Account.objects.only("display_name"))
_HOLDING = Prepared(lambda safe_id: opening_wraps().filter(safe=safe_id).values_list("account_id", flat=True))


@cache
def _entry_with(also: tuple[str, ...]) -> Prepared[Entry]:
    return Prepared(lambda account, entry_id: visibility.entries(account).select_related(*also).filter(pk=entry_id))


def entry_or_404(request: UnitRequest, entry_id: str, *also: str) -> Entry:
    """The entry, where this account sees it, with what is asked for also; whether it is there at all makes no difference."""
    found = _entry_with(also).first(account=request.signed_in.pk, entry_id=entry_id)
    if found is None:
        raise Http404
    return found


@guarded(Action.READ_ENTRY)
def entry(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Show an entry to someone who may open it."""
    return show(request, entry_or_404(request, entry_id, "safe__case"), Asked())


def show(request: UnitRequest, found: Entry, asked: Asked) -> HttpResponse:
    """The page of an entry; the look is recorded with it."""
    holder = request.unlocked
    with transaction.atomic():
        keys = open_safe(found.safe, holder)
        if found.is_unread:
            Entry.objects.filter(pk=found.pk).update(is_unread=False)
        if found.state == EntryState.NEW:
            Entry.objects.filter(pk=found.pk, state=EntryState.NEW).update(state=EntryState.OPEN)
        record(holder.account, Act.ENTRY_VIEWED, found.pk)
        joined = look_at_merged(found, holder)
    held = read_shared(found.safe, keys)
    pieces = held.pieces
    thread, notes = pieces[Compartment.THREAD], pieces[Compartment.NOTES]
    files = [piece for piece in pieces[Compartment.ATTACHMENTS] if piece.kind == ATTACHMENT]
    told = report_in(thread)
    shown = {
        "entry": found,
        "route": ROUTES.get(found.route, found.route),
        "rows": rows_of(told) if told else [],
        "messages": list(messages_in(thread)),
        "on": thread[-1].sealed_id if thread else "",
        "update_by_on": _update_owed(found, holder.account),
        "notes": [(NOTES.get(piece.kind, piece.kind), piece) for piece in notes if not piece.kind.startswith((PREFIX, OWN))],
        "files": [(piece.sealed_id, read_attachment(piece.plain)) for piece in files],
        "can_export": may(holder.account.as_role, Action.EXPORT),
        "can_close": may(holder.account.as_role, Action.CLOSE_ENTRY),
        "can_settle": may(holder.account.as_role, Action.REPLY),
        "ways_to_settle": HOW,
        "can_reply": may(holder.account.as_role, Action.REPLY) and bool(found.reporter_key),
        "has_source": held.has_source,
        "grant": live_grant(found.safe, holder.account) if held.has_source else None,
        "can_ask": may(holder.account.as_role, Action.ASK_FOR_SOURCE),
        "can_open_case": may(holder.account.as_role, Action.OPEN_CASE),
        "case": getattr(found.safe, "case", None),
        "asked": asked,
        "merged": joined.shown,
        "merged_grades": joined.grades,
        "graded_rows": _graded_rows,
        "merged_into": joined.into,
        "can_merge": may(holder.account.as_role, Action.MERGE_ENTRIES),
        **_registered(found, notes, holder.account, asked),
        **_affected(told, holder.account),
    }
    return render(request, "entry.html", shown)


def _graded_rows(grade: Grade) -> list[tuple[str, str]]:
    return questions_and_answers(grading(), grade.values)


def _registered(found: Entry, notes: list[Piece], account: Account, asked: Asked) -> dict[str, Any]:
    """What the register says of an entry: its gradings, what was seen before and its links."""
    chosen = asked.values.get("relation")
    accounts = _EVERYONE()
    return {
        "grades": [(one, _graded_rows(one)) for one in grades_in(notes)],
        "seen_before": seen_before(found, account),
        "can_count_seen": may(account.as_role, Action.COUNT_SEEN),
        "links": links_in(notes, account),
        "relations": [
            {"value": word.value, "text": text, "checked": word == chosen} for word, text in RELATIONS.items() if word in CHOSEN
        ],
        "names": {one.pk: one.display_name for one in accounts},
        "colleagues": colleagues(found, account, accounts),
    }


def _affected(told: Report | None, account: Account) -> dict[str, Any]:
    """The names of whom a report says it affects, to look for elsewhere; nothing of them is kept outside the safe, no mark either."""
    may_search = may(account.as_role, Action.SEARCH_ENTRIES)
    return {"affected": [one.name for one in told.people if one.name] if told and may_search else []}


def colleagues(found: Entry, account: Account, accounts: Iterable[Account]) -> list[Account]:
    """The others of these who hold the entry's keys, for who may take one away."""
    if not may(account.as_role, Action.RECUSE_COLLEAGUE):
        return []
    holding = set(_HOLDING(safe_id=found.pk)) - {account.pk}
    return [one for one in accounts if one.pk in holding]


@guarded(Action.NOTE, "POST")
def note(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Add a note of the unit's own."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "note")
    text = asked.need("note", "Write the note")
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            keys = open_safe(found.safe, request.unlocked)
            by = request.signed_in.account_id
            put(found.safe, keys, [Piece(Compartment.NOTES, NOTE, text.encode(), datetime.now())])
            record(request.signed_in, Act.ENTRY_CHANGED, found.pk, {"by": by})
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))


def _update_owed(found: Entry, account: Account) -> date | None:
    """The day by which whoever told us is owed an update in the entry's case, for who may write into that."""
    owed: Case | None = getattr(found.safe, "case", None)
    return owed.update_by_on if owed and may(account.as_role, Action.WRITE_CASE) else None


@guarded(Action.REPLY, "POST")
def reply(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Write to whoever reported it."""
    found = entry_or_404(request, entry_id, "safe__case")
    asked = Asked.of(request, "reply", "asks", "is_update")
    text = asked.need("reply", "Write the reply")
    if not asked.is_good or not found.reporter_key:
        return show(request, found, asked)
    is_update = asked.values["is_update"] == "yes" and _update_owed(found, request.signed_in) is not None
    with transaction.atomic():
        if came_before(request):
            pass  # it was sent, and written into the case, when it came first
        elif not send_reply(found, request.unlocked, text, asks=asked.values["asks"] == "yes", on=request.POST.get("on")):
            asked.wrong("reply", "Something was said here since you began: read it, then send yours again if it still fits")
        elif is_update:
            told = {"told": text, "told_on": date.today().isoformat()}
            add_record(found.safe.case, request.unlocked, Kind.UPDATE, told)
        transaction.set_rollback(not asked.is_good)
    if not asked.is_good:
        return show(request, found, asked)
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))
