"""Coming back with a receipt: read replies, answer, add files, end contact or a hold. Nothing here knows which receipts exist."""

from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from boundaries.handover.durable import DiskFull
from boundaries.handover.padding import SealError
from boundaries.handover.receipt import ALL_WORDS, Receipt, ReceiptError, ReceiptProblem
from boundaries.handover.replies import Outbound, SealedReply
from boundaries.handover.report import Reply
from boundaries.handover.sealing import OpeningKey, unseal
from boundaries.handover.wire import WireError
from boundaries.intake.cookie import THREAD, choose_language, keep_key, key_in
from boundaries.intake.drafts import DraftKey, Thread, begin, change, drop_blobs, forget, opened
from boundaries.intake.limits import Act, too_many
from boundaries.intake.questions import Problem
from boundaries.intake.questions.form import TEXT_LENGTH
from boundaries.intake.questions.reading import tidy
from boundaries.intake.sending import hand_over_follow_up, keys_of, places, prepare_follow_up
from boundaries.intake.uploads import ACCEPTED, LARGEST_MIB, MOST_FILES
from boundaries.intake.views.files import take_files, without
from boundaries.intake.views.page import notice, page, see_other


@dataclass(frozen=True)
class Shown:
    """What a reply says; `text` is none where it does not open."""

    sent_on: object
    text: str | None = field(repr=False)
    asks: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt, or show what it opens and take what is added."""
    key = key_in(request, THREAD)
    found = opened(Thread, key)
    go = request.POST.get("go", "")
    if go.startswith("language ") and found is None:
        choose_language(request, go.removeprefix("language "))
        return _here()
    if found is None or key is None:
        return _open(request) if request.method == "POST" else _ask(request)
    if go == "close":
        forget(key)
        keep_key(request, THREAD, None)
        return _here()
    return _take(request, found, key) if request.method == "POST" else _show(request, found)


def _ask(request: HttpRequest, problem: Problem | None = None, typed: str = "") -> HttpResponse:
    faults = (problem,) if problem else ()
    return page(request, "words.html", {"path": "thread", "faults": faults, "typed": typed})


def _open(request: HttpRequest) -> HttpResponse:
    """Derive the keys of the words; whether they belong to a report, nobody here knows, and it always costs the same."""
    typed = request.POST.get("words", "")
    try:
        receipt = Receipt.parse(typed)
    except ReceiptError as error:
        return _ask(request, Problem("words", _told(error)), typed[:1000])
    if too_many(request, Act.RECEIPT):
        return notice(request, "busy", 429, path="thread")
    keys = keys_of(receipt)
    new = Thread(lookup_id=keys.lookup_id, opening=keys.opening.to_bytes(), release=keys.release)
    keep_key(request, THREAD, begin(new))
    return _here()


def _told(error: ReceiptError) -> str:
    """What is wrong with typed words, in words for who typed them."""
    if error.problem is ReceiptProblem.TOO_FEW:
        return _("A receipt has %(all)s words. Type all of them, in order") % {"all": ALL_WORDS}
    if error.problem is ReceiptProblem.TOO_MANY:
        return _("A receipt has %(all)s words. Type only those") % {"all": ALL_WORDS}
    if error.problem is ReceiptProblem.UNKNOWN_WORD and error.nearest:
        told = _("Word %(place)s is not one that we use. Is it “%(nearest)s”?")
        return told % {"place": error.place, "nearest": error.nearest}
    if error.problem is ReceiptProblem.UNKNOWN_WORD:
        return _("Word %(place)s is not one that we use. Compare it with your receipt") % {"place": error.place}
    return _("These words do not belong together. Compare each word, and their order, with your receipt")


def _show(request: HttpRequest, found: Thread, faults: tuple[Problem, ...] = (), text: str | None = None) -> HttpResponse:
    replies = Outbound(places().drop_out).replies(found.lookup_id)
    opening = OpeningKey.from_bytes(found.opening)
    context = {
        "path": "thread",
        "thread": found,
        "replies": [_read(one, opening) for one in replies],
        "text": found.text if text is None else text,
        "faults": faults,
        "accepted": ACCEPTED,
        "largest": LARGEST_MIB,
        "most": MOST_FILES,
    }
    return page(request, "thread.html", context)


def _read(reply: SealedReply, opening: OpeningKey) -> Shown:
    try:
        read = Reply.from_bytes(unseal(reply.sealed, opening, reply.bound_to))
    except (SealError, WireError):
        return Shown("", None)
    return Shown(read.sent_on, read.text, read.asks)


def _take(request: HttpRequest, found: Thread, key: DraftKey) -> HttpResponse:
    """Keep what was typed and the files that came; send it where that was asked for."""
    go = request.POST.get("go", "")
    text = tidy(request.POST.get("text", ""))
    taken = take_files(request, len(found.files))
    dropped = go.removeprefix("drop ") if go.startswith("drop ") else ""
    if request.POST.get("turn", "") != str(found.turn) or found.sealed:
        drop_blobs(taken.blob_ids)
        return _send(request, found, key) if found.sealed else _here()

    def save(one: Thread) -> Thread:
        files = (*without(one.files, dropped), *taken.files)
        return replace(one, text=text[:TEXT_LENGTH], files=files, notes={**one.notes, **taken.notes}, told=False)

    kept = change(Thread, key, save, taken.blob_ids)
    if kept is None:
        drop_blobs(taken.blob_ids)
        return _here()
    if dropped in {one.blob_id for one in found.files}:
        drop_blobs((dropped,))
    if go.startswith("language "):
        choose_language(request, go.removeprefix("language "))
        return _here()
    faults = taken.problems
    if len(text) > TEXT_LENGTH:
        faults = (*faults, Problem("text", _("This is too long. %(longest)s characters fit") % {"longest": TEXT_LENGTH}))
    if faults:
        return _show(request, kept, faults, text)
    if go != "send":
        return _here()
    return _check_and_send(request, kept, key)


def _check_and_send(request: HttpRequest, kept: Thread, key: DraftKey) -> HttpResponse:
    ends = "withdraw" in request.POST.getlist("also"), "release" in request.POST.getlist("also")
    if not kept.text and not kept.files and not any(ends):
        return _show(request, kept, (Problem("text", _("Write something, add a file or choose one of the boxes")),))
    ready = prepare_follow_up(kept, key, withdraw_contact=ends[0], release=ends[1])
    held = change(Thread, key, lambda one: one if one.sealed or one.turn != kept.turn else ready)
    return _send(request, held, key) if held is not None and held.sealed else _here()


def _send(request: HttpRequest, ready: Thread, key: DraftKey) -> HttpResponse:
    try:
        hand_over_follow_up(ready, key)
    except DiskFull:
        return notice(request, "full", 503, path="thread")
    except FileNotFoundError:  # another click was faster, and its files are gone from here
        now = opened(Thread, key)
        if now is None or now.turn == ready.turn:
            raise
    return _here()


def _here() -> HttpResponse:
    return see_other(reverse("thread"))
