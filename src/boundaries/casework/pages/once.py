"""A form that comes twice, as when a button is pressed again before the answer is there, does its work once.

Its page gives it an id, which is kept with the work, in the same transaction. A form without an id does its work each time.
"""

import hashlib
from datetime import datetime

from django.http import HttpRequest

from boundaries.casework.accounts.unsent import ONCE
from boundaries.casework.models import Taken
from boundaries.handover.ids import id_of, is_id

_FORM = "form:"
"""What the ids of forms begin with among those of envelopes."""


def form_id(request: HttpRequest) -> str:
    """The id that the form which was sent stands for; empty where it has none.

    It is worked out of what was sent, so that no browser can give something new the id of anything that is there.
    """
    told = request.POST.get(ONCE, "")
    return id_of(hashlib.sha256((_FORM + told).encode()).digest()) if is_id(told) else ""


def came_before(request: HttpRequest) -> bool:
    """Whether this very form did its work already; from now on it has. Called in the transaction of its work, before that."""
    told = form_id(request)
    return bool(told) and not Taken.objects.get_or_create(envelope_id=_FORM + told, defaults={"taken_at": datetime.now()})[1]
