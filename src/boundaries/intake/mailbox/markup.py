"""The words of an HTML message, read in one pass.

The standard library's parser takes time with the square of the length on unclosed marks (CVE-2025-6069), and whoever may write to a
public address may send one. Nothing is shown from this but text.
"""

import html
import re

_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,20}")
_SILENT = {"script", "style", "head", "title", "template"}
_LINES = {
    "br", "p", "div", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre", "section",
    "article", "header", "footer", "dt", "dd", "address",
}  # fmt: skip
_REFERENCE = re.compile(r"&#?[0-9a-zA-Z]{1,32};?")
_BLANK_LINES = re.compile(r"\n{3,}")


def text_of(markup: str) -> str:
    """The text between the marks, with a line end where a block ends, and without scripts, styles and comments."""
    pieces: list[str] = []
    at, ends = 0, _Ends(markup)
    while (opened := markup.find("<", at)) >= 0:
        pieces.append(_words(markup[at:opened]))
        if markup.startswith("<!--", opened):
            at = ends.after("-->", opened + 4)
        elif markup[opened + 1 : opened + 2] in ("!", "?"):
            at = ends.after(">", opened + 1)
        elif name := _NAME.match(markup, opened + 1):
            at = ends.after(">", name.end())
            at, break_line = _passed(name[0].casefold(), at, ends)
            pieces.append("\n" if break_line else "")
        else:
            pieces.append("<")
            at = opened + 1
    pieces.append(_words(markup[at:]))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _passed(name: str, at: int, ends: "_Ends") -> tuple[int, bool]:
    """Where to read on after a mark, and whether it ends a line."""
    if name in _SILENT:
        closed = ends.after(f"</{name}", at)
        return (closed if closed == at else ends.after(">", closed)), name != "head"
    return at, name.removeprefix("/") in _LINES


def _words(text: str) -> str:
    return _REFERENCE.sub(_letter, text.replace("\n", " "))


def _letter(reference: re.Match[str]) -> str:
    try:
        return html.unescape(reference[0])
    except (ValueError, OverflowError):
        return reference[0]


class _Ends:
    """Finds where things end, and remembers what no longer comes, so that nothing is searched for twice to the end."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        lower = markup.lower()
        self._folded = lower if len(lower) == len(markup) else markup
        self._gone: set[str] = set()

    def after(self, mark: str, at: int) -> int:
        """Just behind the next such mark; where there is none, the place itself, so that the rest is read as text."""
        found = -1 if mark in self._gone else self._folded.find(mark, at)
        if found < 0:
            self._gone.add(mark)
            return at
        return found + len(mark)
