"""The keys of an installation: made once, each on the side that needs it, never overwritten."""

import base64
import secrets
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from boundaries.errors import BoundariesError
from boundaries.handover.durable import replace, sync_folder, write_new
from boundaries.handover.escrow import Custodian, EscrowFile, custodians_of, put_in_escrow
from boundaries.handover.ids import new_id
from boundaries.handover.places import Places
from boundaries.handover.replies import Outbound
from boundaries.handover.sealing import OpeningKey, SealingKey
from boundaries.handover.signing import check_key_of, check_key_text, sign_key_of, sign_key_text
from boundaries.handover.symmetric import KEY_LENGTH

K = TypeVar("K")
SALT_LENGTH = 32
_INIT = "Run `boundaries init` first, or copy the file from where it was run."
_UNIT_LINE, _ESCROW_LINE = "unit ", "escrow "


@dataclass(frozen=True)
class Site:
    """What the public side knows of itself: its id, the salt of its receipts, and whether it is only for trying out."""

    site_id: str
    salt: bytes = field(repr=False)
    demo: bool


HandOut = Callable[[Path, Sequence[EscrowFile]], None]


def create_keys(
    places: Places, custodians: Sequence[Custodian], *, demo: bool = False, hand_out: HandOut = lambda _folder, _files: None
) -> None:
    """Make every key and folder, all or nothing; raises where anything is there already.

    All is made in a folder beside the others and moved into place, the public side last: no channel opens to a key half made.
    Before that `hand_out` gets the escrow folder and its files, to see that the custodians have what they need.
    """
    sides = (places.unit, places.escrow, places.drop, places.public)
    there = [side.name for side in sides if side.exists()]
    if there:
        told = f"keys are never made over others: {', '.join(there)} {'is' if len(there) == 1 else 'are'} there already"
        raise BoundariesError(
            told, str(places.home), "Nothing was changed. Give another BOUNDARIES_HOME for a second installation."
        )
    places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = Places(places.home / f".making-{secrets.token_hex(4)}")
    try:
        hand_out(making.escrow, _make(making, custodians, demo=demo))
        for side in sides:
            (making.home / side.name).rename(side)
        sync_folder(places.home)
    finally:
        shutil.rmtree(making.home, ignore_errors=True)


def _make(places: Places, custodians: Sequence[Custodian], *, demo: bool) -> tuple[EscrowFile, ...]:
    folders = (places.home, places.public, places.blobs, places.unit, places.unit_blobs, places.audit, places.escrow)
    for folder in (*folders, places.drop, places.drop_in, places.drop_out):
        folder.mkdir(mode=0o700)
    unit, escrow = OpeningKey.new(), OpeningKey.new()
    heartbeat, sign = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    salt = base64.b64encode(secrets.token_bytes(SALT_LENGTH)).decode("ascii")
    site = f'site_id = "{new_id()}"\nsalt = "{salt}"\ndemo = {str(demo).lower()}\n'
    texts = {
        places.opening_key: unit.to_text(), places.sealing_key: unit.public.to_text(),
        places.sealing_key_to_copy: unit.public.to_text(), places.escrow_key: escrow.public.to_text(),
        places.index_key: secrets.token_bytes(KEY_LENGTH).hex(), places.site: site.rstrip("\n"),
        places.heartbeat_key: sign_key_text(heartbeat), places.heartbeat_check: check_key_text(heartbeat.public_key()),
        places.sign_key: sign_key_text(sign), places.sign_check: check_key_text(sign.public_key()),
        places.escrow_recipients: "\n".join(one.recipient for one in custodians),
    }  # fmt: skip
    for path, text in texts.items():
        write_new(path, f"{text}\n".encode())
    Outbound(places.drop_out).make_decoy()
    files = put_in_escrow(escrow_text(unit, escrow), custodians)
    for file in files:
        write_new(places.escrow / file.name, file.armoured)
    return files


def escrow_text(unit: OpeningKey, escrow: OpeningKey) -> bytes:
    """What is put in escrow: a line for each opening key."""
    return f"{_UNIT_LINE}{unit.to_text()}\n{_ESCROW_LINE}{escrow.to_text()}\n".encode()


