"""Taking an entry out of the system: for a purpose, in a form, recorded and signed."""

from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.cases.keeping import reasons_of, records_of
from boundaries.casework.content import Compartment, Piece, open_safe, put, read
from boundaries.casework.exports.bundling import Extent, Purpose, make_bundle
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Case, Entry
from boundaries.casework.pages.asked import Asked
from boundaries.casework.pages.entry import entry_or_404
from boundaries.casework.pages.written_out import Written, sanitised, whole
from boundaries.casework.permissions import Action

EXPORTED = "exported"


@guarded(Action.EXPORT, "GET", "POST")
def export(request: UnitRequest, entry_id: str) -> HttpResponse:
    """Ask for what and in which form, then hand over the bundle."""
    found = entry_or_404(request, entry_id)
    asked = Asked.of(request, "purpose", "extent", "why")
    if request.method == "POST":
        why = asked.need("why", "Say for whom and why, as it should stand in the bundle", 1000)
        if asked.values["purpose"] not in tuple(Purpose):
            asked.wrong("purpose", "Choose a purpose")
        if asked.values["extent"] not in tuple(Extent):
            asked.wrong("extent", "Choose a form")
    if request.method != "POST" or not asked.is_good:
        return render(
            request,
            "export.html",
            {"entry": found, "case": Case.objects.filter(pk=found.pk).first(), "asked": asked, "purposes": list(Purpose)},
        )
    purpose, extent = Purpose(asked.values["purpose"]), Extent(asked.values["extent"])
    with transaction.atomic():
        files, removed = _files(request, found, extent)
        said = f"Exported by {request.signed_in.display_name}, {extent}, for {purpose}: {why}"
        put(
            found.safe,
            open_safe(found.safe, request.unlocked),
            [Piece(Compartment.NOTES, EXPORTED, said.encode(), datetime.now())],
        )
        bundle = make_bundle(found.pk, files, request.signed_in, purpose, why, extent, removed)
    named = {"Content-Disposition": f'attachment; filename="entry-{found.pk[:8]}-{extent}.zip"'}
    return HttpResponse(bundle.held, content_type="application/zip", headers=named)


def _files(request: UnitRequest, found: Entry, extent: Extent) -> tuple[dict[str, bytes], dict[str, int]]:
    """The files of a bundle, and how much was taken out of them; never the source's identity."""
    keys = open_safe(found.safe, request.unlocked)
    parts = (Compartment.THREAD, Compartment.NOTES, Compartment.ATTACHMENTS)
    thread, notes, attachments = (read(found.safe, keys, part) for part in parts)
    removed: dict[str, int] = {}
    if extent is Extent.SANITISED:
        texts, removed = sanitised(thread, notes)
    else:
        case = Case.objects.filter(pk=found.pk).first()
        written = Written(records_of(case, keys), reasons_of(case, keys)) if case else None
        texts = whole(thread, notes, attachments, written, dict(Account.objects.values_list("account_id", "display_name")))
    return {name: (text + "\n").encode() for name, text in texts.items() if text}, removed
