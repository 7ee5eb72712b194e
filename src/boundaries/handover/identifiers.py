"""How people name a member, brought to one spelling, so that two who name the same member are recognised.

Someone may write "PC 1234 Smith", another "SMITH, John" and a station. Each way to single a member out is one identifier. A
surname alone is none: it would open the reports about everyone of that name.
"""

import re
import unicodedata

from boundaries.handover.people import NamedMember

# Ranks, roles and titles that stand before a name and are no part of it.
RANKS = frozenset(
    ["pc", "wpc", "dc", "wdc", "tdc", "ps", "ds", "tds", "sgt", "sergeant", "insp", "inspector", "di", "ci", "dci", "ch", "chief", "supt", "superintendent", "dsupt", "det", "detective", "con", "cons", "constable", "special", "sc", "ssc", "pcso", "cso", "officer", "police", "policeman", "policewoman", "acting", "temporary", "temp", "staff", "mr", "mrs", "ms", "miss", "mx", "dr", "the"]
)  # fmt: skip
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_APOSTROPHES = re.compile(r"['’‘`´]")
# Words that stand near a number and are no division's letters.
_SMALL_WORDS = frozenset(
    ["no", "nr", "num", "or", "and", "is", "it", "at", "of", "to", "in", "on", "by", "he", "his", "the", "was", "has", "an", "my"]
)
_NUMBER = re.compile(r"(?<![^\W_])(?:[a-z]{1,3}\s?)?[0-9]{1,6}(?:\s?[a-z]{1,2})?(?![^\W_])")
_ASIDE = re.compile(r"\(.*?\)")
_CALLED = re.compile(r"(?<![\w.])@([\w.-]+)")
_LINK = re.compile(
    r"^(?:https?://)?(?:www\.|m\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/(?:@|in/|u/|user/|add/|profile/)?([^/?#\s]+).*$"
)


def identifiers(member: NamedMember) -> tuple[str, ...]:
    """Every identifier that a member's naming gives, each once, such as `number:1234` or `name:john smith`."""
    names, in_name = _name(member.name)
    station = " ".join(word for word in _words(member.station) if word not in ("police", "station"))
    found = [f"number:{number}" for number in (*_numbers(member.number), *in_name)]
    found += _handles(member.handle)
    full = [word for word in names if len(word) > 1]
    if len(full) > 1:
        found.append("name:" + " ".join(sorted(full)))
        found.append("name:" + " ".join(sorted((full[0], full[-1]))))
    if names and station and len(names[-1]) > 1:
        found.append(f"surname:{names[-1]} at {station}")
    return tuple(dict.fromkeys(found))


def words_of_name(text: str) -> tuple[str, ...]:
    """The words of a name in plain letters, the surname last; no ranks, numbers or initials."""
    names, _ = _name(text)
    return tuple(word for word in names if len(word) > 1)


def plain_letters(text: str) -> str:
    """Small letters without accents."""
    spelt = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    kept = (letter for letter in spelt if not unicodedata.combining(letter))
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in kept)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _APOSTROPHES.sub("", plain_letters(text)))


def _name(text: str) -> tuple[list[str], list[str]]:
    """A name's words with the surname last, and the collar numbers that stood in it."""
    plain = _APOSTROPHES.sub("", plain_letters(_ASIDE.sub(" ", text)))
    before, comma, after = plain.partition(",")
    if comma and _plain_name(after) and _plain_name(before):
        plain = f"{after} {before}"
    numbers = [number for found in re.findall(r"[a-z]{0,3}[0-9]+[a-z]{0,2}", plain) for number in _numbers(found)]
    return _plain_name(plain), numbers


def _plain_name(plain: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", plain) if word not in RANKS and not any(map(str.isdigit, word))]


def _numbers(text: str) -> list[str]:
    """Collar numbers in a text: digits without leading zeros, then the letters of a division, whichever side they stood."""
    found = []
    for written in _NUMBER.findall(plain_letters(text)):
        digits = "".join(filter(str.isdigit, written)).lstrip("0")
        letters = [word for word in re.findall(r"[a-z]+", written) if word not in RANKS | _SMALL_WORDS]
        if len(digits) > 1:
            found.append(digits + "".join(letters))
    return found


def _handles(text: str) -> list[str]:
    """Names in an app, an address or a phone number."""
    plain = text.strip().casefold()
    called = _CALLED.findall(plain)
    link = _LINK.match(plain)
    if called and not link:
        return [f"handle:{one.strip('.')}" for one in called if len(one.strip(".")) > 1]
    handle = link.group(1) if link else plain.rpartition(": ")[2]
    digits = re.sub(r"[\s().-]", "", plain_letters(handle))
    if re.fullmatch(r"(?:\+|00)?[0-9]{9,15}", digits):
        return ["phone:" + re.sub(r"^00", "+", re.sub(r"^(?:\+44|0044)0?", "0", digits))]
    handle = re.sub(r"\s+", "", handle)
    return [f"handle:{handle}"] if len(handle) > 1 else []
