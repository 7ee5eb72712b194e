"""Signs that a machine wrote a report. It is marked and sent all the same: somebody looks at every one."""

from django.http import HttpRequest

from boundaries.intake.clock import steady_seconds
from boundaries.intake.drafts import Draft
from boundaries.intake.limits.buckets import Act, too_many

MARK = "quarantine"
TRAP = "website"
"""The name of a field that people never see; what fills in every field fills it in too."""
LEAST_SECONDS = 15


def trapped(request: HttpRequest) -> bool:
    """Whether the field that people never see was filled in."""
    return bool(request.POST.get(TRAP, ""))


def marks(request: HttpRequest, draft: Draft) -> dict[str, str]:
    """The note that puts a report into quarantine, with every reason; nothing where there is none."""
    reasons = [draft.notes[MARK]] if MARK in draft.notes else []
    if trapped(request):
        reasons.append("hidden field")
    if steady_seconds() - draft.started_seconds < LEAST_SECONDS:
        reasons.append("written very fast")
    if too_many(request, Act.SEND):
        reasons.append("one of many")
    return {MARK: ", ".join(dict.fromkeys(reasons))} if reasons else {}
