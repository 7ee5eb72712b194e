"""Makes a bundle: the files, a manifest with their hashes, who took them out for what, the signature, and the program that checks it."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.keys import signing_key
from boundaries.casework.exports import verify_bundle
from boundaries.casework.models.accounts import Account
from boundaries.handover.signing import check_key_text


class Purpose(StrEnum):
    """For what something is taken out; a closed list, since it stands in the trail."""

    REFERRAL = "referral"
    INVESTIGATION = "investigation"
    PROSECUTION = "prosecution"
    SAFEGUARDING = "safeguarding"
    DISCLOSURE = "disclosure"
    OVERSIGHT = "oversight"


class Extent(StrEnum):
    """How much goes out: sanitised for sharing, or all that the unit has but the source's identity."""

    SANITISED = "sanitised"
    WHOLE = "whole"


@dataclass(frozen=True)
class Bundle:
    """One export: the file and the SHA-256 of its manifest, which stands in the trail."""

    held: bytes
    proof: str


def make_bundle(
    about: str, files: Mapping[str, bytes], by: Account, purpose: Purpose, why: str, extent: Extent, removed: Mapping[str, int]
) -> Bundle:
    """Sign the files as one bundle and record that; called in a transaction. `why` goes into the manifest, not into the trail."""
    key = signing_key()
    within = {**files, "verify_bundle.py": Path(verify_bundle.__file__).read_bytes()}
    manifest = {
        "about": about[:8], "by": f"{by.display_name}, {by.role}", "files": {name: hashlib.sha256(text).hexdigest() for name, text in within.items()},
        "form": extent.value, "key": check_key_text(key.public_key()), "made_at": datetime.now(ZoneInfo("Europe/London")).isoformat(timespec="seconds"),
        "purpose": purpose.value, "removed": {kind: count for kind, count in removed.items() if count}, "why": why,
    }  # fmt: skip
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    signature = base64.b64encode(key.sign(verify_bundle.CONTEXT + text))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**within, verify_bundle.MANIFEST: text, verify_bundle.SIGNATURE: signature}.items():
            archive.writestr(name, content)
    proof = hashlib.sha256(text).hexdigest()
    record(by, Act.EXPORTED, about, {"purpose": purpose.value, "form": extent.value, "manifest": proof})
    return Bundle(held.getvalue(), proof)
