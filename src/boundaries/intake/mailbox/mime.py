"""A message taken apart into its parts, in bounded time, depth and number, whatever it holds.

The standard library's parser tests every line against every open boundary and recurses as deep as a message nests, so that a small
hostile message can hold it for hours. Here each level finds its own boundary once, and what lies deeper is left whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message

from boundaries.intake.mailbox.wording import LONGEST_HEADER, from_base64, from_uuencode, header_text, unquoted

DEEPEST, MOST_PARTS, LONGEST_HEAD, MOST_HEADER_LINES = 12, 500, 1_048_576, 3_000
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_KNOWN = re.compile(rb"^(content-type|content-transfer-encoding|mime-version|subject|from|to|date)[ \t]*:", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_BOUNDARY = re.compile(rb'boundary[ \t]*=[ \t\r\n]*(?:"([^"]{1,400})"|([^\s;"]{1,400}))', re.IGNORECASE)
_GUESSED = re.compile(rb"(?:\A|\n|\r)--([^\r\n]{1,200}?)[ \t]*\r?[\n\r](?i:content-)")
_HEADED = re.compile(rb"\s{0,100}(?i:content-[a-z-]{1,40})[ \t]*:")

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}")

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Part:
    """One part: its headers (names in lower case, values as sent), its body as sent, and the parts within it.

    A container has parts and no body of its own. `unread` says that there was more than is read here.
    """

    headers: Headers = field(repr=False)
    media_type: str
    charset: str
    name: str
    attached: bool
    encoding: str
    body: bytes = field(repr=False)
    parts: tuple["Part", ...]
    unread: bool = False

    def first(self, name: str) -> bytes:
        """The first header of that name, as sent; empty where there is none."""
        return next((value for held, value in self.headers if held == name), b"")

    def all(self, name: str) -> list[bytes]:
        """Every header of that name."""
        return [value for held, value in self.headers if held == name]

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone, as sent where that cannot be done."""
        if self.encoding == "base64":
            found = from_base64(self.body)
            return self.body if found is None else found
        if self.encoding == "quoted-printable":
            return unquoted(self.body)
        if self.encoding in ("x-uuencode", "uuencode", "x-uue"):
            return from_uuencode(self.body) or self.body
        return self.body


def take_apart(raw: bytes) -> Part:
    """The parts of a message."""
    return _part(raw.removeprefix(b"\xef\xbb\xbf"), 0, [MOST_PARTS], "text/plain")


def _part(raw: bytes, depth: int, left: list[int], otherwise: str) -> Part:
    headers, body = _split(raw)
    first = dict(reversed(headers))
    kind = first.get("content-type", b"")
    told = _parameters(kind, first.get("content-disposition", b""))
    media_type = told.get_content_type() if b"/" in kind else otherwise
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    name = header_text(_asked(told.get_filename).encode("utf-8", "replace"))
    attached = _asked(told.get_content_disposition) == "attachment"
    encoding = header_text(first.get("content-transfer-encoding", b"")).partition(";")[0].strip().casefold()
    charset = _asked(told.get_content_charset)
    parts: tuple[Part, ...] = ()
    unread = False
    if media_type.startswith("multipart/"):
        parts, unread = _within(body, kind, depth, left, "message/rfc822" if media_type == "multipart/digest" else "text/plain")
    if media_type.startswith("multipart/") and not parts and not unread:
        media_type = "text/plain"  # nothing divides it, so it is read as it stands
    return Part(headers, media_type, charset, name, attached, encoding, b"" if parts else body, parts, unread)


def _within(body: bytes, kind: bytes, depth: int, left: list[int], otherwise: str) -> tuple[tuple[Part, ...], bool]:
    """The parts of a container, and whether some were too deep or too many."""
    pieces, more = _divided(body, kind, left)
    if pieces and depth >= DEEPEST:
        return (), True
    parts = tuple(_part(piece, depth + 1, left, otherwise) for piece in pieces)
    return parts, more or any(part.unread for part in parts)


