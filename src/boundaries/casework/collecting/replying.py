"""Replies to a reporter: sealed to their key, kept in the thread, and left in the drop; a crash in between loses none."""

from datetime import date, datetime

from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import Piece, put
from boundaries.casework.content.places import places
from boundaries.casework.content.safes import open_safe
from boundaries.casework.models import Entry, Outgoing
from boundaries.casework.register.answering import answered_by_reply
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.replies import Outbound
from boundaries.handover.report import Reply
from boundaries.handover.sealing import SealingKey, seal

REPLY = "reply"


def reply(entry: Entry, by: Holder, text: str, *, asks: bool) -> None:
    """Write to whoever reported this; raises where they left no way to be answered."""
    if not entry.lookup_id or not entry.reporter_key:
        raise BoundariesError("whoever reported this cannot be answered here", to_do="No receipt was given for it.")
    told = Reply(reply_id=new_id(), lookup_id=entry.lookup_id, sent_on=date.today(), text=text, asks=asks)
    with transaction.atomic():
        keys = open_safe(entry.safe, by)
        put(entry.safe, keys, [Piece(Compartment.THREAD, REPLY, told.to_bytes(), datetime.now(), told.reply_id)])
        sealed = seal(told.to_bytes(), SealingKey.from_text(entry.reporter_key), f"reply:{told.reply_id}")
        Outgoing.objects.create(reply_id=told.reply_id, lookup_id=entry.lookup_id, sealed=sealed)
        answered_by_reply(entry)
        record(by.account, Act.REPLIED, entry.pk)
        transaction.on_commit(send_outgoing)


def send_outgoing() -> int:
    """Leave every waiting reply in the drop and give how many; one that was left before changes nothing."""
    outbound = Outbound(places().drop_out)
    sent = 0
    for waiting in Outgoing.objects.all():
        outbound.put_reply(waiting.lookup_id, waiting.reply_id, bytes(waiting.sealed))
        waiting.delete()
        sent += 1
    return sent
