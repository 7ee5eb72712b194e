"""From a lexicon's words to RE2 patterns, and from a message to the form they are matched on."""

import re

# A text is matched in ASCII lower case and without control characters; newlines become spaces, so that one newline can
# part messages in a buffer and `$` means the end of a message. Curly apostrophes and hard spaces become plain ones, as many
# as they have bytes in UTF-8, so a whole buffer is put in this form without moving a byte; patterns take any number of them.
_CONTROLS = [*range(0x20), 0x7F]
_TABLE = bytes(0x20 if code in _CONTROLS else code + 32 if 65 <= code <= 90 else code for code in range(256)).replace(b"`", b"'")
_CHARACTERS = {code: _TABLE[code] for code in range(128)}
_ALIKE = {"\u2019": "'''", "\u2018": "'''", "\u02bc": "''", "\u00b4": "''", "\u00a0": "  "}

SPACES = "(?: +)"
APOSTROPHE = "'*"
# Stands where an exception was taken out; matched texts hold no control characters of their own.
TAKEN_OUT = "\x1f"
# RE2 leaves its fast path for large alternations; ours stay far below.
ALTERNATIVES = 200


def matched_bytes(content: bytes) -> bytes:
    """The form texts are matched in, for UTF-8 of any number of texts: same length, every byte in its place."""
    content = content.translate(_TABLE)
    for character, plain in _ALIKE.items():
        content = content.replace(character.encode(), plain.encode())
    return content


def matched_form(text: str) -> tuple[str, list[int]]:
    """The form one text is matched in, and for each of its characters the place in the text it came from."""
    form = [_ALIKE.get(character, character) for character in text.translate(_CHARACTERS)]
    return "".join(form), [place for place, characters in enumerate(form) for _ in characters]


def term_pattern(term: str) -> str:
    """RE2 for a plain term as whole words: any spaces between words, straight, curly or no apostrophes."""
    words = [re.escape(word).replace("'", APOSTROPHE) for word in term.split()]
    left = r"\b" if _is_word(term[0]) else ""
    right = r"\b" if _is_word(term[-1]) else ""
    return left + SPACES.join(words) + right


def pattern_pattern(pattern: str) -> str:
    """RE2 for a written pattern: a space stands for any spaces, an apostrophe (straight or curly) for any or none."""
    out, inside = [], False
    for index, character in enumerate(pattern):
        escaped = index > 0 and pattern[index - 1] == "\\" and not pattern[: index - 1].endswith("\\")
        if character == "[" and not escaped:
            inside = True
        elif character == "]" and not escaped:
            inside = False
        plain = not inside and not escaped
        out.append(SPACES if plain and character == " " else APOSTROPHE if plain and character in "'\u2019" else character)
    return "".join(out)


def alternations(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns joined by alternation, at most 200 in each, in their order."""
    groups = [patterns[start : start + ALTERNATIVES] for start in range(0, len(patterns), ALTERNATIVES)]
    return tuple("|".join(f"(?:{pattern})" for pattern in group) for group in groups)


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
