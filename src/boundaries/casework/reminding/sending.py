"""Sends the daily reminder: what it says, its length and its hour depend on nothing that the register holds or who may see it."""

import logging
from collections import Counter
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.models import Reminder
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.reminding.post_office import FAULTS, PostOffice
from boundaries.handover.ids import new_id

SUBJECT = "Boundaries: please look in"
BODY = """Please look in today.

This is sent to everybody every day at the same hour and always says the same, whether anything waits or not.
It is sent by a program: do not answer it.
"""
_LOG = logging.getLogger(__name__)


def send_reminders(now: datetime | None = None) -> int:
    """Send today's reminder to everyone who has had none, from its hour on, and give how many; nothing where no mail server is set.

    A reminder is marked before it is sent, so that no restart sends it twice; one that could not be sent is tried at the next round.
    """
    now, office = now or datetime.now(), settings.POST_OFFICE
    if office is None or now.hour < office.hour:
        return 0
    waiting = list(_waiting(now.date()).values_list("pk", "email"))
    if not waiting:
        return 0
    connection = office.connection()
    connection.open()
    try:
        came_of = Counter(_send(account_id, email, now.date(), office, connection) for account_id, email in waiting)
    finally:
        connection.close()
    if came_of[True]:
        with transaction.atomic():
            record(None, Act.REMINDED, detail={"count": str(came_of[True])})
    if came_of[False]:
        _LOG.warning("%d reminders could not be sent and are tried again", came_of[False])
    return came_of[True]


def message(email: str, office: PostOffice, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The reminder; whom it goes to stands on its envelope only, so that all are of one length."""
    named = {"To": "undisclosed-recipients:;", "Message-ID": f"<{new_id()}@reminder.invalid>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(SUBJECT, BODY, office.sender, bcc=[email], headers=named, connection=connection)


def _waiting(today: date) -> QuerySet[Reminder]:
    active = Reminder.objects.filter(account__state=AccountState.ACTIVE)
    return active.exclude(sent_on=today).order_by("pk")


def _send(account_id: str, email: str, today: date, office: PostOffice, connection: BaseEmailBackend) -> bool | None:
    """Send one and say whether it was; None where another process has it. What is refused is marked as not sent again."""
    mine = Reminder.objects.filter(pk=account_id).exclude(sent_on=today)
    if not mine.update(sent_on=today):
        return None
    try:
        message(email, office, connection).send()
    except FAULTS:
        Reminder.objects.filter(pk=account_id).update(sent_on=None)
        return False
    return True
