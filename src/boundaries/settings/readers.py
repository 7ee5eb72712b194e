"""How the text of a setting becomes its value; each raises ValueError with what is expected."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "BOUNDARIES_"


@dataclass(frozen=True)
class Setting:
    """One setting as documented: `read` turns its text into a value, or raises ValueError with what is expected."""

    field: str
    default: str
    purpose: str
    read: Callable[[str], Any]

    @property
    def name(self) -> str:
        """The environment variable that holds it."""
        return PREFIX + self.field.upper()


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"expected {', '.join(words[:-1])} or {words[-1]}")
        return text

    return read


def whole(text: str) -> int:
    """A whole number, 1 or more."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("expected a whole number, 1 or more")
    return int(text)


def within(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(text)

    return read


def gib(text: str) -> float:
    """A number of GiB."""
    try:
        gib = float(text)
    except ValueError:
        gib = 0.0
    if not 0.25 <= gib <= 65_536:
        raise ValueError("expected a number of GiB, 0.25 or more")
    return gib


def file(text: str) -> Path:
    """A file that is there."""
    file = Path(text).expanduser()
    if not file.is_file():
        raise ValueError("expected a file that is there")
    return file


def folder(text: str) -> Path:
    """A folder that is there."""
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise ValueError("expected a folder that is there")
    return folder


def names_of(text: str) -> tuple[str, ...]:
    """Names with commas between them."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def colour(text: str) -> str:
    """A colour as six hex digits."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError("expected a colour like #003d78")
    return text.lower()


def header(text: str) -> str:
    """A request header's name, as WSGI spells it."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z-]*", text):
        raise ValueError("expected the name of a header, like X-Real-IP")
    return "HTTP_" + text.upper().replace("-", "_")


def yes(text: str) -> bool:
    """1 for yes, 0 for no."""
    return one_of("1", "0")(text) == "1"


def web(text: str) -> str:
    """An address that begins with https://."""
    if not text.startswith("https://") or any(one.isspace() for one in text):
        raise ValueError("expected an address that begins with https://")
    return text


def or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """None where it is empty, else as `read` reads it."""
    return lambda text: read(text) if text else None


def address(text: str) -> str:
    """A site's address without a path."""
    if not re.fullmatch(r"https?://[^/\s]+", text):
        raise ValueError("expected http:// or https:// and a host, without a path")
    return text
