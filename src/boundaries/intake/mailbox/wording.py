"""Bytes of a message as text, whatever they claim to be; nothing here raises, whatever it is given."""

import binascii
import codecs
import re

LONGEST_HEADER = 8_192
_SAFE_CHARSETS = re.compile(
    r"ascii|utf-8(-sig)?|utf-7|utf-16(-[bl]e)?|utf-32(-[bl]e)?|iso8859-\d+|cp\d+|koi8-[rut]|kz1048|ptcp154|mac-\w+|tis-620"
    r"|gb2312|gbk|gb18030|hz|big5(hkscs)?|shift_jis(_2004|x0213)?|euc_\w+|iso2022_\w+|johab|hp-roman8|palmos"
)
_WESTERN = ("", "ascii", "utf-8", "iso8859-1", "cp1252")
_ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]{0,4000})\?=")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decoded(held: bytes, charset: str = "") -> str:
    """The text of some bytes: as the charset they name where that is true, else as UTF-8, else as Western Windows wrote it."""
    named = _codec(charset)
    if named in _WESTERN:
        return _strictly(held, "utf-8") or held.decode("cp1252", "replace")  # UTF-8 is often called Latin, never the reverse
    return _strictly(held, named) or _strictly(held, "utf-8") or held.decode(named, "replace")


def _strictly(held: bytes, charset: str) -> str:
    try:
        return held.decode(charset)
    except (UnicodeError, ValueError):
        return ""


def _codec(charset: str) -> str:
    """The codec of a charset's name, or nothing where there is none; codecs that are no charset are none."""
    try:
        name = codecs.lookup(charset.strip(" \t\"'")).name if charset.isascii() and 0 < len(charset) <= 40 else ""
    except (LookupError, ValueError):
        return ""
    return name if _SAFE_CHARSETS.fullmatch(name) else ""


def tidy(text: str) -> str:
    """Text that any program can keep: one kind of line end, and a mark in the place of every control and half letter."""
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def header_text(value: bytes) -> str:
    """A header's value as people read it: unfolded, its encoded words decoded, cut at 8,192 bytes.

    The standard library's decoder gives up on a whole header where one word is broken; here the broken word stays as it is.
    """
    line = " ".join(decoded(value[:LONGEST_HEADER]).split())
    pieces: list[str] = []
    held, charset, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(line):
        between = line[at : word.start()]
        content = _word(word[2], word[3])
        if content is None:
            continue
        if held and not between.strip() and charset == word[1].casefold():
            held += content  # a letter may be split between two words
        else:
            pieces += [decoded(held, charset), "" if held and not between.strip() else between]
            held, charset = content, word[1].casefold()
        at = word.end()
    return tidy("".join([*pieces, decoded(held, charset), line[at:]]))


def _word(kind: str, text: str) -> bytes | None:
    held = text.encode("utf-8", "replace")
    return unquoted(held.replace(b"_", b" ")) if kind in "qQ" else from_base64(held)


def unquoted(held: bytes) -> bytes:
    """Undo quoted-printable; what is not well formed stays as it is."""
    return binascii.a2b_qp(held)


def from_base64(held: bytes) -> bytes | None:
    """Undo base64 as far as it goes: other letters are passed over, a missing end is made up for; none where nothing is left."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", held)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)) if kept or not held.strip() else None
    except binascii.Error:
        return None


def from_uuencode(held: bytes) -> bytes:
    """Undo uuencode, line by line; a line that is not well formed is passed over."""
    made = []
    for line in held.splitlines():
        if line.lower().startswith((b"begin ", b"end")):
            continue
        try:
            made.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(made)
