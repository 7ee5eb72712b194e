"""Checks a bundle that Boundaries exported: `python verify_bundle.py BUNDLE.zip [SIGN.PUB]`. Needs Python 3.11 and `cryptography` only.

Every file must be in the manifest with its SHA-256, nothing may be added, and the manifest must be signed. With SIGN.PUB, a copy of the
unit's public key that did not come with the bundle, the signature must be that key's; without it, compare the fingerprint by telephone.
"""

import base64
import hashlib
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CONTEXT = b"boundaries bundle\n"
KEY_TEXT = "boundaries-check-key-1:"


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
        key.verify(signed, CONTEXT + text)
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleFault("its manifest was changed, or another key signed it") from error
    return {**manifest, "files": files}, hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _key(text: str) -> Ed25519PublicKey:
    if not text.strip().startswith(KEY_TEXT):
        raise ValueError("this is no public key of a unit")
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip().removeprefix(KEY_TEXT), validate=True))


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
