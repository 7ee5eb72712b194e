"""What the bytes of a CSV file say before it is parsed: its encoding, and whether its quotes pair up."""

import codecs
from pathlib import Path

import numpy as np
import numpy.typing as npt

from boundaries.errors import BoundariesError

_CHUNK = 8 << 20
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTE = ord('"')


def check_encoding(path: Path) -> None:
    """Raise BoundariesError, naming the line, where a file is not UTF-8 text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if lines == 1 and _is_wide(chunk[:1000]):
                raise _wrong_encoding(path, 1, "it looks like UTF-16")
            held = decoder.getstate()[0]
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                line = lines + (held + chunk)[: error.start].count(b"\n")
                raise _wrong_encoding(path, line, "it may be Windows-1252 or Latin-1") from error
            lines += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(path, lines, "it may be cut short") from error


def _is_wide(beginning: bytes) -> bool:
    """Whether the text looks like UTF-16, where Latin letters have every other byte empty; a single empty byte is dirt in a field."""
    return beginning.startswith(_WIDE_MARKS) or beginning.count(b"\x00") * 4 > len(beginning)


def _wrong_encoding(path: Path, line: int, guess: str) -> BoundariesError:
    return BoundariesError(
        f"not UTF-8 text; {guess}", f"{path.name}, line {line}", "Export it as UTF-8, or state its encoding in a mapping file."
    )


def quotes_pair_up(path: Path, delimiter: str = ",") -> bool:
    """Whether every quote of a file opens a field at its start or closes it at its end, so that no row can swallow another."""
    if not path.stat().st_size:
        return True
    bytes_held = np.memmap(path, np.uint8, mode="r")
    start = 3 if bytes(bytes_held[:3]) == codecs.BOM_UTF8 else 0
    beside = np.frombuffer(delimiter.encode("ascii") + b'\r\n"', np.uint8)
    seen = 0
    for begin in range(start, len(bytes_held), _CHUNK):
        quotes = np.flatnonzero(bytes_held[begin : begin + _CHUNK] == _QUOTE) + begin
        opening, closing = (quotes[seen % 2 :: 2], quotes[1 - seen % 2 :: 2])
        if not (_beside(bytes_held, opening - 1, start, beside) and _beside(bytes_held, closing + 1, start, beside)):
            return False
        seen += len(quotes)
    return seen % 2 == 0


def _beside(held: npt.NDArray[np.uint8], places: npt.NDArray[np.int64], start: int, beside: npt.NDArray[np.uint8]) -> bool:
    """Whether one of the bytes `beside` a quote, or the edge of the file, stands at each place."""
    inside = places[(places >= start) & (places < len(held))]
    return bool(np.isin(held[inside], beside).all())