def renew_opening_key(places: Places, custodians: Sequence[Custodian]) -> OpeningKey:
    """Put a fresh key in the place of the unit's; the former ones go on opening what was sealed to them.

    Escrow comes first and the public key last: killed anywhere between, everything sealed still opens. On the unit's side
    only; where the public side is here too, it seals to the fresh key from now on.
    """
    fresh = load_opening_key(places).renewed()
    started = f"unit-{fresh.public.fingerprint.replace(' ', '')[:8]}"
    for file in put_in_escrow(f"{_UNIT_LINE}{OpeningKey(fresh.seed).to_text()}\n".encode(), custodians):
        write_new(places.escrow / f"{started}-{file.name}", file.armoured)
    replace(places.opening_key, f"{fresh.to_text()}\n".encode())
    for path in (places.sealing_key_to_copy, places.sealing_key):
        if path.parent.is_dir():
            replace(path, f"{fresh.public.to_text()}\n".encode())
    return fresh


def load_custodians(places: Places) -> tuple[Custodian, ...]:
    """The three custodians as `boundaries init` noted them: recipients, without their identities."""
    return _load(places.escrow_recipients, lambda text: custodians_of(text.split()))


def opening_keys_of(text: bytes) -> tuple[OpeningKey, OpeningKey]:
    """The unit's and the escrow's opening key from what was in escrow."""
    lines = text.decode("ascii", "replace").splitlines()
    if len(lines) != 2 or not lines[0].startswith(_UNIT_LINE) or not lines[1].startswith(_ESCROW_LINE):
        raise BoundariesError("this is not what was put in escrow")
    return OpeningKey.from_text(lines[0].removeprefix(_UNIT_LINE)), OpeningKey.from_text(lines[1].removeprefix(_ESCROW_LINE))


def load_site(places: Places) -> Site:
    """The site's id and salt; raises where the file is not there or not as `boundaries init` wrote it."""
    text = _read(places.site)
    try:
        held = tomllib.loads(text)
        site = Site(str(held["site_id"]), base64.b64decode(held["salt"], validate=True), held["demo"] is True)
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise BoundariesError(
            "this is not as `boundaries init` wrote it", str(places.site), "Restore it from a backup."
        ) from error
    if len(site.salt) < SALT_LENGTH:
        raise BoundariesError("the salt is too short", str(places.site), "Restore it from a backup.")
    return site


def load_sealing_key(places: Places) -> SealingKey:
    """The unit's public key."""
    return _load(places.sealing_key, SealingKey.from_text)


def load_opening_key(places: Places) -> OpeningKey:
    """The unit's private key."""
    return _load(places.opening_key, OpeningKey.from_text)


def load_escrow_key(places: Places) -> SealingKey:
    """The public half of the escrow key."""
    return _load(places.escrow_key, SealingKey.from_text)


def load_index_key(places: Places) -> bytes:
    """The key of the blind index, 32 bytes."""
    return _load(places.index_key, _index_key)


def load_sign_key(places: Places) -> Ed25519PrivateKey:
    """The key that signs acknowledgements."""
    return _load(places.sign_key, sign_key_of)


def load_sign_check(places: Places) -> Ed25519PublicKey:
    """The key that checks acknowledgements."""
    return _load(places.sign_check, check_key_of)


def load_heartbeat_key(places: Places) -> Ed25519PrivateKey:
    """The key that signs heartbeats."""
    return _load(places.heartbeat_key, sign_key_of)


def load_heartbeat_check(places: Places) -> Ed25519PublicKey:
    """The key that checks heartbeats."""
    return _load(places.heartbeat_check, check_key_of)


def _index_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as error:
        raise BoundariesError("this is no index key") from error
    if len(key) != KEY_LENGTH:
        raise BoundariesError(f"an index key has {KEY_LENGTH} bytes")
    return key


def _load(path: Path, read: Callable[[str], K]) -> K:
    try:
        return read(_read(path))
    except BoundariesError as error:
        raise BoundariesError(error.what, error.where or str(path), error.to_do or "Restore it from a backup.") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise BoundariesError("this file is not there", str(path), _INIT) from error
    except PermissionError as error:
        raise BoundariesError("this file may not be read by this user", str(path), "See who owns it.") from error
    except UnicodeDecodeError as error:
        raise BoundariesError("this is not as `boundaries init` wrote it", str(path), "Restore it from a backup.") from error
