"""The register's pages: intelligence entered by hand, the grade of an entry, its links, and how often a member was named in all."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import Holder, UnitRequest
from boundaries.casework.accounts.sent_before import form_id
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.filling import filled
from boundaries.casework.cases.kinds import Answer
from boundaries.casework.content import Compartment, open_safe, read
from boundaries.casework.guard import guarded
from boundaries.casework.models import Entry
from boundaries.casework.pages.entry import entry_or_404, show
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action
from boundaries.casework.register.grading import add_grade, check_grade, grading, standing_grade
from boundaries.casework.register.intelligence import FIELDS, check_intelligence, enter_intelligence
from boundaries.casework.register.linking import CHOSEN, Link, Relation, link, links_in, unlink
from boundaries.casework.register.seen import seen_in_all
from boundaries.casework.standing import check_standing, hold
from boundaries.handover.ids import new_id
from boundaries.handover.report import Route

_SHORTEST = 8
LONGEST_REASON = 2_000


@guarded(Action.ADD_INTELLIGENCE, "GET", "POST")
def intelligence(request: UnitRequest) -> HttpResponse:
    """Enter intelligence by hand, then grade it; who is kept out of it goes back to the inbox."""
    asked = Asked.of(request, *FIELDS)
    if request.method == "POST":
        check_intelligence(asked)
    if request.method != "POST" or not asked.is_good:
        return render(request, "intelligence.html", {"asked": asked})
    report_id = form_id(request) or new_id()
    with transaction.atomic():
        if not came_before(request):
            enter_intelligence(asked, request.signed_in, report_id)
    made = visibility.entries(request.signed_in).filter(route=Route.INTELLIGENCE, report_id=report_id).first()
    if made is not None:
        return HttpResponseRedirect(reverse("grade", kwargs={"entry_id": made.pk}))
    return HttpResponseRedirect(reverse("inbox"))


@guarded(Action.GRADE_ENTRY, "GET", "POST")
def grade(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Ask what grades an entry, and add the grading."""
    found = entry_or_404(request, entry_id)
    check_standing(request.signed_in, found, "Grade that one.")
    open_safe(found.safe, request.unlocked)
    asked, on = Asked(), request.POST.get("on")
    if request.method == "POST":
        asked = filled(request, grading())
        check_grade(asked)
        if asked.is_good:
            with transaction.atomic():
                is_added = came_before(request) or add_grade(found, request.unlocked, asked.values, on)
                transaction.set_rollback(not is_added)
            if is_added:
                return to_entry(entry_id)
            asked.wrong("source", "Another grading was added since you began: look at it on the entry, then send yours again")
            on = None
    shown = {"entry": found, "kind": grading(), "Answer": Answer, "asked": asked}
    return render(request, "grade.html", {**shown, "on": standing_grade(found) if on is None else on})


@guarded(Action.LINK_ENTRIES, "POST")
def link_entries(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Link an entry with another that one may open, once both were looked at."""
    found = entry_or_404(request, entry_id)
    check_standing(request.signed_in, found, "Link with that one.")
    asked = Asked.of(request, "other", "relation", "why", "confirmed")
    wanted = asked.need("other", "Write the other entry as it is shown", 26).casefold()
    reason = asked.need("why", "Say why they belong together", LONGEST_REASON)
    if asked.values["relation"] not in CHOSEN:
        asked.wrong("relation", "Choose how they belong together")
    if asked.values["confirmed"] != "yes":
        asked.wrong("confirmed", "Confirm that you have read both")
    other = meant(request, found, wanted, asked, "other")
    if not asked.is_good or other is None:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            hold(found, other)
            if any(one.other == other.pk for one in live_links(request, found)):
                asked.wrong("other", "These are linked already")
            else:
                link(found, other, request.unlocked, Relation(asked.values["relation"]), reason)
        transaction.set_rollback(not asked.is_good)
    return to_entry(entry_id) if asked.is_good else show(request, found, asked)


@guarded(Action.LINK_ENTRIES, "POST")
def unlink_entries(request: UnitRequest, entry_id: str, link_id: str) -> HttpResponse:
    """Undo a link, with a reason; what was linked stays to be seen."""
    return undone(request, entry_id, link_id, CHOSEN, "Say why they do not belong together", unlink)


@guarded(Action.COUNT_SEEN)
def seen(request: UnitRequest, entry_id: str) -> HttpResponse:
    """In how many entries in all a member was named whom this one names: a count, nothing else."""
    found = entry_or_404(request, entry_id)
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, found.pk, {"what": "seen"})
    return render(request, "seen.html", {"entry": found, "count": seen_in_all(found, request.signed_in)})


def meant(request: UnitRequest, found: Entry, wanted: str, asked: Asked, field: str) -> Entry | None:
    """The entry that was meant, with a fault where none or several could be; what one may not open is none."""
    if not wanted:
        return None
    near = (
        list(visibility.entries(request.signed_in).filter(safe__safe_id__startswith=wanted)[:2])
        if len(wanted) >= _SHORTEST
        else []
    )
    if len(near) != 1:
        asked.wrong(field, "Several entries begin so: write it whole" if near else "There is no such entry")
        return None
    if near[0] == found:
        asked.wrong(field, "This is the entry itself")
    return near[0]


def live_links(request: UnitRequest, found: Entry) -> list[Link]:
    """The links of an entry that were not undone, as far as one sees the other."""
    notes = read(found.safe, open_safe(found.safe, request.unlocked), Compartment.NOTES)
    return [one for one in links_in(notes, request.signed_in) if one.undone_at is None]


def undone(
    request: UnitRequest,
    entry_id: str,
    link_id: str,
    of: Collection[Relation],
    why: str,
    undo: Callable[[Entry, Entry, str, Holder, str], None],
) -> HttpResponse:
    """Undo a link of one of these relations that is live and leads to what one sees, for the reason that must be given."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, f"undo_{link_id}")
    reason = asked.need(f"undo_{link_id}", why, LONGEST_REASON)
    other = entry_or_404(request, _live(request, found, link_id, of).other)
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            hold(found, other)
            _live(request, found, link_id, of)  # a colleague may have undone it in the meantime
            undo(found, other, link_id, request.unlocked, reason)
    return to_entry(entry_id)


def _live(request: UnitRequest, found: Entry, link_id: str, of: Collection[Relation]) -> Link:
    """The link of this id and of one of these relations that is live; there is no such page where there is none."""
    wanted = next((one for one in live_links(request, found) if one.link_id == link_id and one.relation in of), None)
    if wanted is None:
        raise Http404
    return wanted


def to_entry(entry_id: str) -> HttpResponse:
    """Back to the page of the entry."""
    return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": entry_id}))
