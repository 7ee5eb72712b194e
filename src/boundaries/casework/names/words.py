"""The words of a name as a text may have them: short forms, possessives, hyphens, initials; and words that are names as well."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from boundaries.handover.identifiers import plain_letters, words_of_name

_FOLDER = Path(__file__).parent
_POSSESSIVE = re.compile(r"['’‘`´](?:s|S)?$")
_JOINTS = re.compile(r"['’‘`´]")
_HYPHENS = re.compile(r"[-‐‑–]\s*")
TOKEN = re.compile(r"[^\W\d_]+(?:(?:['’‘`´]|[-‐‑–](?:\s*\n\s*)?)[^\W\d_]+)*['’]?")
"""A word of a text, with its hyphens, also one at the end of a line, and its apostrophes."""


@cache
def _forms() -> dict[str, frozenset[str]]:
    groups = [line.split() for line in tomllib.loads((_FOLDER / "short_forms.toml").read_text("utf-8"))["groups"].split("\n")]
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for one in group:
            found[one] = found.get(one, frozenset()) | frozenset(group)
    return found


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(tomllib.loads((_FOLDER / "ordinary.toml").read_text("utf-8"))["words"].split())


def forms_of(word: str) -> frozenset[str]:
    """A name in plain letters, and every other one that is said for it."""
    return _forms().get(word, frozenset()) | {word}


def is_ordinary(word: str) -> bool:
    """Whether a word in small letters is one that everybody uses, whoever is called so as well."""
    return word.casefold() in _ordinary()


def plain_word(text: str) -> str:
    """A word of a text in plain letters, without apostrophes and hyphens."""
    return _HYPHENS.sub("", _JOINTS.sub("", plain_letters(text)))


@lru_cache(maxsize=20_000)
def ways_of(token: str) -> tuple[str, ...]:
    """The words of names that a word of a text can stand for, but for short forms: itself, without what shows whose it is, its parts."""
    bare = token.removesuffix(ending(token))
    found = [plain_word(bare), plain_word(token)]
    found += [whole[:-1] for whole in found if whole.endswith("s") and len(whole) > 3]
    parts = [plain_word(part) for part in _HYPHENS.split(bare)]
    found += [part for part in parts if len(parts) > 1 and len(part) > 1]
    return tuple(dict.fromkeys(found))


def ending(token: str) -> str:
    """What at the end of a word shows whose something is."""
    found = _POSSESSIVE.search(token)
    return found.group() if found else ""


@lru_cache(maxsize=20_000)
def words_in(token: str) -> tuple[str, ...]:
    """All words of names that a word of a text can stand for."""
    return tuple(dict.fromkeys(form for way in ways_of(token) for form in forms_of(way)))


def written_ways(name: str) -> frozenset[str]:
    """All that can stand for one of a name's words in a text: each of them, first and last in one, and the initials with full stops."""
    words = words_of_name(name)
    if len(words) < 2:
        return frozenset(words)
    first, last = words[0], words[-1]
    initials = {".".join(word[0] for word in words), f"{first[0]}.{last[0]}"}
    return frozenset({*words, first + last, last + first, *initials})
