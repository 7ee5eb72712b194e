"""A form that comes twice, as when a button is pressed again before the answer is there, does its work once.

Its page gives it an id, which is kept with the work, in the same transaction. A form without an id does its work each time.
"""

from datetime import datetime

from django.http import HttpRequest

from boundaries.casework.accounts.sent_before import FORM, form_id
from boundaries.casework.models import Taken


def came_before(request: HttpRequest) -> bool:
    """Whether this very form did its work already; from now on it has. Called in the transaction of its work, before that."""
    told = form_id(request)
    return bool(told) and not Taken.objects.get_or_create(envelope_id=FORM + told, defaults={"taken_at": datetime.now()})[1]
