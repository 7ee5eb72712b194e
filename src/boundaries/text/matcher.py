"""Finds the classes of wording in messages: one function over batches of texts, whichever engine they come from."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

from boundaries.text.candidates import prefilter
from boundaries.text.classes import CLASSES
from boundaries.text.lexicon import Lexicons
from boundaries.text.loading import exceptions, includes
from boundaries.text.wording import TAKEN_OUT, Places, alternations, lines_as_texts, matched_form, matched_lines

# Places matched together: enough to make the cost of compiling a pattern small, few enough to stay in memory.
CHUNK_ROWS = 500_000
CHUNK_BYTES = 64_000_000
_EMPTY = pa.table({"row": pa.array([], pa.int64()), "mask": pa.array([], pa.int32())})


class Matcher:
    """Matches texts against the lexicons; holds nothing that changes, so threads may share one.

    A class counts for a text when one of its terms or patterns is found in it, and still is once the exceptions have been
    taken out. With `fast` (the default where Hyperscan is installed) candidates are found first; the answers are the same.
    """

    def __init__(self, lexicons: Lexicons, *, fast: bool = True) -> None:
        wanted = [includes(lexicon) for lexicon in lexicons.lexicons]
        self._includes = [alternations(patterns) for patterns in wanted]
        self._exceptions = [alternations(exceptions(lexicons, lexicon)) for lexicon in lexicons.lexicons]
        self._prefilter = prefilter(wanted) if fast else None

    @property
    def is_fast(self) -> bool:
        """Whether Hyperscan finds the candidates."""
        return self._prefilter is not None

    def scan(self, batches: Iterable[pa.RecordBatch]) -> pa.Table:
        """Match batches of (row int64, text string); returns (row int64, mask int32) of rows with any class, in their order.

        Bit i of the mask is `CLASSES[i]`. A null text matches nothing.
        """
        found = [self._chunk(rows, texts) for rows, texts in _chunks(batches)]
        return pa.concat_tables(found) if found else _EMPTY

    def mask(self, texts: Sequence[str | None]) -> list[int]:
        """The mask of every text, in order."""
        clean = [None if text is None else _encodable(text) for text in texts]
        return [int(mask) for mask in self._masks(pa.array(clean, pa.string()))]

    def spans(self, text: str) -> list[tuple[str, int, int, str]]:
        """What was found in one text: (class, start, end, the words themselves), by class, then place; for explanations."""
        form, origins = matched_form(_encodable(text))
        found = []
        for kind, wanted, unwanted in zip(CLASSES, self._includes, self._exceptions, strict=True):
            if any(re2.search(pattern, form) for pattern in wanted):
                rest, places = _take_out(form, origins, unwanted)
                hits = sorted({match.span() for pattern in wanted for match in re2.finditer(pattern, rest)})
                found += [(kind, places[start], places[end - 1] + 1) for start, end in hits]
        return [(kind, start, end, text[start:end]) for kind, start, end in found]

    def _chunk(self, rows: pa.Int64Array, texts: pa.StringArray) -> pa.Table:
        masks = self._masks(texts)
        any_class = np.flatnonzero(masks)
        return pa.table({"row": rows.take(pa.array(any_class)), "mask": pa.array(masks[any_class], pa.int32())})

    def _masks(self, texts: pa.StringArray) -> npt.NDArray[np.int32]:
        masks = np.zeros(len(texts), dtype=np.int32)
        lines, ends = matched_lines(texts.fill_null("") if texts.null_count else texts)
        forms = lines_as_texts(lines, ends)
        candidates = self._prefilter.rows(lines, ends) if self._prefilter else [np.arange(len(forms))] * len(CLASSES)
        for index, rows in enumerate(candidates):
            masks[self._verified(index, forms, rows)] |= 1 << index
        return masks

    def _verified(self, index: int, forms: pa.StringArray, rows: Places) -> Places:
        """Those of the candidate rows in which RE2 finds the class, before and after the exceptions are taken out."""
        if not len(rows):
            return rows
        texts = forms if len(rows) == len(forms) else forms.take(pa.array(rows))
        texts, rows = _having(texts, rows, self._includes[index])
        excepted = _matches(texts, self._exceptions[index])
        kept = rows[~excepted]
        texts, rows = texts.filter(pa.array(excepted)), rows[excepted]
        for pattern in self._exceptions[index]:
            texts = pc.replace_substring_regex(texts, pattern, TAKEN_OUT)
        return np.concatenate((kept, _having(texts, rows, self._includes[index])[1]))


def _encodable(text: str) -> str:
    """The text with halves of broken surrogate pairs, which no encoding holds, as question marks; same length."""
    return text.encode("utf-8", "replace").decode()


def _having(texts: pa.StringArray, rows: Places, patterns: Sequence[str]) -> tuple[pa.StringArray, Places]:
    """The texts, and their rows, in which any of the patterns is found."""
    found = _matches(texts, patterns)
    return texts.filter(pa.array(found)), rows[found]


def _matches(texts: pa.StringArray, patterns: Sequence[str]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(texts), dtype=bool)
    for pattern in patterns:
        found |= pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return found


def _chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.Int64Array, pa.StringArray]]:
    """Batches put together, and cut, into chunks of a size that matches well."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        for piece in _pieces(batch):
            if waiting and (rows + piece.num_rows > CHUNK_ROWS or size + piece.nbytes > CHUNK_BYTES):
                yield _together(waiting)
                waiting, rows, size = [], 0, 0
            waiting.append(piece)
            rows += piece.num_rows
            size += piece.nbytes
    if waiting:
        yield _together(waiting)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A batch, halved until its pieces fit a chunk or are single rows."""
    if batch.num_rows <= 1 or (batch.num_rows <= CHUNK_ROWS and batch.nbytes <= CHUNK_BYTES):
        yield batch
        return
    half = batch.num_rows // 2
    yield from _pieces(batch.slice(0, half))
    yield from _pieces(batch.slice(half))


def _together(batches: list[pa.RecordBatch]) -> tuple[pa.Int64Array, pa.StringArray]:
    table = pa.Table.from_batches(batches).select(["row", "text"])
    rows, texts = table.column("row").cast(pa.int64()), table.column("text").cast(pa.string())
    return pa.concat_arrays(rows.chunks), pa.concat_arrays(texts.chunks)


def _take_out(form: str, places: list[int], patterns: Sequence[str]) -> tuple[str, list[int]]:
    """The form without its exceptions, and for each character left its place in the text."""
    places = places[:]
    for pattern in patterns:
        for match in reversed(list(re2.finditer(pattern, form))):
            start, end = match.span()
            form = form[:start] + TAKEN_OUT + form[end:]
            places[start:end] = [places[start]]
    return form, places
