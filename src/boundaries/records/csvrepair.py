"""Reading a CSV file that has broken rows: a row that cannot be read is named, and never takes the next ones with it."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LONGEST = 1 << 20
OPEN, BROKEN = "a quote is not closed", "a quote is broken"


@dataclass(frozen=True)
class Marks:
    """What separates the fields of a row and what may surround one (nothing where `quote` is empty)."""

    delimiter: str = ","
    quote: str = '"'


CONTRACT_MARKS = Marks()


@dataclass(frozen=True)
class Row:
    """One data row, numbered from 1: its fields, or none and the reason."""

    number: int
    fields: list[str] | None
    reason: str = ""


class _Lines:
    """The lines of a file, some of which may be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[str] = deque()

    def take(self) -> str | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def put_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))


def rows_of(lines: Iterable[str], width: int, marks: Marks = CONTRACT_MARKS, *, header: bool = True) -> Iterator[Row]:
    """Every data row after the header (where there is one), which has `width` columns.

    A field that begins with a quote must end with one before the next delimiter or line end; it may hold line ends. A row that breaks
    this, or has another number of fields, is given without fields, and reading goes on with the line after its first.
    """
    held = _Lines(lines)
    if header:
        _record(held, marks)
    number = 0
    while (record := _record(held, marks)) is not None:
        taken, fields, reason = record
        if fields is not None and not any(line.strip() for line in taken):
            continue
        number += 1
        if fields is not None and len(fields) > width and not any(field.strip() for field in fields[width:]):
            fields = fields[:width]
        if fields is not None and len(fields) == width:
            yield Row(number, fields)
            continue
        if fields is None or _is_a_row(taken[1:2], width, marks):
            held.put_back(taken[1:])
        yield Row(number, None, reason or f"{len(fields or ())} fields where the header has {width}")


def _record(held: _Lines, marks: Marks) -> tuple[list[str], list[str] | None, str] | None:
    """The next lines that make up a record, its fields, or none and the reason; None at the end of the file."""
    line = held.take()
    if line is None:
        return None
    taken, size = [line], len(line)
    fields, reason = _fields(line, marks)
    while fields is None and reason == OPEN and size < _LONGEST:
        more = held.take()
        if more is None:
            break
        taken.append(more)
        size += len(more)
        if marks.quote in more:
            fields, reason = _fields("".join(taken), marks)
    return taken, fields, reason


def _is_a_row(lines: list[str], width: int, marks: Marks) -> bool:
    fields = _fields(lines[0], marks)[0] if lines else None
    return fields is not None and len(fields) == width


def _fields(text: str, marks: Marks) -> tuple[list[str] | None, str]:
    """The fields of one record, or none and why: `OPEN` may become whole with the next line, `BROKEN` never."""
    text = text.rstrip("\r\n")
    delimiter, quote = marks.delimiter, marks.quote
    if not quote or quote not in text:
        return text.split(delimiter), ""
    fields: list[str] = []
    place = 0
    while True:
        if text.startswith(quote, place):
            end = _closing(text, place + 1, quote)
            if end < 0:
                return None, OPEN
            fields.append(text[place + 1 : end].replace(quote * 2, quote))
            place = end + 1
            if place < len(text) and text[place] != delimiter:
                return None, BROKEN
        else:
            end = text.find(delimiter, place)
            place_after = end if end >= 0 else len(text)
            fields.append(text[place:place_after])
            place = place_after
        if place >= len(text):
            return fields, ""
        place += 1


def _closing(text: str, start: int, quote: str) -> int:
    """Where the quote stands that closes a field; two together are one quote inside it. -1 where there is none."""
    place = text.find(quote, start)
    while place >= 0 and text.startswith(quote * 2, place):
        place = text.find(quote, place + 2)
    return place
