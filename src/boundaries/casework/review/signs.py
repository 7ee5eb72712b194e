"""The catalogue's words for signs, read once a process."""

from functools import cache

from boundaries.catalogue import Catalogue, load_catalogue


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once a process."""
    return load_catalogue()


def sign_title(sign: str) -> str:
    """The title of a sign; the id of one that nobody knows, in words."""
    known = catalogue().signs.get(sign)
    return known.title if known else sign.replace("_", " ").capitalize()
