"""Takes the files of a request into a draft."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from boundaries.handover.report import Attachment
from boundaries.intake.questions import Problem, Text
from boundaries.intake.uploads import LARGEST_MIB, MOST_FILES, Refusal, RefusedUpload, SealedUpload

FILES = "files"
LOOK = "file_check:"

_WHY: dict[Refusal, Text] = {
    Refusal.TOO_LARGE: _("%(name)s is too large. A file can have %(longest)s MB"),
    Refusal.KIND: _("%(name)s is not a kind of file that we can take. Send pictures, recordings, films, documents or messages"),
    Refusal.EMPTY: _("%(name)s is empty"),
    Refusal.TOO_MANY: _("%(name)s was not added: %(most)s files fit"),
    Refusal.FULL: _("%(name)s could not be kept, because there is no room at the moment. Try again later, or go on without it"),
    Refusal.BUSY: _(
        "%(name)s was not added, because many files come in at the moment. Try again in an hour, or go on without it"
    ),
    Refusal.NO_DRAFT: _("%(name)s was not added. Open this page again first"),
}


@dataclass(frozen=True)
class Taken:
    """The files of one request: those that were taken, notes about them, and what is wrong with the others."""

    files: tuple[Attachment, ...] = field(default=(), repr=False)
    notes: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def blob_ids(self) -> tuple[str, ...]:
        """The names of the sealed files on disk."""
        return tuple(one.blob_id for one in self.files)


def take_files(request: HttpRequest, already: int) -> Taken:
    """Take the files that came with a request, as many as still fit."""
    files: list[Attachment] = []
    notes: dict[str, str] = {}
    problems: list[Problem] = []
    for upload in request.FILES.getlist(FILES):
        if isinstance(upload, RefusedUpload):
            problems.append(_problem(upload.name, upload.refusal))
        elif isinstance(upload, SealedUpload):
            if already + len(files) >= MOST_FILES:
                problems.append(_problem(upload.name, Refusal.TOO_MANY))
                continue
            files.append(upload.claim())
            if upload.looked:
                notes[LOOK + upload.blob.blob_id] = upload.looked
    return Taken(tuple(files), notes, tuple(problems))


def without(files: tuple[Attachment, ...], blob_id: str) -> tuple[Attachment, ...]:
    """The files without one."""
    return tuple(one for one in files if one.blob_id != blob_id)


def _problem(name: str, refusal: Refusal) -> Problem:
    return Problem(FILES, str(_WHY[refusal]) % {"name": name, "longest": LARGEST_MIB, "most": MOST_FILES})
