"""Reads the lexicon files and reports everything wrong with them at once, each fault with its file and key."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import re2

from boundaries.errors import BoundariesError, Fault
from boundaries.text.classes import CLASSES
from boundaries.text.lexicon import Lexicon, Lexicons, Regional, Spellings
from boundaries.text.sought import sought, without_mark
from boundaries.text.wording import pattern_pattern, term_pattern, without_apostrophes

FOLDER = Path(__file__).parent / "lexicons"
EVERYWHERE = "everywhere"
SPELLINGS = "spellings"
_FILES = (*CLASSES, EVERYWHERE, SPELLINGS)
_KEYS = {"id", "signs", "what", "terms", "patterns", "exceptions", "regional", "tests"}
_REGIONAL_KEYS = {"id", "what", "counts", "terms"}


def load_lexicons(folder: Path = FOLDER) -> Lexicons:
    """Read one TOML file per class, and `everywhere.toml` and `spellings.toml` where they stand.

    Raises `BoundariesError` with every fault of every file: a missing or unreadable file, an unknown, missing or
    wrongly typed key, a capital letter (texts are matched in lower case), a pattern RE2 refuses or that matches nothing at all.
    """
    faults: list[Fault] = []
    digest = hashlib.sha256()
    files = {name: _read(folder / f"{name}.toml", faults, digest) for name in _FILES}
    strangers = sorted(path.name for path in folder.glob("*.toml") if path.stem not in files)
    faults += [Fault(name, "no class of this name; expected one file for each of " + ", ".join(CLASSES)) for name in strangers]
    spellings = _spellings(files[SPELLINGS] or {}, faults)
    lexicons = tuple(_lexicon(name, files[name], spellings, faults) for name in CLASSES)
    everywhere = _lexicon(EVERYWHERE, files[EVERYWHERE], spellings, faults).exceptions
    if faults:
        raise BoundariesError("The lexicons cannot be used", str(folder), "Correct the files named above.", tuple(faults))
    return Lexicons(lexicons, everywhere, spellings, digest.hexdigest())


def lexicons_hash(folder: Path = FOLDER) -> str:
    """The hash of lexicons that could be loaded, without loading them again."""
    digest = hashlib.sha256()
    for name in _FILES:
        if (path := folder / f"{name}.toml").exists():
            _add(path.name, path.read_bytes(), digest)
    return digest.hexdigest()


def _add(name: str, content: bytes, digest: "hashlib._Hash") -> None:
    digest.update(f"{name}\n{len(content)}\n".encode() + content)


def _read(path: Path, faults: list[Fault], digest: "hashlib._Hash") -> dict[str, Any] | None:
    try:
        content = path.read_bytes()
        _add(path.name, content, digest)
        return tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        if path.stem not in (EVERYWHERE, SPELLINGS):
            faults.append(Fault(path.name, "the file is missing"))
    except OSError as error:
        faults.append(Fault(path.name, f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        faults.append(Fault(path.name, f"is not UTF-8 at byte {error.start}"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(path.name, f"is not TOML: {error}"))
    return None


def _lexicon(name: str, content: dict[str, Any] | None, spellings: Spellings, faults: list[Fault]) -> Lexicon:
    if content is None:
        return Lexicon(name, (), "", (), (), (), (), (), ())
    place = f"{name}.toml"
    _known_keys(place, content, _KEYS, faults)
    if content.get("id") != name:
        faults.append(Fault(f"{place} id", f"must be {name!r}, as the file is called"))
    what = content.get("what", "")
    if not isinstance(what, str) or not what.strip():
        faults.append(Fault(f"{place} what", "must say in a sentence what the lexicon finds"))
    tests = content.get("tests", {})
    if not isinstance(tests, dict):
        faults.append(Fault(f"{place} tests", "must be a table with `hit` and `miss`"))
        tests = {}
    _known_keys(f"{place} tests", tests, {"hit", "miss"}, faults)
    patterns = _strings(f"{place} patterns", content.get("patterns", []), faults)
    exceptions = _strings(f"{place} exceptions", content.get("exceptions", []), faults)
    terms = _terms(f"{place} terms", content.get("terms", []), faults)
    for key, values in (("patterns", patterns), ("exceptions", exceptions)):
        _check_patterns(f"{place} {key}", values, spellings, faults)
    if name != EVERYWHERE and not terms and not patterns:
        faults.append(Fault(place, "has neither terms nor patterns"))
    return Lexicon(
        id=name,
        signs=_strings(f"{place} signs", content.get("signs", []), faults),
        what=what if isinstance(what, str) else "",
        terms=terms,
        patterns=patterns,
        exceptions=exceptions,
        regional=_regional(place, content.get("regional", []), faults),
        hits=_strings(f"{place} tests.hit", tests.get("hit", []), faults),
        misses=_strings(f"{place} tests.miss", tests.get("miss", []), faults),
    )


def _spellings(content: dict[str, Any], faults: list[Fault]) -> Spellings:
    place = f"{SPELLINGS}.toml"
    _known_keys(place, content, {"id", "what", "spellings", "groups"}, faults)
    return Spellings(
        _word_lists(f"{place} spellings", content.get("spellings", {}), faults),
        _word_lists(f"{place} groups", content.get("groups", {}), faults),
    )


def _word_lists(place: str, value: object, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        faults.append(Fault(place, "must be a table of words, each with a list"))
        return {}
    for word in value:
        if not re.fullmatch("[a-z]+", word):
            faults.append(Fault(place, f"{word!r} must be written in small letters a to z, as it is matched"))
    lists = {word: _terms(f"{place} {word}", entries, faults) for word, entries in value.items()}
    return {word: tuple(without_apostrophes(entry) for entry in entries) for word, entries in lists.items() if entries}


def _regional(place: str, value: object, faults: list[Fault]) -> tuple[Regional, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        faults.append(Fault(f"{place} regional", "must be a list of tables"))
        return ()
    regions = []
    for number, entry in enumerate(value, start=1):
        key = f"{place} regional[{number}]"
        _known_keys(key, entry, _REGIONAL_KEYS, faults)
        if not isinstance(entry.get("id"), str) or not isinstance(entry.get("counts"), bool):
            faults.append(Fault(key, "must have `id` (a name) and `counts` (true or false)"))
            continue
        terms = _terms(f"{key} terms", entry.get("terms", []), faults)
        regions.append(Regional(entry["id"], str(entry.get("what", "")), entry["counts"], terms))
    return tuple(regions)


def _known_keys(place: str, content: dict[str, Any], known: set[str], faults: list[Fault]) -> None:
    faults += [Fault(f"{place} {key}", "unknown key") for key in sorted(content.keys() - known)]


def _strings(place: str, value: object, faults: list[Fault]) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(entry, str) and entry.strip() for entry in value):
        twice = sorted({entry for entry in value if value.count(entry) > 1})
        faults += [Fault(place, f"{entry!r} stands twice") for entry in twice]
        return tuple(value)
    faults.append(Fault(place, "must be a list of texts, none of them empty"))
    return ()


def _terms(place: str, value: object, faults: list[Fault]) -> tuple[str, ...]:
    terms = _strings(place, value, faults)
    for term in terms:
        if any("A" <= character <= "Z" for character in term):
            faults.append(Fault(place, f"{term!r} has a capital letter; texts are matched in lower case"))
        if term != term.strip():
            faults.append(Fault(place, f"{term!r} begins or ends with a space"))
    return tuple(term for term in terms if term.strip())


def _check_patterns(place: str, patterns: tuple[str, ...], spellings: Spellings, faults: list[Fault]) -> None:
    for pattern in patterns:
        if re.search(r"[A-Z]", re.sub(r"\\.", "", without_mark(pattern))):
            faults.append(Fault(place, f"{pattern!r} has a capital letter; texts are matched in lower case"))
        try:
            if re2.search(pattern_pattern(pattern, spellings), "") is not None:
                faults.append(Fault(place, f"{pattern!r} matches an empty text"))
            sought(pattern)
        except ValueError as error:
            faults.append(Fault(place, f"{pattern!r}: {error}"))
        except KeyError as unknown:
            faults.append(Fault(place, f"{pattern!r} asks for {{{unknown.args[0]}}}, which {SPELLINGS}.toml does not hold"))
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
            faults.append(Fault(place, f"{pattern!r} is no RE2 pattern: {reason}"))


def includes(lexicons: Lexicons, lexicon: Lexicon) -> tuple[str, ...]:
    """RE2 for everything a lexicon counts: its terms in every spelling, then its patterns."""
    terms = (term_pattern(term, lexicons.spellings) for term in lexicon.counted_terms)
    patterns = (pattern_pattern(pattern, lexicons.spellings) for pattern in lexicon.patterns)
    return tuple(dict.fromkeys((*terms, *patterns)))


def exceptions(lexicons: Lexicons, lexicon: Lexicon) -> tuple[str, ...]:
    """RE2 for everything taken out of a text before a lexicon counts, those for all classes first."""
    return tuple(pattern_pattern(one, lexicons.spellings) for one in lexicons.everywhere + lexicon.exceptions)
