"""Values as JSON and back, strictly: every key known, every type as declared, a kind and a version on each.

What comes back may have been written by a seized server, so nothing is trusted and every fault is a WireError.
"""

import base64
import binascii
import dataclasses
import json
import math
import types
import typing
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from boundaries.errors import BoundariesError

VERSION = 1
V = TypeVar("V")


class WireError(BoundariesError):
    """Bytes that should hold a value do not: another kind, another version, or a key or type that is not ours."""


class Wire:
    """A frozen dataclass that crosses as bytes; `KIND` says which."""

    KIND: ClassVar[str]

    def to_bytes(self) -> bytes:
        """The value as JSON in UTF-8."""
        held = {"kind": self.KIND, "version": VERSION, "value": _plain(self)}
        try:
            return json.dumps(held, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        except ValueError as error:
            raise WireError("this holds a number or a letter that cannot be written", self.KIND) from error

    @classmethod
    def from_bytes(cls, held: bytes) -> Self:
        """Read what `to_bytes` wrote; raises WireError for anything else."""
        kind, value = _opened(held)
        if kind != cls.KIND:
            raise WireError(f"expected a {cls.KIND}, found a {kind}")
        found: Self = _sound(_value(cls, value, cls.KIND))
        return found

    def faults(self) -> Iterable[str]:
        """The names of fields whose content cannot be right, such as an id that is none; each kind knows its own."""
        return ()


def one_of(kinds: Iterable[type[Wire]], held: bytes) -> Any:
    """Read a value that may be of several kinds; raises WireError where it is of none of them."""
    kind, value = _opened(held)
    for one in kinds:
        if kind == one.KIND:
            return _sound(_value(one, value, kind))
    raise WireError(f"a {kind} is not expected here")


def _sound(value: Any) -> Any:
    faults = tuple(value.faults())
    if faults:
        raise WireError(f"{', '.join(faults)} cannot be right", value.KIND)
    return value


def _opened(held: bytes) -> tuple[str, Any]:
    try:
        told = json.loads(held.decode(), object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise WireError("this is not the JSON that was agreed") from error
    if not isinstance(told, dict) or told.keys() != {"kind", "version", "value"} or not isinstance(told["kind"], str):
        raise WireError("this lacks its kind, its version or its value")
    if type(told["version"]) is not int or told["version"] != VERSION:
        raise WireError(
            f"this is of version {str(told['version'])[:20]}, known is {VERSION}", to_do="Update Boundaries on this side."
        )
    return told["kind"][:40], told["value"]


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise ValueError("a key stands twice")
    return held


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return value


def _value(kind: Any, held: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, held, where)
    if origin is tuple:
        return tuple(_value(typing.get_args(kind)[0], one, where) for one in _typed(list, held, where))
    if origin is dict:
        return {_text(name, where): _text(one, where) for name, one in _typed(dict, held, where).items()}
    if origin is types.UnionType:
        return None if held is None else _value(typing.get_args(kind)[0], held, where)
    if kind is float:
        number = float(held) if type(held) in (int, float) and abs(held) < 1e300 else math.nan
        if math.isnan(number):
            raise WireError("expected a number", where)
        return number
    if kind in (int, bool):
        return _typed(kind, held, where)
    return _from_text(kind, _text(held, where), where)


def _from_text(kind: Any, text: str, where: str) -> Any:
    try:
        if kind is bytes:
            return base64.b64decode(text, validate=True)
        return text if kind is str else kind.fromisoformat(text) if kind in (date, datetime) else kind(text)
    except (ValueError, binascii.Error) as error:
        raise WireError(f"this is no {kind.__name__}", where) from error


def _typed(kind: Any, held: Any, where: str) -> Any:
    if type(held) is not kind:
        raise WireError(f"expected {kind.__name__}, found {type(held).__name__}", where)
    return held


def _text(held: Any, where: str) -> str:
    text: str = _typed(str, held, where)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise WireError("this holds half a letter", where) from error
    return text


def _dataclass(kind: Any, held: Any, where: str) -> Any:
    given = _typed(dict, held, where)
    fields = {one.name: one for one in dataclasses.fields(kind)}
    unknown = sorted(given.keys() - fields.keys())
    missing = [
        name
        for name, one in fields.items()
        if name not in given and one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
    ]
    if unknown or missing:
        told = [f"does not know {len(unknown)} of the keys"] if unknown else []
        told += [f"lacks {', '.join(missing)}"] if missing else []
        raise WireError(" and ".join(told), where, "Both sides should run the same version of Boundaries.")
    hints = _hints(kind)
    values = {name: _value(hints[name], value, f"{where}.{name}") for name, value in given.items()}
    try:
        return kind(**values)
    except BoundariesError as error:
        raise WireError(error.what, where) from error


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a value's fields, found out once: that takes longer than to read the value."""
    return typing.get_type_hints(kind)
