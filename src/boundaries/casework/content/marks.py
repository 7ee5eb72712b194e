"""Keyed hashes of how members are named: the roster, the accounts and what reports say meet here without a name being kept."""

import hmac
import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache

from boundaries.casework.content.places import places
from boundaries.errors import BoundariesError
from boundaries.handover.durable import write_new
from boundaries.handover.identifiers import identifiers
from boundaries.handover.people import NamedMember
from boundaries.handover.symmetric import KEY_LENGTH

FILE = "roster.key"


@cache
def _key() -> bytes:
    """The key of the marks, made at the first need and kept in the unit's folder."""
    path = places().unit / FILE
    if not path.exists():
        with suppress(FileExistsError):
            write_new(path, secrets.token_bytes(KEY_LENGTH))
    held = path.read_bytes()
    if len(held) != KEY_LENGTH:
        raise BoundariesError("this key does not have its length", str(path), "Restore it from a backup.")
    return held


def member_mark(member_id: str) -> str:
    """The mark of a member's id in the force's records."""
    return _mark(f"member/{member_id.strip().casefold()}")


def pair_mark(member_id: str, person_id: str) -> str:
    """The mark of a pair, by which the next scan finds it again although no row says who it is."""
    return _mark(f"pair/{json.dumps([member_id, person_id])}")


def line_mark(register: str, key: Iterable[str]) -> str:
    """The mark of a register's line, by which the same line is found when it comes again."""
    return _mark(f"line/{json.dumps([register, *key])}")


def marks_of(member: NamedMember) -> frozenset[str]:
    """The marks of every way in which someone names a member: fewer ways say less."""
    return frozenset(map(identifier_mark, identifiers(member)))


def identifier_mark(identifier: str) -> str:
    """The mark of one way to name a member."""
    return _mark(f"named/{identifier}")


@lru_cache(maxsize=50_000)
def word_mark(word: str) -> str:
    """The mark of one word of a name, by which nobody is singled out: only a text that hides names is held against it."""
    return _mark(f"word/{word}")


def _mark(text: str) -> str:
    return hmac.new(_key(), f"boundaries/mark/1/{text}".encode(), "sha256").hexdigest()
