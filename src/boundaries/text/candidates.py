"""Which rows may hold a class: one pass of Hyperscan over the joined texts, or every row where it is not installed."""

import json
import platform
import re
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from boundaries.text.kept import keep, read_kept
from boundaries.text.plain import plain_texts
from boundaries.text.sought import sought
from boundaries.text.wording import Places

try:
    import hyperscan
except ImportError:
    hyperscan = None  # type: ignore[assignment]

Masks = npt.NDArray[np.int32]


class Prefilter:
    """Finds, for each class, every row its patterns may match, and perhaps a few more; RE2 decides.

    Built once and only read afterwards: each scan makes its own scratch memory, so threads share nothing that changes.
    """

    def __init__(self, patterns: Sequence[Sequence[str]], kept_in: Path | None = None) -> None:
        self.classes = len(patterns)
        flat = [(one, index) for index, group in enumerate(patterns) for pattern in group for one in _looked_for(pattern)]
        expressions = [(one, index, _flags(one)) for one, index in dict.fromkeys(flat)]
        name = f"wordlists-{_key(expressions)}"
        kept = _read_back(kept_in, name) if kept_in else None
        self.was_kept = kept is not None
        self._database = kept or _compiled(expressions)
        if kept_in and not kept:
            keep(kept_in, name, hyperscan.dumpb(self._database))

    def masks(self, lines: bytes, ends: Places) -> Masks:
        """For each line the mask of the classes it may hold, given where each line ends."""
        found: list[list[int]] = [[] for _ in range(self.classes)]
        appends = [places.append for places in found]

        def note(kind: int, _start: int, end: int, _flags: int, _context: object) -> None:
            appends[kind](end)

        self._database.scan(lines, match_event_handler=note, scratch=hyperscan.Scratch(self._database))
        masks = np.zeros(len(ends), dtype=np.int32)
        for kind, places in enumerate(found):
            rows = np.searchsorted(ends, np.asarray(places, dtype=np.int64), side="left")
            masks[rows[rows < len(ends)]] |= 1 << kind
        return masks


def prefilter(patterns: Sequence[Sequence[str]], kept_in: Path | None = None) -> Prefilter | None:
    """A prefilter for these patterns, or `None` where Hyperscan is missing or refuses one: then RE2 reads every row."""
    if hyperscan is None:
        return None
    try:
        return Prefilter(patterns, kept_in)
    except hyperscan.error:
        return None


def _compiled(expressions: Sequence[tuple[str, int, int]]) -> "hyperscan.Database":
    database = hyperscan.Database()
    database.compile(
        expressions=[pattern.encode() for pattern, _, _ in expressions],
        ids=[index for _, index, _ in expressions],
        elements=len(expressions),
        flags=[flags for _, _, flags in expressions],
    )
    return database


def _read_back(folder: Path, name: str) -> "hyperscan.Database | None":
    """What was compiled by an earlier run; None where it cannot be had, or was made for another processor."""
    content = read_kept(folder, name)
    if content is None:
        return None
    try:
        return hyperscan.loadb(content, mode=hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:
        return None


def _key(expressions: Sequence[tuple[str, int, int]]) -> str:
    """Everything that what is compiled depends on, as a hash in hex."""
    made_by = [version("hyperscan"), hyperscan.HS_MODE_BLOCK, platform.machine(), _processor()]
    return sha256(json.dumps([made_by, expressions]).encode()).hexdigest()


def _processor() -> str:
    """What the processor can do, as far as the system tells."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        return platform.processor()


# A class in brackets, an escape or a dot, and how often it may stand.
_TOKEN = re.compile(r"(?P<one>\[\^?(?:\\.|[^]\\])+\]|\\.|\.)(?P<often>\{[\d,]+\}|[?*+])?")


def _looked_for(pattern: str) -> tuple[str, ...]:
    """What is looked for in place of a pattern: the few long texts it matches, wherever they stand, or what it seeks, widened."""
    part = sought(pattern)
    return plain_texts(part) or (_widened(part),)


def _widened(pattern: str) -> str:
    """The pattern with its wild characters (`.`, `[^a-z]`, `\\W`) repeating freely: it matches no less, compiles many times faster, and
    may be read by bytes, because every byte of a character beyond ASCII is wild too."""

    def widen(token: re.Match[str]) -> str:
        one, often = token["one"], token["often"] or ""
        if one == "." or one.startswith("[^") or one in (r"\W", r"\S", r"\D"):
            return one + ("+" if often in ("", "+") else "*")
        return token[0]

    return _TOKEN.sub(widen, pattern)


def _flags(pattern: str) -> int:
    """How Hyperscan reads a widened pattern: by characters where it names some beyond ASCII in a class, else by bytes."""
    by_characters = re.search(r"\\[xpP]|\[[^]]*[^\x00-\x7f]", pattern)
    return int(hyperscan.HS_FLAG_MULTILINE | (hyperscan.HS_FLAG_UTF8 if by_characters else 0))
