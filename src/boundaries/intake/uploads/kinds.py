"""Which files are taken, and how large: what people keep as proof, never a program."""

from enum import StrEnum
from pathlib import PurePosixPath

LARGEST_MIB = 200
LARGEST_BYTES = LARGEST_MIB * 1024 * 1024
MOST_FILES = 20
LARGEST_REQUEST = 5 * LARGEST_BYTES
"""A request holds a few such files at once; of a larger one nothing is read."""

ACCEPTED: dict[str, tuple[str, ...]] = {
    "pictures": ("jpg", "jpeg", "png", "gif", "heic", "heif", "webp", "tif", "tiff", "bmp", "avif"),
    "recordings": ("mp3", "m4a", "aac", "wav", "ogg", "oga", "opus", "amr", "flac", "wma"),
    "films": ("mp4", "m4v", "mov", "3gp", "webm", "avi", "mkv", "wmv", "mpg", "mpeg"),
    "documents": (
        "pdf",
        "txt",
        "rtf",
        "doc",
        "docx",
        "odt",
        "xls",
        "xlsx",
        "ods",
        "csv",
        "ppt",
        "pptx",
        "odp",
        "pages",
        "numbers",
    ),
    "messages": ("eml", "msg", "mbox", "json", "xml", "zip", "vcf", "ics"),
}
_SUFFIXES = frozenset(suffix for suffixes in ACCEPTED.values() for suffix in suffixes)
# Windows, Linux, macOS, Android and scripts, whatever their names say.
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n")


class Refusal(StrEnum):
    """Why a file was not taken."""

    TOO_LARGE = "too_large"
    KIND = "kind"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    FULL = "full"
    BUSY = "busy"
    NO_DRAFT = "no_draft"


def refusal_of_name(name: str) -> Refusal | None:
    """Why a file of this name is not taken, if so."""
    return None if PurePosixPath(name).suffix.lstrip(".").casefold() in _SUFFIXES else Refusal.KIND


def refusal_of_start(start: bytes) -> Refusal | None:
    """Why a file that begins like this is not taken, if so."""
    return Refusal.KIND if start.startswith(_PROGRAMS) else None
