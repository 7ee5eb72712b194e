"""The first answer to whoever reported something: by when it is owed, what gives it, and that it was given elsewhere or cannot be."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.models import Entry, Safe
from boundaries.casework.referral.clock import add_working_days
from boundaries.errors import BoundariesError
from boundaries.handover.report import Report, Route

ANSWERED = "answered"
HOW: Mapping[str, str] = {"elsewhere": "They were answered another way, such as by phone", "cannot": "They cannot be answered"}
"""What settles it besides a reply; each with a reason."""


def answer_by(report: Report, since: date) -> date | None:
    """The working day by which whoever told this must have heard from someone of the unit; None where they left no way back."""
    has_receipt = bool(report.lookup_id and report.reporter_key)
    has_contact = report.contact.how != "no" and bool(report.contact.address or report.organisation_contact)
    if report.route is Route.INTELLIGENCE or not (has_receipt or has_contact):
        return None
    return add_working_days(since, settings.ANSWER_DAYS)


def answered_by_reply(entry: Entry) -> None:
    """A reply was written: no first answer is owed any more."""
    Entry.objects.filter(pk=entry.pk).update(answer_by_on=None)


def settle(entry: Entry, holder: Holder, how: str, reason: str) -> None:
    """Record that it was answered elsewhere or cannot be; raises where no first answer is owed. Called in a transaction."""
    Safe.objects.select_for_update().get(pk=entry.pk)
    held = Entry.objects.select_for_update().select_related("safe").get(pk=entry.pk)
    if held.answer_by_on is None:
        raise BoundariesError("no first answer is owed here any more", to_do="A colleague has seen to it: open the entry again.")
    keys, text = open_safe(held.safe, holder), f"{holder.account.display_name}: {HOW[how]}. {reason}"
    put(held.safe, keys, [Piece(Compartment.NOTES, ANSWERED, text.encode(), datetime.now())])
    Entry.objects.filter(pk=held.pk).update(answer_by_on=None)
    record(holder.account, Act.ENTRY_CHANGED, held.pk, {"kind": ANSWERED, "how": how})
