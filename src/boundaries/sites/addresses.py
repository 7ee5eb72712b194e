"""Addresses of pages: which pattern a name stands for is looked up once, not for each of the fifty links of a list."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, reverse

_ID = re.compile(r"[a-z2-7]{26}")
"""What rows have as ids."""
_WORD = re.compile(r"[a-z_]{1,20}")
"""What kinds and registers are called. Whatever else may stand in an address is left to Django, and nothing of it is kept."""


def address(name: str, args: Sequence[object] | None = None, kwargs: Mapping[str, object] | None = None) -> str:
    """The address of a page, as `reverse` gives it; raises NoReverseMatch where there is none."""
    values = dict(kwargs or {})
    ids = {key: one for key, one in values.items() if isinstance(one, str) and _ID.fullmatch(one)}
    words = {key: one for key, one in values.items() if key not in ids and isinstance(one, str) and _WORD.fullmatch(one)}
    if not args and len(ids) + len(words) == len(values):
        shape = _shape(get_script_prefix(), name, tuple(ids), tuple(words.items()))
        if shape is not None:
            return shape % ids
    return reverse(name, args=args, kwargs=values)


def address_of_each(name: str, key: str) -> str:
    """The address of the page of each row of a list, with a place for the row's id; raises NoReverseMatch where there is none."""
    shape = _shape(get_script_prefix(), name, (key,), ())
    if shape is None:
        raise NoReverseMatch(f"no page is called {name} and takes {key} alone")
    return shape.replace(f"%({key})s", "%s")


@lru_cache(maxsize=1_000)
def _shape(_prefix: str, name: str, ids: tuple[str, ...], words: tuple[tuple[str, str], ...]) -> str | None:
    """The address with these words and a place for each id; None where there is none."""
    letters = ("aa", "bb", "cc", "dd")
    stand_ins = {one: "boundariesstandsforvalue" + two for one, two in zip(ids, letters, strict=False)}
    try:
        shape = reverse(name, kwargs=stand_ins | dict(words)).replace("%", "%%")
    except NoReverseMatch:
        return None
    for one, stand_in in stand_ins.items():
        shape = shape.replace(stand_in, f"%({one})s")
    return shape
