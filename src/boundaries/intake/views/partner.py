"""Partner agencies: the invitation, their page with what they have sent, and the start of a report in their name."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from boundaries.handover.replies import Outbound
from boundaries.handover.report import Route, Teller
from boundaries.intake.clock import steady_seconds
from boundaries.intake.cookie import DRAFT, PARTNER, keep_key, key_in
from boundaries.intake.drafts import Draft, Stage, begin, forget, opened
from boundaries.intake.limits import Act, too_many
from boundaries.intake.partners import Invited, invited_by, was_sent
from boundaries.intake.questions import Answers, Given
from boundaries.intake.site import site
from boundaries.intake.views.page import notice, page, see_other

INVITED_AS = "invited_as"
"""The note that says which organisation's link a report came by: unlike the answer, nobody can write it themselves."""


@dataclass(frozen=True)
class Sent:
    """One line of the list: the day, and whether something waits for whoever has the receipt."""

    sent_on: date
    answered: bool


@require_safe
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads: a page that asks to go on, since a cookie set on the way from elsewhere would not come along."""
    found = invited_by(token)
    if found is None:
        return notice(request, "no_invitation", 404)
    answer = page(request, "invited.html", {"organisation": found.organisation, "token": token})
    answer.headers["Referrer-Policy"] = "strict-origin"  # the path is the secret, for our own logs too
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest) -> HttpResponse:
    """The partner's own page; from it a report begins."""
    if request.method == "POST" and "token" in request.POST:
        request.session[PARTNER] = request.POST["token"][:100]
        return _here()
    found = invited_by(request.session.get(PARTNER))
    if found is None:
        return notice(request, "no_invitation", 404)
    if request.POST.get("go", "") == "begin":
        return _begin(request, found)
    context = {"path": "partner", "organisation": found.organisation, "sent": _listed(found), "hours": site().draft_hours}
    return page(request, "partner.html", context)


def remember_sent(request: HttpRequest, draft: Draft) -> None:
    """Put a report that came by a link on the list that the link opens."""
    if draft.route is Route.PARTNER:
        was_sent(request.session.get(PARTNER), draft.lookup_id)


def _listed(found: Invited) -> list[Sent]:
    drop = Outbound(site().places.drop_out)
    return [Sent(one.sent_on, bool(drop.replies(one.lookup_id))) for one in found.box.sent]


def _begin(request: HttpRequest, found: Invited) -> HttpResponse:
    """Open a draft in the partner's name, or go on with the one that this browser has."""
    key = key_in(request, DRAFT)
    draft = opened(Draft, key)
    if draft is not None and draft.route is Route.PARTNER and draft.stage is not Stage.SENT:
        return see_other(reverse("report"))
    if too_many(request, Act.BEGIN):
        return notice(request, "busy", 429)
    forget(key)
    named = {"organisation": found.organisation, "contact": found.box.contact}
    given = [Given("partner", 0, name, (text,)) for name, text in named.items() if text]
    new = Draft(
        started_seconds=steady_seconds(),
        route=Route.PARTNER,
        question="partner",
        answers=Answers((Given("teller", 0, "teller", (Teller.PARTNER.value,)), *given)),
        notes={INVITED_AS: found.organisation},
    )
    keep_key(request, DRAFT, begin(new))
    return see_other(reverse("report"))


def _here() -> HttpResponse:
    return see_other(reverse("partner"))
