"""Where someone gets the daily reminder: their own choice, seen by nobody else."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction

from boundaries.casework.audit import Act, record
from boundaries.casework.models import Account, Reminder

LONGEST = 254


def is_email(text: str) -> bool:
    """Whether a text is an address that mail can go to, in plain letters."""
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= LONGEST


def choose(account: Account, email: str) -> None:
    """Let the reminder go to an address from now on, or to none where it is empty."""
    with transaction.atomic():
        if email:
            Reminder.objects.update_or_create(account=account, defaults={"email": email})
        else:
            Reminder.objects.filter(account=account).delete()
        record(account, Act.SETTINGS_CHANGED, account.pk, {"what": "reminder", "chosen": "yes" if email else "no"})
