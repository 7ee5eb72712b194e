"""Taking an entry out of the system: for a purpose, in a form, recorded and signed."""

from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.content import Compartment, Piece, open_safe, put, read
from boundaries.casework.exports.bundling import Extent, Purpose, make_bundle
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.guard import guarded
from boundaries.casework.models import Case
from boundaries.casework.pages.asked import Asked
from boundaries.casework.pages.entry import entry_or_404
from boundaries.casework.pages.telling import messages_in, report_in, rows_of
from boundaries.casework.permissions import Action
from boundaries.casework.register.grading import shared_text
from boundaries.casework.register.linking import LINK, UNLINK

EXPORTED = "exported"
SHARED_ROWS = ("Who tells", "Warning signs", "What happened", "When", "Member named")
"""What of a report goes into a sanitised copy; whom it affects, who must not see it and how it came stay here."""


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
        keys = open_safe(found.safe, request.unlocked)
        thread, notes = (read(found.safe, keys, part) for part in (Compartment.THREAD, Compartment.NOTES))
        files, removed = _files(thread, notes, extent)
        said = f"Exported by {request.signed_in.display_name}, {extent}, for {purpose}: {why}"
        put(found.safe, keys, [Piece(Compartment.NOTES, EXPORTED, said.encode(), datetime.now())])
        bundle = make_bundle(found.pk, files, request.signed_in, purpose, why, extent, removed)
    named = {"Content-Disposition": f'attachment; filename="entry-{found.pk[:8]}-{extent}.zip"'}
    return HttpResponse(bundle.held, content_type="application/zip", headers=named)


def _files(thread: list[Piece], notes: list[Piece], extent: Extent) -> tuple[dict[str, bytes], dict[str, int]]:
    """The texts of an entry by file name, and how much was taken out of them; never the source's identity."""
    report = report_in(thread)
    rows = rows_of(report) if report else []
    messages = [
        f"{'The unit' if one.from_us else 'The reporter'}, {one.made_at:%Y-%m-%d}\n{one.text}" for one in messages_in(thread)
    ]
    files = {
        "notes.txt": "\n\n".join(
            f"{one.made_at:%Y-%m-%d} {one.plain.decode()}" for one in notes if one.kind not in (LINK, UNLINK)
        )
    }
    cleaner = Sanitiser([one.name for one in report.people] if report else [])
    if extent is Extent.SANITISED:
        files = {"intelligence.txt": shared_text(notes)}
        rows = [(label, text if label == "Member named" else cleaner.clean(text)) for label, text in rows if label in SHARED_ROWS]
        messages = [cleaner.clean(one) for one in messages]
    files["report.txt"] = "\n\n".join(f"{label}\n{text}" for label, text in rows)
    files["messages.txt"] = "\n\n".join(messages)
    return {name: (text + "\n").encode() for name, text in files.items() if text}, dict(cleaner.removed)
