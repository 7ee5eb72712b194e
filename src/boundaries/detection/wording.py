"""Which contacts carry wording that a lexicon knows, as far as the content gate lets text be read."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from threading import Lock

import pyarrow as pa

from boundaries.engines.protocol import Engine
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher

_WORDED = pa.schema([("row", pa.int64()), ("mask", pa.int32())])


class Content(StrEnum):
    """How far message text may be read: not at all, only where records without text already give bits, or all of it."""

    NONE = "none"
    GATED = "gated"
    ALL = "all"


def forget_wording(engine: Engine) -> None:
    """Leave `worded_contacts` empty: no text is read."""
    engine.put("worded_contacts", _WORDED.empty_table())


def find_wording(engine: Engine, pairs: str | None = None) -> int:
    """Leave `worded_contacts(row, mask)` for every contact, or for those of the table `pairs`; how many texts were read."""
    among = (
        f"JOIN contacts AS c ON c.row = t.row JOIN {pairs} AS p ON p.member_no = c.member_no AND p.person_no = c.person_no"
        if pairs
        else ""
    )
    texts = f"SELECT t.row AS row, t.text AS text FROM contact_texts AS t {among} WHERE t.text IS NOT NULL"
    read = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for batch in engine.batches(texts):
            read += batch.num_rows
            yield batch

    found = matcher().scan(counted())
    engine.put("worded_contacts", found)
    return read


def matcher() -> Matcher:
    """The matcher of the shipped lexicons, made once a process."""
    return _COMPILING.begun().result()


def compile_beside(content: Content, kept_in: Path | None = None) -> None:
    """Begin to make the matcher beside whatever else is going on, for compiling takes seconds; not where no text will be read.

    What is compiled is kept in the folder `kept_in`, where one is given, and read back from there.
    """
    if content is not Content.NONE:
        _COMPILING.begun(kept_in)


class _Compiling:
    """The one matcher of a process, begun by whoever asks first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._future: Future[Matcher] | None = None

    def begun(self, kept_in: Path | None = None) -> Future[Matcher]:
        with self._lock:
            if self._future is None:
                self._future = ThreadPoolExecutor(1).submit(lambda: Matcher(load_lexicons(), kept_in=kept_in))
            return self._future


_COMPILING = _Compiling()
