"""Loads the catalogue from its folder and tells every fault of every file at once."""

import hashlib
import tomllib
from pathlib import Path

from boundaries.catalogue.definition_file import read_definition
from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import LEAFLET_SIGNS, OUR_SIGNS, SIGN_IDS, Catalogue, PublishedCase, Sign
from boundaries.catalogue.published_file import read_published
from boundaries.catalogue.sign_file import read_sign
from boundaries.catalogue.vulnerabilities_file import read_vulnerabilities
from boundaries.errors import BoundariesError, Fault

DEFINITION, VULNERABILITIES, PUBLISHED, SIGNS = "definition.toml", "vulnerabilities.toml", "published.toml", "signs"
_HOUSE = Path(__file__).parent
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def load_catalogue(folder: Path = _HOUSE) -> Catalogue:
    """The catalogue that stands in a folder, by default the one that ships with the package.

    Raises one BoundariesError that lists every fault, each with its file and key.
    """
    faults: list[Fault] = []
    files = _read(folder, faults)
    entries = {name: entry for name, content in files.items() if (entry := _parse(name, content, faults)) is not None}
    definition = read_definition(entries[DEFINITION]) if DEFINITION in entries else None
    vulnerabilities = read_vulnerabilities(entries[VULNERABILITIES], definition) if VULNERABILITIES in entries else None
    published = read_published(entries[PUBLISHED]) if PUBLISHED in entries else {}
    signs = _signs(entries, published, faults)
    if faults or definition is None or vulnerabilities is None:
        what = "the catalogue cannot be used" + (f": {len(faults)} faults" if len(faults) > 1 else "")
        raise BoundariesError(what, str(folder), "Put right each line above, then try again.", tuple(faults))
    return Catalogue(definition, vulnerabilities, signs, published, _hash(files))


def _read(folder: Path, faults: list[Fault]) -> dict[str, bytes]:
    """The bytes of every catalogue file by its name below the folder, in order of name, with line ends made alike."""
    if not folder.is_dir():
        raise BoundariesError("there is no such catalogue folder", str(folder), "Name the folder that holds definition.toml.")
    names = {DEFINITION, VULNERABILITIES, PUBLISHED} | {f"{SIGNS}/{path.name}" for path in (folder / SIGNS).glob("*.toml")}
    files: dict[str, bytes] = {}
    for name in sorted(names):
        try:
            content = (folder / name).read_bytes()
        except FileNotFoundError:
            faults.append(Fault(name, "is missing"))
        except OSError as error:
            faults.append(Fault(name, f"cannot be read: {error.strerror}"))
        else:
            files[name] = content.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
    return files


def _parse(name: str, content: bytes, faults: list[Fault]) -> Entry | None:
    try:
        return Entry(tomllib.loads(content.decode()), name, faults)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.append(Fault(name, f"is not UTF-8 at line {line}"))
    except (ValueError, RecursionError) as error:  # ValueError: TOML errors, and numbers too long for Python
        faults.append(Fault(name, f"is not TOML: {error}"))
    return None


def _hash(files: dict[str, bytes]) -> str:
    """SHA-256 of names, lengths and bytes in order of name, the same on every platform."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _signs(entries: dict[str, Entry], published: dict[int, PublishedCase], faults: list[Fault]) -> dict[str, Sign]:
    signs: dict[str, Sign] = {}
    numbers: dict[int, str] = {}
    for name, entry in entries.items():
        if not name.startswith(f"{SIGNS}/"):
            continue
        sign = read_sign(entry)
        if sign.id and name != f"{SIGNS}/{sign.id}.toml":
            entry.fault("id", f"'{sign.id}' should stand in {SIGNS}/{sign.id}.toml")
        if sign.id and sign.id in signs:
            entry.fault("id", f"'{sign.id}' is there twice")
        _check_number(entry, sign, numbers)
        for number in sign.published:
            if published and number not in published:
                entry.fault("published", f"{number} is not a case of {PUBLISHED}")
        signs[sign.id] = sign
    for sign_id in SIGN_IDS:
        if sign_id not in signs and f"{SIGNS}/{sign_id}.toml" not in entries:
            faults.append(Fault(f"{SIGNS}/{sign_id}.toml", "is missing"))
    return dict(sorted(signs.items(), key=lambda item: item[1].number))


def _check_number(entry: Entry, sign: Sign, numbers: dict[int, str]) -> None:
    """Numbers run from 1 without a gap, the leaflet's first, so that a page may count by them."""
    if not sign.number:
        return
    if sign.number in numbers:
        entry.fault("number", f"{sign.number} is already that of '{numbers[sign.number]}'")
    numbers[sign.number] = sign.id
    first, last = (len(LEAFLET_SIGNS) + 1, len(SIGN_IDS)) if sign.id in OUR_SIGNS else (1, len(LEAFLET_SIGNS))
    if not first <= sign.number <= last:
        entry.fault("number", f"should be from {first} to {last}, is {sign.number}")
