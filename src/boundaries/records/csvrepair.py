"""Reading a CSV file that has broken rows: a row that cannot be read is named, and never takes the next ones with it."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LONGEST = 1 << 20
OPEN, BROKEN = "a quote is not closed", "a quote is broken"


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


def rows_of(lines: Iterable[str], width: int) -> Iterator[Row]:
    """Every data row after the header, which has `width` columns.

    A field that begins with a quote must end with one before the next comma or line end; it may hold line ends. A row that breaks
    this, or has another number of fields, is given without fields, and reading goes on with the line after its first.
    """
    held = _Lines(lines)
    _record(held)
    number = 0
    while (record := _record(held)) is not None:
        taken, fields, reason = record
        if fields is not None and not any(line.strip() for line in taken):
            continue
        number += 1
        if fields is not None and len(fields) > width and not any(field.strip() for field in fields[width:]):
            fields = fields[:width]
        if fields is not None and len(fields) == width:
            yield Row(number, fields)
            continue
        if fields is None or _is_a_row(taken[1:2], width):
            held.put_back(taken[1:])
        yield Row(number, None, reason or f"{len(fields or ())} fields where the header has {width}")


def _record(held: _Lines) -> tuple[list[str], list[str] | None, str] | None:
    """The next lines that make up a record, its fields, or none and the reason; None at the end of the file."""
    line = held.take()
    if line is None:
        return None
    taken, size = [line], len(line)
    fields, reason = _fields(line)
    while fields is None and reason == OPEN and size < _LONGEST:
        more = held.take()
        if more is None:
            break
        taken.append(more)
        size += len(more)
        if '"' in more:
            fields, reason = _fields("".join(taken))
    return taken, fields, reason


def _is_a_row(lines: list[str], width: int) -> bool:
    fields = _fields(lines[0])[0] if lines else None
    return fields is not None and len(fields) == width


def _fields(text: str) -> tuple[list[str] | None, str]:
    """The fields of one record, or none and why: `OPEN` may become whole with the next line, `BROKEN` never."""
    text = text.rstrip("\r\n")
    if '"' not in text:
        return text.split(","), ""
    fields: list[str] = []
    place = 0
    while True:
        if text.startswith('"', place):
            end = _closing(text, place + 1)
            if end < 0:
                return None, OPEN
            fields.append(text[place + 1 : end].replace('""', '"'))
            place = end + 1
            if place < len(text) and text[place] != ",":
                return None, BROKEN
        else:
            end = text.find(",", place)
            place_after = end if end >= 0 else len(text)
            fields.append(text[place:place_after])
            place = place_after
        if place >= len(text):
            return fields, ""
        place += 1


def _closing(text: str, start: int) -> int:
    """Where the quote stands that closes a field; two together are one quote inside it. -1 where there is none."""
    place = text.find('"', start)
    while place >= 0 and text.startswith('""', place):
        place = text.find('"', place + 2)
    return place
