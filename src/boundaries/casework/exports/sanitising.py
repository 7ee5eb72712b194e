"""Takes out of a text what could lead to whoever told it, and counts what was taken out; a person still reads it before it goes."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import phonenumbers

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_FEWEST_DIGITS = 9
_PATTERNS = (("e-mail address", _MAIL), ("link", _LINK), ("handle", _HANDLE), ("postcode", _POSTCODE))


@dataclass
class Sanitiser:
    """Takes out e-mail addresses, phone numbers, links, handles, postcodes, and these names; `removed` counts each kind."""

    names: Iterable[str] = ()
    removed: Counter[str] = field(default_factory=Counter)

    def clean(self, text: str) -> str:
        """The text with what was taken out named by its kind."""
        for kind, pattern in _PATTERNS:
            text = self._out(kind, pattern, text)
        # Also numbers that no network gives out: rather one text too many taken out than one number left in.
        matches = phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.POSSIBLE) if _has_digits(text) else ()
        for found in reversed(list(matches)):
            if _has_digits(found.raw_string):
                text = f"{text[: found.start]}[phone number]{text[found.end :]}"
                self.removed["phone number"] += 1
        for pattern in self._named:
            text = self._out("name", pattern, text)
        return text

    @cached_property
    def _named(self) -> list[re.Pattern[str]]:
        """Every name and every word of one, the longest first."""
        parts = {part for name in self.names for part in (name, *name.split()) if len(part) > 2}
        loose = (r"\s+".join(map(re.escape, part.split())) for part in sorted(parts, key=len, reverse=True))
        return [re.compile(rf"(?<!\w){one}(?!\w)", re.IGNORECASE) for one in loose]

    def _out(self, kind: str, pattern: re.Pattern[str], text: str) -> str:
        text, count = pattern.subn(f"[{kind}]", text)
        self.removed[kind] += count
        return text


def _has_digits(text: str) -> bool:
    """Whether there are enough for the number of a phone."""
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS
