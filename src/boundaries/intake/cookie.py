"""What a browser's one cookie holds: the keys of its drafts and the language, signed, and nothing of it is kept here."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from boundaries.intake.drafts import Draft, DraftKey, Thread, forget, opened

DRAFT, THREAD, LANGUAGE, PARTNER = "draft", "thread", "language", "partner"


def key_in(request: HttpRequest, name: str) -> DraftKey | None:
    """The key of a draft that this browser holds."""
    return DraftKey.from_text(request.session.get(name))


def keep_key(request: HttpRequest, name: str, key: DraftKey | None) -> None:
    """Let the browser hold a key, or no longer."""
    if key is None:
        request.session.pop(name, None)
    else:
        request.session[name] = key.to_text()


def has_draft(request: HttpRequest) -> bool:
    """Whether this browser is writing something, so that its files have a place to go."""
    return opened(Draft, key_in(request, DRAFT)) is not None or opened(Thread, key_in(request, THREAD)) is not None


def leave(request: HttpRequest) -> None:
    """Wipe all that this browser was writing, and let go of the keys."""
    for name in (DRAFT, THREAD):
        forget(key_in(request, name))
    request.session.flush()


def chosen_language(request: HttpRequest) -> str:
    """The language that was chosen, or English."""
    chosen = request.session.get(LANGUAGE)
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def choose_language(request: HttpRequest, language: str) -> None:
    """Remember a language where we have it, and speak it from now on."""
    if language in dict(settings.LANGUAGES):
        request.session[LANGUAGE] = language
        translation.activate(language)
