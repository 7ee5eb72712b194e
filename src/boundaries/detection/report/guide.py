"""What the catalogue and the detectors say to a reader: titles, innocent explanations, checks that could clear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from boundaries.catalogue import Catalogue
from boundaries.detection.report.words import plain


class DetectorText(Protocol):
    """The part of a detector that a report shows: a `Detector` has it."""

    @property
    def title(self) -> str: ...

    @property
    def triage(self) -> tuple[str, ...]: ...

    @property
    def clears(self) -> tuple[str, ...]: ...

    @property
    def innocent(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Advice:
    """What one detector tells a reviewer: its name in words, how to look into it, and what would clear the member."""

    title: str = ""
    triage: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()


SILENT = Advice()


@dataclass(frozen=True)
class Guide:
    """Words for signs, detectors and vulnerabilities by id; an id that nobody knows is said as it stands."""

    catalogue: Catalogue
    detectors: Mapping[str, DetectorText] = field(default_factory=dict)

    def sign(self, sign_id: str) -> str:
        """The sign's title."""
        sign = self.catalogue.signs.get(sign_id)
        return sign.title if sign else plain(sign_id).capitalize()

    def detector(self, detector_id: str) -> str:
        """The detector's title."""
        title = self.advice(detector_id).title
        return title[:1].upper() + title[1:] if title else plain(detector_id).capitalize()

    def advice(self, detector_id: str) -> DetectorText:
        """The detector's advice, empty where there is none."""
        return self.detectors.get(detector_id, SILENT)

    def vulnerability(self, word: str) -> str:
        """A vulnerability's title, within a sentence."""
        known = self.catalogue.vulnerabilities.by_word.get(word)
        return known.title[:1].lower() + known.title[1:] if known else plain(word)

    def innocent(self, sign_id: str, detector_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Innocent explanations of a sign, the detectors' own first, each once."""
        sign = self.catalogue.signs.get(sign_id)
        own = [text for detector in detector_ids for text in self.advice(detector).innocent]
        return tuple(dict.fromkeys([*own, *(sign.innocent if sign else ())]))
