"""Texts rewritten one distinct value at a time: phone numbers, addresses, lengths of time, numbers with a decimal comma."""

import re
from collections.abc import Callable

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
import re2

from boundaries.records.mapping.definition import Tidy

_COLONS = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d))?(?:[.,]\d+)?")
_UNITS = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|hour|hours)\b\.?)?[\s,]*(?:(\d+)\s*(?:m|min|mins|minute|minutes)\b\.?)?"
    r"[\s,]*(?:(\d+)\s*(?:s|sec|secs|second|seconds)\b\.?)?"
)
_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d\d(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def by_distinct(values: pa.StringArray, rewrite: Callable[[str], str | None], memory: dict[str, str | None]) -> pa.StringArray:
    """Every value rewritten, each distinct one once; `memory` carries them from batch to batch."""
    coded = values.dictionary_encode()
    words = coded.dictionary.to_pylist()
    for word in words:
        if word not in memory:
            memory[word] = rewrite(word)
    return pa.array([memory[word] for word in words], pa.string()).take(coded.indices)


def trimmed(values: pa.StringArray) -> pa.StringArray:
    """Values without spaces around them; null where nothing is left."""
    tidy = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(tidy, ""), pa.scalar(None, pa.string()), tidy)


def tidier(tidy: Tidy, country: str) -> Callable[[str], str | None]:
    """The function that rewrites one value; what it cannot read it leaves as it is."""
    match tidy:
        case Tidy.PHONE:
            return lambda text: phone(text, country)
        case Tidy.EMAIL | Tidy.LOWER:
            return lambda text: text.lower()
        case Tidy.UPPER:
            return lambda text: text.upper()
        case Tidy.DURATION:
            return lambda text: seconds(text, 60, 1)
        case Tidy.HOURS_MINUTES:
            return lambda text: seconds(text, 3600, 1)
        case Tidy.MINUTES:
            return lambda text: seconds(text, 60, 60)
        case Tidy.YEAR:
            return lambda text: found.group() if (found := _YEAR.search(text)) else text


def extractor(pattern: str) -> Callable[[str], str | None]:
    """The function that takes from a text what an RE2 pattern finds: its first group, or all of it where it has none."""
    compiled = re2.compile(pattern)

    def extract(text: str) -> str | None:
        found = compiled.search(text)
        return None if found is None else found.group(1 if compiled.groups else 0)

    return extract


def phone(text: str, country: str) -> str:
    """A phone number in E.164; short codes lose their spaces and words such as `Withheld` stay as they are."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return _squeezed(text)
    if phonenumbers.is_possible_number(number) and len(str(number.national_number)) > 6:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _squeezed(text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s()-]", "", text) if re.fullmatch(r"[\d\s()+#*-]+", text) else text


def seconds(text: str, first: int, plain: int) -> str:
    """A length of time in whole seconds: `first` is what the first of two numbers in `1:02` counts, `plain` a number alone.

    Three numbers are hours, minutes and seconds; `1h 02m` says it itself.
    """
    text = text.strip().lower()
    if match := _COLONS.fullmatch(text):
        a, b, c = (int(part) if part else None for part in match.groups())
        return str((a or 0) * 3600 + (b or 0) * 60 + c if c is not None else (a or 0) * first + (b or 0) * first // 60)
    if _NUMBER.fullmatch(text):
        return str(round(float(text.replace(",", ".")) * plain))
    if text and (match := _UNITS.fullmatch(text)) and any(match.groups()):
        hours, minutes, rest = (int(part or 0) for part in match.groups())
        return str(hours * 3600 + minutes * 60 + rest)
    return text


def number(text: str, decimal: str) -> str:
    """A number as the contract writes it: without currency or thousands marks, a point before the decimals."""
    bare = re.sub(r"[\s£€$'\u00a0]", "", text)
    if decimal == ",":
        return bare.replace(".", "").replace(",", ".")
    return bare.replace(",", "")
