"""Checks a bundle that Boundaries exported: `python verify_bundle.py BUNDLE.zip [SIGN.PUB]`. Needs Python 3.9 or later and nothing else.

Every file must be in the manifest with its SHA-256, nothing may be added, and the manifest must be signed. With SIGN.PUB, a copy of the
unit's public key that did not come with the bundle, the signature must be that key's; without it, compare the fingerprint by telephone.
"""

import base64
import hashlib
import json
import sys
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CONTEXT = b"boundaries bundle\n"
KEY_TEXT = "boundaries-check-key-1:"
Point = tuple[int, int, int, int]
_LENGTH, _SIGN = 32, 255
_FIELD, _ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_CURVE = -121665 * pow(121666, -1, _FIELD) % _FIELD


class BundleFault(Exception):
    """Why a bundle is not what was exported."""


def check_bundle(bundle: Path, key_text: str = "") -> tuple[dict[str, Any], str]:
    """The manifest of a bundle that is whole, and the fingerprint of the key that signed it; raises BundleFault for any other."""
    try:
        with zipfile.ZipFile(bundle) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                raise BundleFault("it holds one name twice")
            held = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error) as error:
        raise BundleFault("it cannot be opened: cut short or changed") from error
    if not {MANIFEST, SIGNATURE} <= held.keys():
        raise BundleFault("it has no signed manifest")
    manifest, fingerprint = _signed(held.pop(MANIFEST), held.pop(SIGNATURE), key_text)
    wanted = manifest["files"]
    faults = [f"{name} is missing" for name in wanted if name not in held]
    faults += [f"{name} was added" for name in held if name not in wanted]
    faults += [
        f"{name} was changed" for name, text in held.items() if wanted.get(name) not in (None, hashlib.sha256(text).hexdigest())
    ]
    if faults:
        raise BundleFault("; ".join(sorted(faults)))
    return manifest, fingerprint


def _signed(text: bytes, signature: bytes, key_text: str) -> tuple[dict[str, Any], str]:
    try:
        manifest = json.loads(text)
        key = _key(key_text or manifest["key"])
        signed = base64.b64decode(signature, validate=True)
        if base64.b64encode(signed) != signature:  # the last letter has bits that say nothing: they could be changed unseen
            raise ValueError("this is not how a signature is written")
        if not is_signed(key, signed, CONTEXT + text):
            raise ValueError("another key signed it, or another text")
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleFault("its manifest was changed, or another key signed it") from error
    return {**manifest, "files": files}, hashlib.sha256(key).hexdigest()[:16]


def _key(text: str) -> bytes:
    held = base64.b64decode(text.strip().removeprefix(KEY_TEXT), validate=True) if text.strip().startswith(KEY_TEXT) else b""
    if len(held) != _LENGTH:
        raise ValueError("this is no public key of a unit")
    return held


def is_signed(key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether an Ed25519 signature (RFC 8032) of a text is a key's; raises ValueError for what is no key. Reckoned here, so that whoever gets a bundle needs no library.

    Only what everybody may know goes into it, so that it matters to nobody how long it takes.
    """
    if len(signature) != 2 * _LENGTH or (by := int.from_bytes(signature[_LENGTH:], "little")) >= _ORDER:
        return False
    x, y, z, t = _point(key)
    drawn = int.from_bytes(hashlib.sha512(signature[:_LENGTH] + key + text).digest(), "little") % _ORDER
    x, y, z, _ = _sum(_times(by, _BASE), _times(drawn, (-x, y, z, -t)))
    x, y = x * pow(z, -1, _FIELD) % _FIELD, y * pow(z, -1, _FIELD) % _FIELD
    return (y | (x & 1) << _SIGN).to_bytes(_LENGTH, "little") == signature[:_LENGTH]


def _point(text: bytes) -> Point:
    """The point of the curve that is written so; raises ValueError where none is."""
    told = int.from_bytes(text, "little")
    y, is_odd = told & (1 << _SIGN) - 1, told >> _SIGN
    square = (y * y - 1) * pow(_CURVE * y * y + 1, -1, _FIELD) % _FIELD
    x = pow(square, (_FIELD + 3) // 8, _FIELD)
    if (x * x - square) % _FIELD:
        x = x * pow(2, (_FIELD - 1) // 4, _FIELD) % _FIELD
    if y >= _FIELD or (x * x - square) % _FIELD or (not x and is_odd):
        raise ValueError("this is no public key")
    x = _FIELD - x if x & 1 != is_odd else x
    return x, y, 1, x * y % _FIELD


def _sum(one: Point, other: Point) -> Point:
    """Two points of the curve together, each written so that nothing is divided on the way."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]), (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * _CURVE, 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _FIELD, g * h % _FIELD, f * g % _FIELD, e * h % _FIELD


def _times(number: int, point: Point) -> Point:
    """A point so many times."""
    found = _NOTHING
    for place, multiples in enumerate(_table(point)):
        found = _sum(found, multiples[number >> 4 * place & 15])
    return found


@lru_cache(maxsize=4)
def _table(point: Point) -> "list[list[Point]]":
    """A point none to fifteen times, then sixteen times each of these, and so on, for every four bits of a number."""
    rows = []
    for _ in range(2 * _LENGTH):
        row = [_NOTHING]
        for _ in range(15):
            row.append(_sum(row[-1], point))
        rows.append(row)
        point = _sum(row[-1], point)
    return rows


_NOTHING = (0, 1, 1, 0)
_BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)
"""The point that every signature begins with."""


def told(manifest: dict[str, Any], fingerprint: str) -> str:
    """What a person reads of a bundle that is whole."""
    says = ("purpose", "why", "form", "about", "by", "made_at", "removed")
    lines = [f"{name}: {manifest[name]}" for name in says if name in manifest]
    return "\n".join(("The bundle is whole.", *lines, f"files: {', '.join(sorted(manifest['files']))}", f"key: {fingerprint}"))


def main(words: list[str]) -> int:
    """Run as a program: 0 where the bundle is whole, 1 where it is not, 2 where it was not asked properly."""
    if len(words) not in (1, 2):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        key_text = Path(words[1]).read_text(encoding="ascii") if len(words) == 2 else ""
        sys.stdout.write(told(*check_bundle(Path(words[0]), key_text)) + "\n")
    except (BundleFault, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"NOT what was exported: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
