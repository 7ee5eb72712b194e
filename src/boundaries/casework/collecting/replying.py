"""Replies to a reporter: sealed to their key, kept in the thread, and left in the drop; a crash in between loses none."""

from datetime import date, datetime

from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import Piece, put
from boundaries.casework.content.places import places
from boundaries.casework.content.safes import open_safe
from boundaries.casework.models import Entry, Outgoing, Safe, Sealed
from boundaries.casework.register.answering import answered_by_reply
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Reply
from boundaries.handover.sealing import SealingKey, seal

REPLY = "reply"


def reply(entry: Entry, by: Holder, text: str, *, asks: bool, on: str | None = None) -> bool:
    """Write to whoever reported this; raises where they left no way to be answered.

    `on` is the piece of the thread that was the newest when whoever writes read it, where that is known: False, and nothing is sent, where
    something was said since.
    """
    if not entry.lookup_id or not entry.reporter_key:
        raise BoundariesError("whoever reported this cannot be answered here", to_do="No receipt was given for it.")
    told = Reply(reply_id=new_id(), lookup_id=entry.lookup_id, sent_on=date.today(), text=text, asks=asks)
    with transaction.atomic():
        Safe.objects.select_for_update().get(pk=entry.pk)
        if on is not None and on != newest_said(entry):
            return False
        keys = open_safe(entry.safe, by)
        put(entry.safe, keys, [Piece(Compartment.THREAD, REPLY, told.to_bytes(), datetime.now(), told.reply_id)])
        sealed = seal(told.to_bytes(), SealingKey.from_text(entry.reporter_key), f"reply:{told.reply_id}")
        Outgoing.objects.create(reply_id=told.reply_id, lookup_id=entry.lookup_id, sealed=sealed)
        answered_by_reply(entry)
        record(by.account, Act.REPLIED, entry.pk)
        transaction.on_commit(send_outgoing)
    return True


def newest_said(entry: Entry) -> str:
    """The id of the newest piece of an entry's thread."""
    thread = Sealed.objects.filter(safe=entry.pk, compartment=Compartment.THREAD).order_by("-made_at", "-sealed_id")
    return thread.values_list("pk", flat=True).first() or ""


def send_outgoing() -> int:
    """Leave every waiting reply in the drop and give how many; one that was left before changes nothing."""
    outbound = Outbound(places().drop_out)
    sent = 0
    for waiting in Outgoing.objects.all():
        outbound.put_reply(waiting.lookup_id, waiting.reply_id, bytes(waiting.sealed))
        waiting.delete()
        sent += 1
    return sent
