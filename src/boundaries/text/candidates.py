"""Which rows may hold a class: one pass of Hyperscan over the joined texts, or every row where it is not installed."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

try:
    import hyperscan
except ImportError:
    hyperscan = None  # type: ignore[assignment]

Rows = npt.NDArray[np.int64]


class Prefilter:
    """Finds, for each class, every row its patterns may match, and perhaps a few more; RE2 decides.

    Built once and only read afterwards: each scan makes its own scratch memory, so threads share nothing that changes.
    """

    def __init__(self, patterns: Sequence[Sequence[str]]) -> None:
        self.classes = len(patterns)
        flat = [(_widened(pattern), index) for index, group in enumerate(patterns) for pattern in group]
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[pattern.encode() for pattern, _ in flat],
            ids=[index for _, index in flat],
            elements=len(flat),
            flags=[_flags(pattern) for pattern, _ in flat],
        )

    def rows(self, texts: pa.StringArray) -> list[Rows]:
        """Row numbers (ascending, unique) per class; texts hold no newline and no null."""
        joined, ends = _joined(texts)
        found: list[list[int]] = [[] for _ in range(self.classes)]
        appends = [rows.append for rows in found]

        def note(kind: int, _start: int, end: int, _flags: int, _context: object) -> None:
            appends[kind](end)

        self._database.scan(joined, match_event_handler=note, scratch=hyperscan.Scratch(self._database))
        return [_rows_of(positions, ends) for positions in found]


def prefilter(patterns: Sequence[Sequence[str]]) -> Prefilter | None:
    """A prefilter for these patterns, or `None` where Hyperscan is missing or refuses one: then RE2 reads every row."""
    if hyperscan is None:
        return None
    try:
        return Prefilter(patterns)
    except hyperscan.error:
        return None


def _widened(pattern: str) -> str:
    """The pattern with its counted gaps (`.{0,25}`, `[^.]{0,40}`) open: matches no less, and compiles many times faster."""
    return re.sub(r"(?<!\\)(?:\.|\[\^[^]]*\])\{\d+,\d+\}", ".*", pattern)


def _flags(pattern: str) -> int:
    """How Hyperscan reads a pattern: by characters where it has single wild ones or ranges beyond ASCII, else by bytes, which is quicker."""
    plain = re.sub(r"(?<!\\)\.\*", "", pattern)
    by_characters = re.search(r"(?<!\\)\.|\[\^|\\[WSDx]|\[[^]]*[^\x00-\x7f]", plain)
    return int(hyperscan.HS_FLAG_MULTILINE | (hyperscan.HS_FLAG_UTF8 if by_characters else 0))


def _joined(texts: pa.StringArray) -> tuple[bytes, Rows]:
    """The texts, each followed by a newline, and the position of every one of those newlines."""
    _, offsets_buffer, data_buffer = texts.buffers()
    count = len(texts)
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32, count=count + 1, offset=texts.offset * 4).astype(np.int64)
    lengths = np.diff(offsets)
    ends = np.cumsum(lengths + 1) - 1
    joined = np.full(int(lengths.sum()) + count, 10, dtype=np.uint8)
    keep = np.ones(len(joined), dtype=bool)
    keep[ends] = False
    if data_buffer is not None:
        joined[keep] = np.frombuffer(data_buffer, dtype=np.uint8)[offsets[0] : offsets[-1]]
    return joined.tobytes(), ends


def _rows_of(positions: list[int], ends: Rows) -> Rows:
    rows = np.searchsorted(ends, np.asarray(positions, dtype=np.int64), side="left")
    return np.unique(rows[rows < len(ends)])
