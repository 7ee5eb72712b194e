"""One attachment of an entry: what it tells of itself, and a copy that is safe to look at."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.content import Compartment, open_safe
from boundaries.casework.content.attachments import ATTACHMENT, read_attachment
from boundaries.casework.content.pieces import opened
from boundaries.casework.guard import guarded
from boundaries.casework.models import Entry, Sealed
from boundaries.casework.pages.entry import entry_or_404
from boundaries.casework.permissions import Action
from boundaries.casework.viewing.viewing import seen
from boundaries.handover.report import Attachment


@guarded(Action.READ_ENTRY)
def file(request: UnitRequest, entry_id: str, sealed_id: str) -> HttpResponse:
    """The facts of a file, and its copy where one can be made."""
    found = entry_or_404(request, entry_id)
    attachment = _attachment(request, found, sealed_id)
    return render(request, "file.html", {"entry": found, "file": attachment, "sealed_id": sealed_id, "seen": seen(attachment)})


@guarded(Action.READ_ENTRY)
def file_copy(request: UnitRequest, entry_id: str, sealed_id: str) -> HttpResponse:
    """The copy itself."""
    made = seen(_attachment(request, entry_or_404(request, entry_id), sealed_id))
    if not made.media_type:
        raise Http404
    ending = made.media_type.rpartition("/")[2]
    headers = {"Content-Disposition": f'{"inline" if ending != "pdf" else "attachment"}; filename="copy.{ending}"'}
    return HttpResponse(made.copy, content_type=made.media_type, headers=headers)


def _attachment(request: UnitRequest, found: Entry, sealed_id: str) -> Attachment:
    row = Sealed.objects.filter(pk=sealed_id, safe=found.safe, compartment=Compartment.ATTACHMENTS, kind=ATTACHMENT).first()
    if row is None:
        raise Http404
    with transaction.atomic():
        keys = open_safe(found.safe, request.unlocked)
        record(
            request.signed_in, Act.CONTENT_OPENED, found.pk, {"compartment": Compartment.ATTACHMENTS.value, "piece": sealed_id}
        )
    row.refresh_from_db()
    return read_attachment(opened(row, keys).plain)
