"""The file of a backup: a tar archive encrypted with age, so that stock `age -d` and `tar` open it without Boundaries.

Its first member is `manifest.json`: when and by which version it was made, what each database is, and the SHA-256 of every file.
Nothing unencrypted is written on the way but copies of the databases, in the folder that the databases are in.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyrage

from boundaries.errors import BoundariesError, Fault
from boundaries.handover.durable import new_file

MANIFEST = "manifest.json"
_FORM = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `files` are names in the archive with their SHA-256."""

    made_at: str
    version: str
    databases: dict[str, dict[str, Any]]
    files: dict[str, str]
    form: int = field(default=_FORM)

    def to_bytes(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Manifest":
        """Read what `to_bytes` wrote; raises BoundariesError for anything else."""
        try:
            held = json.loads(text)
            if held["form"] != _FORM:
                raise BoundariesError("this backup is of a form that this version does not know", MANIFEST, "Update Boundaries.")
            return cls(**held)
        except (ValueError, KeyError, TypeError) as error:
            raise BoundariesError("this is not the manifest of a backup", MANIFEST) from error


def write_archive(target: Path, manifest: Manifest, files: Sequence[tuple[str, Path]], recipients: Sequence[str]) -> None:
    """Encrypt the files under their names into one new file, streaming; raises BoundariesError where it is there already."""
    to = check_target(target, recipients)
    failures: list[Exception] = []
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as plain, new_file(target.parent, target.name) as sealed:
        packer = threading.Thread(target=_pack, args=(writing, manifest, files, failures))
        packer.start()
        try:
            pyrage.encrypt_io(plain, sealed, to)
        finally:
            plain.close()
            packer.join()
        if failures:
            raise failures[0]


def check_target(target: Path, recipients: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The recipients of a backup to this file; raises BoundariesError where it is there already, its folder is not, or one is none."""
    if target.exists():
        raise BoundariesError("this file is there already", str(target), "A backup is never written over another.")
    if not target.parent.is_dir():
        raise BoundariesError("this folder is not there", str(target.parent), "See whether the disk is there.")
    return [_recipient(one) for one in recipients]


def _pack(writing: int, manifest: Manifest, files: Sequence[tuple[str, Path]], failures: list[Exception]) -> None:
    try:
        with os.fdopen(writing, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
            head = tarfile.TarInfo(MANIFEST)
            text = manifest.to_bytes()
            head.size, head.mode = len(text), 0o600
            tar.addfile(head, io.BytesIO(text))
            for name, path in files:
                tar.add(path, name, recursive=False)
    except Exception as error:  # noqa: BLE001 - told by the thread that waits for this one
        failures.append(error)


def read_archive(source: Path, folder: Path, identities: Sequence[str]) -> Manifest:
    """Decrypt a backup into a folder and check every file against the manifest; raises BoundariesError with every fault."""
    try:
        keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
    except pyrage.IdentityError as error:
        raise BoundariesError("this is no age identity: it should begin with AGE-SECRET-KEY-1", "--identity") from error
    failures: list[Exception] = []
    reading, writing = os.pipe()
    opener = threading.Thread(target=_open, args=(source, writing, keys, failures))
    opener.start()
    try:
        with os.fdopen(reading, "rb") as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            tar.extractall(folder, filter="data")
            while plain.read(1 << 16):
                pass  # to the end, so that a cut file is noticed
    except (tarfile.TarError, EOFError) as error:
        failures.append(error)
    finally:
        opener.join()
    if failures:
        told = "it does not open: another identity, cut short, or changed since"
        raise BoundariesError(
            told, str(source), "Nothing was changed. Try the identity's other copy, or another backup."
        ) from failures[0]
    manifest = Manifest.from_bytes((folder / MANIFEST).read_bytes())
    faults = tuple(Fault(name, "is missing or is not what was backed up") for name in _differing(folder, manifest))
    if faults:
        raise BoundariesError("the backup is not whole", str(source), "Nothing was changed.", faults)
    return manifest


def _open(source: Path, writing: int, keys: list[Any], failures: list[Exception]) -> None:
    try:
        with source.open("rb") as sealed, os.fdopen(writing, "wb") as plain:
            pyrage.decrypt_io(sealed, plain, keys)
    except Exception as error:  # noqa: BLE001 - told by the thread that waits for this one
        failures.append(error)


def _differing(folder: Path, manifest: Manifest) -> list[str]:
    return [
        name for name, wanted in manifest.files.items() if not (folder / name).is_file() or sha256_of(folder / name) != wanted
    ]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BoundariesError("this is no age recipient: it should begin with age1", "--recipient") from error
