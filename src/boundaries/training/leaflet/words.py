"""The words of a leaflet in one language: the catalogue's, and the small ones of `en.toml` or `cy.toml`."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from boundaries.catalogue import Catalogue
from boundaries.catalogue.model import LEAFLET_SIGNS
from boundaries.errors import BoundariesError
from boundaries.training.leaflet.layouts import Language

_HERE = Path(__file__).parent
_PARAGRAPHS = (
    "title",
    "subtitle",
    "defined_by",
    "wording",
    "plain",
    "trust",
    "staff",
    "not_a_precondition",
    "arises_from",
    "widest_sense",
    "training",
    "come_forward",
)


@dataclass(frozen=True)
class Words:
    """Everything a leaflet says but for the force's facts and the sentence on training.

    `catalogue` holds the leaflet's paragraphs by name, `signs` its twelve bullets, `plain_signs` the same with more to say,
    and `own` the small words of the language's file.
    """

    language: Language
    catalogue: Mapping[str, str]
    phone: str
    mailbox: str
    signs: tuple[str, ...]
    plain_signs: tuple[tuple[str, str], ...]
    own: Mapping[str, Any]


def words(held: Catalogue, language: Language) -> Words:
    """The words in one language; raises where a translation is older than the English it was made from."""
    own = small_words(language)
    english = {name: getattr(held.definition, name) for name in _PARAGRAPHS}
    bullets = tuple(held.signs[sign].leaflet_wording for sign in LEAFLET_SIGNS)
    contact = held.definition.contact
    if language is Language.ENGLISH:
        plain = tuple((held.signs[sign].title, held.signs[sign].plain) for sign in LEAFLET_SIGNS)
        return Words(language, english, contact.phone, contact.mailbox, bullets, plain, own)
    stamp = wording_stamp((*english.values(), *bullets))
    if own["translates"] != stamp:
        what = "the English words have changed since they were translated"
        raise BoundariesError(what, f"{language.value}.toml", f'Have the Welsh read again, then write translates = "{stamp}".')
    signs = own["signs"]
    pairs = tuple((signs[sign]["title"], signs[sign]["plain"]) for sign in LEAFLET_SIGNS)
    translated = tuple(signs[sign]["wording"] for sign in LEAFLET_SIGNS)
    return Words(language, own["catalogue"], own["phone"], own["mailbox"], translated, pairs, own)


def wording_stamp(texts: Iterable[str]) -> str:
    """Twelve figures that change when any of the English words changes."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


@cache
def small_words(language: Language) -> Mapping[str, Any]:
    """The language's own file, with runs of spaces and line ends as one space."""
    content: Mapping[str, Any] = _joined(tomllib.loads((_HERE / f"{language.value}.toml").read_text(encoding="utf-8")))
    return content


def _joined(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_joined(one) for one in value]
    if isinstance(value, dict):
        return {name: _joined(one) for name, one in value.items()}
    return value
