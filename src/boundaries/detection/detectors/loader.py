"""Reads detector files and reports every fault at once, with file and key."""

import tomllib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from boundaries.detection.detector import Among, Detector, Example, Facts, Model, Seen, Stratum
from boundaries.errors import BoundariesError, Fault
from boundaries.records.contract import TABLES

FOLDER = Path(__file__).parent
_WORDS = ("id", "sign", "title", "model", "facts", "table", "sentence")
_SQL = ("observed", "exposure", "records")
_LISTS = ("needs", "helps", "explains", "innocent", "triage", "clears")
_REQUIRED_LISTS = ("triage", "clears", "innocent")
_KNOWN = {
    *_WORDS,
    *_SQL,
    *_LISTS,
    "among",
    "beyond",
    "strata",
    "multiples",
    "habit",
    "by",
    "at_least",
    "share",
    "seen",
    "examples",
}
_EXAMPLE = {"name", "story", "records", "least", "most"}


def load_detectors(folder: Path = FOLDER, *, signs: frozenset[str] = frozenset()) -> dict[str, Detector]:
    """Every detector by id, in order of file name; `signs` are the ids they may serve (empty: any).

    Raises BoundariesError that lists every fault of every file.
    """
    faults: list[Fault] = []
    detectors: dict[str, Detector] = {}
    for path in sorted(folder.glob("*.toml")):
        detector = _read(path, faults, signs)
        if detector is not None:
            detectors[detector.id] = detector
    for detector in detectors.values():
        for one in detector.explains:
            if signs and one not in signs and one not in detectors:
                faults.append(Fault(f"{detector.id}.toml: explains", f"{one!r} is no sign of the catalogue and no detector"))
    if faults:
        raise BoundariesError("the detectors cannot be used", str(folder), "Correct the files named above.", tuple(faults))
    return detectors


def _read(path: Path, faults: list[Fault], signs: frozenset[str]) -> Detector | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, f"is not TOML: {error}"))
        return None
    before = len(faults)
    say: Callable[[str, str], None] = lambda key, what: faults.append(Fault(f"{path.name}: {key}", what))  # noqa: E731
    _check_keys(content, say)
    if len(faults) > before:
        return None
    if content["id"] != path.stem:
        say("id", f"is {content['id']!r} but the file is named {path.stem!r}")
    if signs and content["sign"] not in signs:
        say("sign", f"{content['sign']!r} is no sign of the catalogue")
    for place in (*content.get("needs", ()), *content.get("helps", ())):
        table, _, column = place.partition(".")
        if table not in TABLES or (column and column not in {c.name for c in TABLES[table].columns}):
            say("needs", f"{place!r} is no table or column of the contract")
    detector = _detector(content, say)
    return detector if len(faults) == before else None


def _check_keys(content: dict[str, Any], say: Callable[[str, str], None]) -> None:
    for key in sorted(set(content) - _KNOWN):
        say(key, "is not a key of a detector")
    for key in (*_WORDS, *_SQL):
        if (key in _WORDS and key not in content) or not isinstance(content.get(key, ""), str):
            say(key, "must be there and be text" if key in _WORDS else "must be text")
    for key in _LISTS:
        value = content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            say(key, "must be a list of texts")
        elif key in _REQUIRED_LISTS and not value:
            say(key, "must name at least one")
    seen = content.get("seen")
    if not isinstance(seen, dict) or not {"cases", "of", "source"} <= set(seen):
        say("seen", "must hold cases, of and source")
    for place, example in enumerate(content.get("examples", [])):
        if set(example) != _EXAMPLE:
            say(f"examples[{place}]", f"must hold exactly {', '.join(sorted(_EXAMPLE))}")


def _word(kind: type[StrEnum], value: str, key: str, say: Callable[[str, str], None]) -> Any:
    try:
        return kind(value)
    except ValueError:
        say(key, f"{value!r} is none of {', '.join(kind)}")
        return next(iter(kind))


def _detector(content: dict[str, Any], say: Callable[[str, str], None]) -> Detector:
    given: dict[str, Any] = {
        key: content[key]
        for key in ("id", "sign", "title", "table", "sentence", *_SQL, "beyond", "habit", "by", "at_least", "share")
        if key in content
    }
    lists: dict[str, Any] = {key: tuple(content.get(key, ())) for key in _LISTS}
    model = _word(Model, content["model"], "model", say)
    return Detector(
        **given,
        **lists,
        model=model,
        facts=_word(Facts, content["facts"], "facts", say),
        among=_word(Among, content.get("among", "exposed" if model is Model.SHARE else "any"), "among", say),
        strata=tuple(_word(Stratum, word, "strata", say) for word in content.get("strata", ["role"])),
        multiples=tuple(float(factor) for factor in content.get("multiples", _usual_multiples(model))),
        seen=Seen(float(content["seen"]["cases"]), float(content["seen"]["of"]), str(content["seen"]["source"])),
        examples=tuple(Example(**example) for example in content.get("examples", ())),
    )


def _usual_multiples(model: Model) -> tuple[float, ...]:
    return (3.0, 12.0, 50.0) if model is Model.SHARE else (3.0, 10.0)
