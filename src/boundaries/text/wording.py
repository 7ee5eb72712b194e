"""From a lexicon's words to RE2 patterns, and from messages to the form they are matched in."""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.text.lexicon import Spellings
from boundaries.text.sought import without_mark

Places = npt.NDArray[np.int64]

# The form a text is matched in: ASCII lower case, control characters as spaces, no apostrophes of any kind, single spaces.
# Nobody's texting is exact about those, and patterns without optional parts are many times faster to look for.
# Newlines become spaces, so that one newline can part messages in a buffer and `$` means the end of a message.
_CONTROLS = [*range(0x20), 0x7F]
_LOWER = bytes(0x20 if code in _CONTROLS else code + 32 if 65 <= code <= 90 else code for code in range(256))
_DROPPED = "'`\u2018\u2019\u02bc\u00b4"
_HARD_SPACE = "\u00a0"
# 0xFF stands in no UTF-8 text, so it can part messages before their own newlines have become spaces.
_PART = b"\xff"
_TABLE = _LOWER[:255] + b"\n"
_CHARACTERS = {code: _LOWER[code] for code in range(128)} | {ord(_HARD_SPACE): " "}

# Stands where an exception was taken out; matched texts hold no control characters of their own.
TAKEN_OUT = "\x1f"
# RE2 leaves its fast path for large alternations; ours stay far below.
ALTERNATIVES = 200

_IN_BRACES = re.compile(r"\{([a-z]+)\}")
# Words whose last g is dropped in speech and so in texts: missin, thinkin.
_GERUND = re.compile(r"[a-z]{2,}ing")


def matched_lines(texts: pa.StringArray) -> tuple[bytes, Places]:
    """Texts without nulls in the form they are matched in, parted by newlines, and where each line ends: one pass over a buffer."""
    if not len(texts):
        return b"", np.zeros(0, dtype=np.int64)
    whole = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts.cast(pa.binary()))
    content: bytes = pc.binary_join(whole, _PART)[0].as_py().translate(_TABLE, b"'`")
    if not content.isascii():
        content = _plainer(content)
    codes = np.frombuffer(content, dtype=np.uint8)
    spaces = codes == ord(" ")
    repeated = spaces[1:] & spaces[:-1]
    if repeated.any():
        codes = codes[np.concatenate(([True], ~repeated))]
        content = codes.tobytes()
    return content, np.append(np.flatnonzero(codes == ord("\n")), len(codes)).astype(np.int64)


def _plainer(content: bytes) -> bytes:
    """UTF-8 without apostrophes beyond ASCII, and with plain spaces for hard ones."""
    codes = np.frombuffer(content, dtype=np.uint8).copy()
    beyond = np.flatnonzero(codes > 0xBF)  # the first bytes of characters beyond ASCII
    for character in (*_DROPPED[2:], _HARD_SPACE):
        first, *rest = character.encode()
        found = beyond[codes[beyond] == first]
        for step, code in enumerate(rest, start=1):
            found = found[codes[found + step] == code]
        for step in range(len(rest) + 1):
            codes[found + step] = _PART[0]
        if character == _HARD_SPACE:
            codes[found] = ord(" ")
    return codes.tobytes().translate(None, _PART)


def lines_at(lines: bytes, ends: Places, rows: Places) -> pa.StringArray:
    """Some of the lines as an Arrow array, given where every line ends."""
    starts = np.concatenate(([0], ends[:-1] + 1))[rows] if len(rows) else rows
    return pa.array([lines[start:end] for start, end in zip(starts.tolist(), ends[rows].tolist(), strict=True)], pa.string())


def matched_form(text: str) -> tuple[str, list[int]]:
    """The form one text is matched in, and for each of its characters the place in the text it came from."""
    form: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_CHARACTERS)):
        if character not in _DROPPED and not (character == " " and form and form[-1] == " "):
            form.append(character)
            places.append(place)
    return "".join(form), places


def term_pattern(term: str, spellings: Spellings) -> str:
    """RE2 for a plain term as whole words in every spelling; apostrophes and repeated spaces in the text make no difference."""
    plain = without_apostrophes(term).split()
    left = r"\b" if _is_word(plain[0][0]) else ""
    right = r"\b" if _is_word(plain[-1][-1]) else ""
    return left + " ".join(_word_pattern(word, spellings.words) for word in plain) + right


def pattern_pattern(pattern: str, spellings: Spellings) -> str:
    """RE2 for a written pattern, read against the matched form: its apostrophes are only for the reader, and a word in braces
    stands for its spellings or its group. Raises `KeyError` with a word in braces that is neither."""

    def spelt(asked: re.Match[str]) -> str:
        word = asked[1]
        return _one_of(spellings.groups[word] if word in spellings.groups else (word, *spellings.words[word]))

    return _IN_BRACES.sub(spelt, without_apostrophes(pattern))


def _word_pattern(word: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """RE2 for one word: its spellings, or with its last g or without."""
    if word in words:
        return _one_of((word, *words[word]))
    return re.escape(word) + ("?" if _GERUND.fullmatch(word) else "")


def _one_of(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", " ") for word in words) + ")"


def alternations(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns joined by alternation, at most 200 in each, in their order."""
    plain = [without_mark(pattern) for pattern in patterns]
    groups = [plain[start : start + ALTERNATIVES] for start in range(0, len(plain), ALTERNATIVES)]
    return tuple("|".join(f"(?:{pattern})" for pattern in group) for group in groups)


def without_apostrophes(text: str) -> str:
    """The text without apostrophes of any kind."""
    return text.translate({ord(character): None for character in _DROPPED})


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
