"""The part of a long pattern that candidates are found by, so that its many turns of phrase are followed in few texts only."""

import re

SOUGHT = "(?P<seek>"
"""Begins that part: what nothing that matches can do without, and few other texts hold."""
# A parenthesis, or what may hold one that is none.
_PARENTHESIS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^]\\])*\]|[()]")


def without_mark(pattern: str) -> str:
    """The pattern as RE2 reads it: the sought part is a group like any other."""
    return pattern.replace(SOUGHT, "(?:")


def sought(pattern: str) -> str:
    """What a pattern names as sought, with the spaces or the edges of words it stands between; all of it where it names nothing.

    Raises `ValueError` where a text could match without it: in a group, before a `?`, a `*` or a `{0,`, beside an alternative.
    """
    before, found, after = pattern.partition(SOUGHT)
    if not found:
        return pattern
    end = _closed_at(after)
    if end is None or _depth(before) or SOUGHT in after or after[end:].startswith(("?", "*", "{0")) or _has_another_way(pattern):
        raise ValueError("what it seeks must stand once, outside any group, and in everything that matches")
    left = next((edge for edge in (" ", r"\b") if before.endswith(edge)), "")
    right = r"\b" if after.startswith(r"\b", end) else ""
    return f"{left}(?:{after[: end - 1]}){right}"


def _closed_at(text: str) -> int | None:
    """Where the group that is open at the start of the text is closed."""
    depth = 1
    for token in _PARENTHESIS.finditer(text):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return None


def _depth(text: str) -> int:
    return sum({"(": 1, ")": -1}.get(token[0], 0) for token in _PARENTHESIS.finditer(text))


def _has_another_way(pattern: str) -> bool:
    """Whether a `|` stands outside every group."""
    return any(not _depth(pattern[: bar.start()]) for bar in re.finditer(r"\|", _PARENTHESIS.sub(_bare, pattern)))


def _bare(token: re.Match[str]) -> str:
    """A parenthesis as it is; of escapes and classes only their length, since a `|` in them is none."""
    return token[0] if token[0] in "()" else "." * len(token[0])
