"""Kisses at the end of messages, by the program's own list."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

_LISTS = Path(__file__).resolve().parents[2] / "src" / "boundaries" / "text" / "lexicons"
_SPACES, _APOSTROPHES = "[\x01-\x1f\x7f\u00a0]", "['`\u2018\u2019\u02bc\u00b4]"


def ends_in_a_kiss(texts: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether the list finds a kiss, and still does once what only looks like one is taken out."""
    kiss, everywhere = (tomllib.loads((_LISTS / f"{name}.toml").read_text("utf-8")) for name in ("kiss", "everywhere"))
    words = [r"\b" * word[0].isalnum() + re.escape(word) + r"\b" * word[-1].isalnum() for word in kiss["terms"]]
    wanted = _any([*words, *kiss["patterns"]])
    plain = texts.str.lower()
    odd = plain[plain.str.contains(f"{_SPACES}|{_APOSTROPHES}|  ")]
    for pattern, instead in ((_SPACES, " "), (_APOSTROPHES, ""), (" +", " ")):
        odd = odd.str.replace(pattern, instead, regex=True)
    plain.loc[odd.index] = odd
    found = plain.str.contains(wanted)
    rest = plain[found].str.replace(_any([*everywhere["exceptions"], *kiss["exceptions"]]), "\x1f", regex=True)
    found[found] = rest.str.contains(wanted)
    return found


def _any(patterns: Sequence[str]) -> str:
    """Any of some patterns; their named groups are of no concern here."""
    return "|".join(f"(?:{pattern})" for pattern in patterns).replace("(?P<seek>", "(?:").replace("'", "")
