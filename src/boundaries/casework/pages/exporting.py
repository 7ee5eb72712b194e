"""Taking an entry out of the system: for a purpose, in a form, recorded and signed."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act
from boundaries.casework.audit.recording import record_each
from boundaries.casework.cases.keeping import reasons_of, records_of
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.content.pieces import read_shared
from boundaries.casework.exports.bundling import Extent, Purpose, make_bundle
from boundaries.casework.guard import guarded
from boundaries.casework.models import Account, Case, Entry
from boundaries.casework.pages.entry import entry_or_404
from boundaries.casework.pages.merged import by_compartment, look_at_merged
from boundaries.casework.pages.written_out import Written, affected_in, sanitised, whole
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
        merged = look_at_merged(found, request.unlocked).merged
        files, removed = _all_files(request, found, merged, extent)
        said = f"Exported by {request.signed_in.display_name}, {extent}, for {purpose}: {why}"
        put(
            found.safe,
            open_safe(found.safe, request.unlocked),
            [Piece(Compartment.NOTES, EXPORTED, said.encode(), datetime.now())],
        )
        bundle = make_bundle(found.pk, files, request.signed_in, purpose, why, extent, removed)
        told = {"purpose": purpose.value, "form": extent.value, "manifest": bundle.proof}
        record_each(request.signed_in, Act.EXPORTED, [one.pk for one, _ in merged], told)
    named = {"Content-Disposition": f'attachment; filename="entry-{found.pk[:8]}-{extent}.zip"'}
    return HttpResponse(bundle.held, content_type="application/zip", headers=named)


def _all_files(
    request: UnitRequest, found: Entry, merged: list[tuple[Entry, list[Piece]]], extent: Extent
) -> tuple[dict[str, bytes], dict[str, int]]:
    """The files of a bundle, those of each merged entry in a folder of its own, and how much was taken out of them.

    Never the source's identity; of whom one of the entries says it affects no name stays in the texts of another.
    """
    keys = open_safe(found.safe, request.unlocked)
    parts = read_shared(found.safe, keys).pieces
    each = [("", parts), *((f"merged-{one.pk[:8]}/", by_compartment(pieces)) for one, pieces in merged)]
    affected = [name for _, held in each for name in affected_in(held[Compartment.THREAD])]
    names = dict(Account.objects.values_list("account_id", "display_name"))
    case = Case.objects.filter(pk=found.pk).first()
    written = Written(records_of(case, keys), reasons_of(case, keys)) if case else None
    files, removed = dict[str, bytes](), Counter[str]()
    for folder, held in each:
        thread, notes = held[Compartment.THREAD], held[Compartment.NOTES]
        if extent is Extent.SANITISED:
            texts, taken = sanitised(thread, notes, affected)
            removed.update(taken)
        else:
            texts = whole(thread, notes, held[Compartment.ATTACHMENTS], None if folder else written, names)
        files |= {folder + name: (text + "\n").encode() for name, text in texts.items() if text}
    return files, dict(removed)