def _divided(body: bytes, kind: bytes, left: list[int]) -> tuple[list[bytes], bool]:
    """The pieces between the boundaries; a boundary that is missing or never comes is guessed from the body."""
    named = _BOUNDARY.search(kind[:LONGEST_HEADER])
    marks = [(named[1] or named[2]).rstrip()] if named else []
    for mark in marks:
        pieces, more = _cut(body, b"--" + mark, left)
        if pieces:
            return pieces, more
    guessed = _GUESSED.search(body)
    return _cut(body, b"--" + guessed[1], left) if guessed else ([], False)


def _cut(body: bytes, mark: bytes, left: list[int]) -> tuple[list[bytes], bool]:
    """What lies between the lines that are the mark, and whether the limit of parts was met."""
    pieces: list[bytes] = []
    start, seen = 0, False
    at = body.find(mark)
    while at >= 0:
        end, closing = _whole_line(body, at, len(mark))
        if end:
            piece = body[start:at]
            if seen or _HEADED.match(piece):  # a part may lack the line before it
                pieces.append(_without_line_end(piece if seen else piece.lstrip()))
                left[0] -= 1
            start, seen = end, True
            if closing:
                return pieces, False
            if left[0] <= 0:
                return pieces, True
        at = body.find(mark, at + len(mark))
    if seen and body[start:].strip():
        pieces.append(body[start:])
        left[0] -= 1
    return pieces, False


def _whole_line(body: bytes, at: int, length: int) -> tuple[int, bool]:
    """Where the line of a boundary ends, 0 where it is none, and whether it closes the container."""
    if at and body[at - 1] not in b"\r\n":
        return 0, False
    end = at + length
    closing = body.startswith(b"--", end)
    end += 2 * closing
    rest = body[end : end + 200].lstrip(b" \t")
    if rest and rest[0] not in b"\r\n":
        return 0, False
    end = min(end + 200, len(body)) - len(rest)
    return end + (2 if rest.startswith(b"\r\n") else 1 if rest else 0), closing


def _without_line_end(piece: bytes) -> bytes:
    """The line end before a boundary belongs to the boundary."""
    return piece.removesuffix(b"\r\n") if piece.endswith(b"\r\n") else piece[:-1] if piece.endswith((b"\n", b"\r")) else piece


def _split(raw: bytes) -> tuple[Headers, bytes]:
    """The headers and the body; lines among the headers that are none are passed over where a real header follows."""
    if raw[:1] in (b"\n", b"\r"):
        return (), raw[2:] if raw.startswith(b"\r\n") else raw[1:]
    blank = _BLANK_LINE.search(raw)
    head, body = (raw[: blank.start()], raw[blank.end() :]) if blank else (raw, b"")
    if blank is None and len(head) > LONGEST_HEAD:
        head, body = raw[:LONGEST_HEAD], raw[LONGEST_HEAD:]
    lines = head[:LONGEST_HEAD].splitlines()
    last = max((place for place, line in enumerate(lines[:MOST_HEADER_LINES]) if _KNOWN.match(line)), default=-1)
    found: list[tuple[str, list[bytes]]] = []
    for place, line in enumerate(lines[:MOST_HEADER_LINES]):
        header = _HEADER.fullmatch(line)
        if line[:1] in (b" ", b"\t") and found and line.strip():
            found[-1][1].append(line)
        elif header:
            found.append((header[1].decode("ascii").casefold(), [header[2].strip()]))
        elif place > last and not (place == 0 and line.startswith(b"From ")):
            body = b"\n".join(lines[place:]) + (b"\n\n" if blank else b"") + body
            break
    return tuple((name, b"\n".join(values)) for name, values in found), body if found else raw


def _parameters(kind: bytes, disposition: bytes) -> Message:
    """The two headers whose parameters matter, for the standard library to read."""
    told = Message()
    for name, value in (("Content-Type", kind), ("Content-Disposition", disposition)):
        if value:
            told[name] = " ".join(value[:LONGEST_HEADER].decode("utf-8", "replace").split())
    return told


def _asked(ask: Callable[[], object]) -> str:
    """A parameter, or nothing where the library trips over it."""
    try:
        return str(ask() or "")
    except (ValueError, LookupError, TypeError):
        return ""
