"""Patterns that match a few texts only, as those texts: words alone are compiled many times faster than what chooses between them."""

import re
from itertools import product
from math import prod

# More make compiling no faster: what Hyperscan does for words alone grows with their square.
_MOST = 4
# Texts so long hardly ever stand within longer words.
_SHORTEST = 6
# Words and spaces, of which some may be absent, and choices between words.
_PART = re.compile(r"(?:\(\?:(?P<choice>[a-z0-9 |]+)\)|(?P<one>[a-z0-9 ]))(?P<absent>\??)")
_PLAIN = re.compile(rf"(?:\\b)?(?P<parts>(?:{_PART.pattern.replace('?P<', '?P<_')})+?)(?:\\b)?")


def plain_texts(pattern: str) -> tuple[str, ...]:
    """The texts that a pattern matches, whatever stands beside them; none where they are many or short, or are not words and spaces alone."""
    plain = _PLAIN.fullmatch(pattern)
    if plain is None:
        return ()
    parts = [_texts(part) for part in _PART.finditer(plain["parts"])]
    if prod(map(len, parts)) > _MOST:
        return ()
    texts = tuple(dict.fromkeys("".join(chosen) for chosen in product(*parts)))
    return texts if min(map(len, texts)) >= _SHORTEST else ()


def _texts(part: re.Match[str]) -> tuple[str, ...]:
    texts = tuple(part["choice"].split("|")) if part["choice"] else (part["one"],)
    return (*texts, "") if part["absent"] else texts
