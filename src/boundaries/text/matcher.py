"""Finds the classes of wording in messages: one function over batches of texts, whichever engine they come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

from boundaries.text.candidates import Masks, prefilter
from boundaries.text.chunks import ahead, chunks
from boundaries.text.classes import CLASSES
from boundaries.text.lexicon import Lexicons
from boundaries.text.loading import exceptions, includes
from boundaries.text.wording import TAKEN_OUT, Places, alternations, lines_at, matched_form, matched_lines

# Candidates verified together: enough to make the cost of compiling the patterns small.
CANDIDATES = 200_000
# Hyperscan lets go of the interpreter while it looks.
_WORKERS = 2
_FOUND = pa.schema([("row", pa.int64()), ("mask", pa.int32())])


@dataclass(frozen=True)
class _Candidates:
    """Rows that may hold a class: their texts in the form they are matched in, and which classes."""

    rows: pa.Int64Array
    texts: pa.StringArray
    masks: Masks


class Matcher:
    """Matches texts against the lexicons; holds nothing that changes, so threads may share one.

    A class counts for a text when one of its terms or patterns is found in it, and still is once the exceptions have been
    taken out. With `fast` (the default where Hyperscan is installed) candidates are found first; the answers are the same.
    What is compiled for that is kept in the folder `kept_in`, where one is given, and read back from there.
    """

    def __init__(self, lexicons: Lexicons, *, fast: bool = True, kept_in: Path | None = None) -> None:
        wanted = [includes(lexicons, lexicon) for lexicon in lexicons.lexicons]
        self._includes = [alternations(patterns) for patterns in wanted]
        self._exceptions = [alternations(exceptions(lexicons, lexicon)) for lexicon in lexicons.lexicons]
        self._prefilter = prefilter(wanted, kept_in) if fast else None

    @property
    def is_fast(self) -> bool:
        """Whether Hyperscan finds the candidates."""
        return self._prefilter is not None

    @property
    def was_kept(self) -> bool:
        """Whether what finds the candidates was read back, not compiled."""
        return self._prefilter is not None and self._prefilter.was_kept

    def scan(self, batches: Iterable[pa.RecordBatch]) -> pa.Table:
        """Match batches of (row int64, text string); returns (row int64, mask int32) of rows with any class, in their order.

        Bit i of the mask is `CLASSES[i]`. A null text matches nothing.
        """
        found: list[pa.Table] = [_FOUND.empty_table()]
        waiting: list[_Candidates] = []
        for candidates in ahead(self._candidates, chunks(batches), _WORKERS):
            waiting.append(candidates)
            if sum(len(one.masks) for one in waiting) >= CANDIDATES:
                found.append(self._verified(waiting))
                waiting = []
        if waiting:
            found.append(self._verified(waiting))
        return pa.concat_tables(found)

    def mask(self, texts: Sequence[str | None]) -> list[int]:
        """The mask of every text, in order."""
        clean = pa.array([None if text is None else _encodable(text) for text in texts], pa.string())
        found = self.scan([pa.record_batch({"row": pa.array(range(len(texts)), pa.int64()), "text": clean})])
        masks = dict(zip(found["row"].to_pylist(), found["mask"].to_pylist(), strict=True))
        return [masks.get(row, 0) for row in range(len(texts))]

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

    def _candidates(self, chunk: tuple[pa.Int64Array, pa.StringArray]) -> _Candidates:
        rows, texts = chunk
        lines, ends = matched_lines(texts.fill_null("") if texts.null_count else texts)
        if self._prefilter is None:
            masks = np.full(len(ends), (1 << len(CLASSES)) - 1, dtype=np.int32)
        else:
            masks = self._prefilter.masks(lines, ends)
        some = np.flatnonzero(masks)
        return _Candidates(rows.take(pa.array(some)), lines_at(lines, ends, some), masks[some])

    def _verified(self, waiting: list[_Candidates]) -> pa.Table:
        """The candidates that RE2 agrees about, with the classes it finds."""
        texts = pa.concat_arrays([one.texts for one in waiting])
        maybe = np.concatenate([one.masks for one in waiting])
        masks = np.zeros(len(texts), dtype=np.int32)
        for index in range(len(CLASSES)):
            places = np.flatnonzero(maybe >> index & 1)
            masks[self._having_class(index, texts, places)] |= 1 << index
        some = np.flatnonzero(masks)
        rows = pa.concat_arrays([one.rows for one in waiting]).take(pa.array(some))
        return pa.table({"row": rows, "mask": pa.array(masks[some], pa.int32())})

    def _having_class(self, index: int, texts: pa.StringArray, places: Places) -> Places:
        """Those of the places in which RE2 finds the class, before and after the exceptions are taken out."""
        if not len(places):
            return places
        texts, places = _having(texts.take(pa.array(places)), places, self._includes[index])
        excepted = _matches(texts, self._exceptions[index])
        kept = places[~excepted]
        texts, places = texts.filter(pa.array(excepted)), places[excepted]
        for pattern in self._exceptions[index]:
            texts = pc.replace_substring_regex(texts, pattern, TAKEN_OUT)
        return np.concatenate((kept, _having(texts, places, self._includes[index])[1]))


def _encodable(text: str) -> str:
    """The text with halves of broken surrogate pairs, which no encoding holds, as question marks; same length."""
    return text.encode("utf-8", "replace").decode()


def _having(texts: pa.StringArray, places: Places, patterns: Sequence[str]) -> tuple[pa.StringArray, Places]:
    """The texts, and their places, in which any of the patterns is found."""
    found = _matches(texts, patterns)
    return texts.filter(pa.array(found)), places[found]


def _matches(texts: pa.StringArray, patterns: Sequence[str]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(texts), dtype=bool)
    for pattern in patterns:
        found |= pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return found


def _take_out(form: str, places: list[int], patterns: Sequence[str]) -> tuple[str, list[int]]:
    """The form without its exceptions, and for each character left its place in the text."""
    places = places[:]
    for pattern in patterns:
        for match in reversed(list(re2.finditer(pattern, form))):
            start, end = match.span()
            form = form[:start] + TAKEN_OUT + form[end:]
            places[start:end] = [places[start]]
    return form, places
