"""The findings that are worth a look: the queue of the week, one pair with all that speaks for and against, and the verdict."""

from datetime import datetime

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework import visibility
from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.accounts.persons import names
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.guard import guarded
from boundaries.casework.masking.knowing import lacks_words, masks_for
from boundaries.casework.models import Pair, Verdict
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.written_out import NOTES
from boundaries.casework.permissions import Action
from boundaries.casework.review.checking import not_checked, titles_of
from boundaries.casework.review.deciding import decide, hold_pair, standing
from boundaries.casework.review.drawing import BARS_WIDE, HIGH, LEFT, TOP, WIDE, timeline, waterfall
from boundaries.casework.review.findings import open_pair
from boundaries.casework.review.precision import LEAST, precisions
from boundaries.casework.review.queue import decided_lately, queue
from boundaries.casework.review.signs import catalogue, sign_title

PURPOSE = "names_shown"
VERDICTS = {
    Verdict.Word.CONCERN: "Concern: someone should look into it. An entry is opened in the register.",
    Verdict.Word.EXPLAINED: "Explained: there is an ordinary reason.",
    Verdict.Word.DATA_ERROR: "Data error: the records are wrong.",
    Verdict.Word.INSUFFICIENT: "Insufficient: there is too little to decide.",
}
_SLIGHT = 0.3
"""What adds or takes away less than this stands together in one row, opened by who wants it."""
SHOWN = "names_shown"
"""Where a session keeps of which safes it shows names."""


_PAIR = Prepared(lambda account, pair_id: visibility.pairs(account).filter(pk=pair_id))
_VERDICTS = Prepared(lambda pair_id: Verdict.objects.filter(pair_id=pair_id).defer("sealed"))
_ENTRY = Prepared(lambda account, entry_id: visibility.entries(account).filter(pk=entry_id).values_list("pk"))


def pair_or_404(request: UnitRequest, pair_id: str) -> Pair:
    """The pair, where this account sees it; whether it is there at all makes no difference."""
    found = _PAIR.first(account=request.signed_in.pk, pair_id=pair_id)
    if found is None:
        raise Http404
    return found


@guarded(Action.LIST_PAIRS)
def review(request: UnitRequest) -> HttpResponse:
    """List the pairs of this week, and how often each detector was right."""
    now = datetime.now()
    found = queue(request.signed_in, now)
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, detail={"count": str(len(found.pairs)), "what": "pairs"})
    shown = {
        "queue": found,
        "unchecked": not_checked(found.scan),
        "precisions": precisions(request.signed_in),
        "least": LEAST,
        "decided": decided_lately(request.signed_in, now),
        "names": names(),
        "titles": titles_of(found.scan),
        "words": dict(Verdict.Word.choices),
    }
    return render(request, "review.html", shown)


@guarded(Action.READ_PAIR)
def pair(request: UnitRequest, pair_id: str) -> HttpResponse:
    """Show a pair to someone who may open it."""
    return show(request, pair_or_404(request, pair_id), Asked())


def show(request: UnitRequest, found: Pair, asked: Asked) -> HttpResponse:
    """The page of a pair; the look is recorded with it."""
    with transaction.atomic():
        opened = open_pair(found, request.unlocked)
        has_names = found.pk in request.session.get(SHOWN, [])
        masks = {} if has_names else masks_for(request.unlocked, {found.pk: (found.pk,)})
        record(request.signed_in, Act.FINDING_VIEWED, found.pk)
    finding = opened.newest
    clean = masks[found.pk].clean if masks else str
    weighty = [one for one in finding.evidence if abs(one.bits) >= _SLIGHT]
    slight = [one for one in finding.evidence if abs(one.bits) < _SLIGHT]
    evidence = sorted(weighty, key=lambda one: -one.bits)
    shown = {
        "pair": found,
        "finding": finding,
        "has_names": has_names,
        "lacks_words": lacks_words(),
        "bars": waterfall(evidence),
        "slight": slight,
        "slight_bits": sum(one.bits for one in slight),
        "signs": {one.sign: sign_title(one.sign) for one in finding.evidence},
        "innocent": _innocent(tuple(finding.signs)),
        "timeline": timeline(finding),
        "size": {"bars": BARS_WIDE, "wide": WIDE, "high": HIGH, "left": LEFT, "top": TOP},
        "said": opened.said,
        "unchecked": not_checked(opened.said[-1].scan),
        "verdicts": _VERDICTS(pair_id=found.pk),
        "names": names(),
        "notes": [(NOTES[one.kind], one.made_at, clean(one.plain.decode())) for one in opened.notes if one.kind in NOTES],
        "standing": standing(found),
        "is_entry": is_entry(request, found),
        "words": VERDICTS,
        "asked": asked,
    }
    return render(request, "pair.html", shown)


def is_entry(request: UnitRequest, found: Pair) -> bool:
    """Whether a pair became an entry that this account can open."""
    return bool(_ENTRY(account=request.signed_in.pk, entry_id=found.pk))


@guarded(Action.SHOW_NAMES, "POST")
def show_names(request: UnitRequest, pair_id: str) -> HttpResponse:
    """Show who the two are, for a purpose that is kept with the pair; for this session only."""
    found = pair_or_404(request, pair_id)
    asked = Asked.of(request, "purpose")
    purpose = asked.need("purpose", "Say why you need to know who they are", 500)
    if not asked.is_good:
        return show(request, found, asked)
    with transaction.atomic():
        if not came_before(request):
            keys = open_safe(found.safe, request.unlocked)
            put(found.safe, keys, [Piece(Compartment.NOTES, PURPOSE, purpose.encode(), datetime.now())])
            record(request.signed_in, Act.NAMES_SHOWN, found.pk)
    request.session[SHOWN] = sorted({*request.session.get(SHOWN, []), found.pk})
    return HttpResponseRedirect(reverse("pair", kwargs={"pair_id": pair_id}))


@guarded(Action.GIVE_VERDICT, "POST")
def give_verdict(request: UnitRequest, pair_id: str) -> HttpResponse:
    """Decide about a pair, with a reason."""
    found = pair_or_404(request, pair_id)
    asked = Asked.of(request, "verdict", "reason", "standing")
    word, reason = asked.need("verdict", "Choose a verdict"), asked.need("reason", "Give the reason", 2_000)
    if word and word not in Verdict.Word.values:
        asked.wrong("verdict", "Choose one of the four verdicts")
    with transaction.atomic():
        held = hold_pair(found)
        is_done = asked.is_good and came_before(request)
        if not is_done and asked.values["standing"] not in ("", standing(held)):
            asked.wrong("verdict", "A colleague or a newer scan came before you. Look at what is new, then decide")
        if asked.is_good and not is_done:
            decide(open_pair(held, request.unlocked), request.unlocked, Verdict.Word(word), reason)
        transaction.set_rollback(not asked.is_good)
    if not asked.is_good:
        return show(request, held, asked)
    if word == Verdict.Word.CONCERN and is_entry(request, held):
        return HttpResponseRedirect(reverse("entry", kwargs={"entry_id": pair_id}))
    return HttpResponseRedirect(reverse("review"))


def _innocent(signs: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """The innocent explanations to rule out first, by sign."""
    known = catalogue().signs
    return [(known[sign].title, known[sign].innocent) for sign in signs if sign in known]
