"""Where a form led that was sent, so that whoever sends the very same form again gets there too, and not what is no longer there.

Kept in the session, for its last forms; what a form does it does once by itself (`pages.once`).
"""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from boundaries.casework.accounts.unsent import ONCE
from boundaries.handover.ids import id_of, is_id

FORM = "form:"
"""What the ids of forms begin with among those of envelopes."""
_SLOT = "led_to"
_MOST = 20


def form_id(request: HttpRequest) -> str:
    """The id that the form which was sent stands for; empty where it has none.

    It is worked out of what was sent, so that no browser can give something new the id of anything that is there.
    """
    told = request.POST.get(ONCE, "")
    return id_of(hashlib.sha256((FORM + told).encode()).digest()) if is_id(told) else ""


def led_to(request: HttpRequest) -> HttpResponse | None:
    """The way to where this form led when it was sent before; None where it did not come, or led nowhere else."""
    address = dict(request.session.get(_SLOT, [])).get(form_id(request))
    return HttpResponseRedirect(address) if address else None


def remember(request: HttpRequest, answer: HttpResponse) -> None:
    """Keep where a form led."""
    if isinstance(answer, HttpResponseRedirect) and (told := form_id(request)):
        request.session[_SLOT] = [*request.session.get(_SLOT, []), [told, answer.url]][-_MOST:]
