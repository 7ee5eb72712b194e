"""Every setting: its name, what it is for, and how its value is read from the environment, once."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from boundaries.errors import BoundariesError, Fault

PREFIX = "BOUNDARIES_"


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    `content` is how far message text may be read, `budget` the pairs a month the unit can look at for every 1,000 members,
    `threads` and `scratch` are None where the engine chooses.
    """

    content: str
    budget: int
    threads: int | None
    memory_gib: float
    scratch: Path | None
    home: Path
    debug: bool
    public_hosts: tuple[str, ...]
    unit_hosts: tuple[str, ...]
    unit_address: str
    idle_minutes: int
    session_hours: int
    minimum_handlers: int
    grant_minutes: int
    public_database: str
    unit_database: str
    audit_witness: Path | None
    audit_every: int
    force_name: str
    force_phone: str
    force_mailbox: str
    force_web: str
    mailbox: str
    mailbox_secret: Path | None
    mailbox_sign_in: str
    mailbox_authority: Path | None
    mailbox_processed: str
    mailbox_addresses: tuple[str, ...]


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


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"expected {', '.join(words[:-1])} or {words[-1]}")
        return text

    return read


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("expected a whole number, 1 or more")
    return int(text)


def _gib(text: str) -> float:
    try:
        gib = float(text)
    except ValueError:
        gib = 0.0
    if not 0.25 <= gib <= 65_536:
        raise ValueError("expected a number of GiB, 0.25 or more")
    return gib


def _file(text: str) -> Path:
    file = Path(text).expanduser()
    if not file.is_file():
        raise ValueError("expected a file that is there")
    return file


def _folder(text: str) -> Path:
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise ValueError("expected a folder that is there")
    return folder


def _address(text: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+", text):
        raise ValueError("expected http:// or https:// and a host, without a path")
    return text


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _yes(text: str) -> bool:
    return _one_of("1", "0")(text) == "1"


def _web(text: str) -> str:
    if not text.startswith("https://") or any(one.isspace() for one in text):
        raise ValueError("expected an address that begins with https://")
    return text


def _or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(text) if text else None


def _data_folder(environment: Mapping[str, str]) -> Path:
    """Where programs keep a user's data on this platform."""
    home = Path.home()
    if sys.platform == "win32":
        parent = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        parent = home / "Library" / "Application Support"
    else:
        parent = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return parent / "boundaries"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "content",
        "all",
        "How far the text of messages and notes may be read: `none` never, `gated` only for pairs that other signs already "
        "raise, `all` wherever there is text. Which one was used is written in scan.json.",
        _one_of("none", "gated", "all"),
    ),
    Setting("budget", "20", "How many pairs a month the unit can review, for every 1,000 members.", _whole),
    Setting(
        "threads",
        "",
        "How many processor threads a scan may use. Empty: every core. The answer is the same for any number.",
        _or_none(_whole),
    ),
    Setting("memory_gib", "4", "How much memory, in GiB, the engine may hold before it spills to the scratch folder.", _gib),
    Setting(
        "scratch",
        "",
        "The folder that spilled rows go to, in a private folder of their own that is removed afterwards; it must be as well "
        "protected as the records. Empty: the system's place for temporary files.",
        _or_none(_folder),
    ),
    Setting(
        "home",
        "",
        "The folder that Boundaries keeps its own data in. Empty: the platform's data folder for this user.",
        _or_none(Path),
    ),
    Setting(
        "debug",
        "0",
        "Set to 1 to see the whole traceback of an unforeseen fault. A traceback can hold words from the records.",
        _yes,
    ),
    Setting(
        "public_hosts",
        "localhost,127.0.0.1,[::1]",
        "The host names that the public site answers to, with commas between them; an onion address too, where there is one.",
        _names,
    ),
    Setting("unit_hosts", "localhost,127.0.0.1,[::1]", "The host names that the unit's site answers to.", _names),
    Setting(
        "unit_address",
        "http://localhost:8001",
        "The address under which browsers reach the unit's site, without a path: invitations and passkeys are bound to it. Where it "
        "begins with https, cookies go only over https.",
        _address,
    ),
    Setting("idle_minutes", "15", "After how many minutes without a page someone must sign in to the unit's site again.", _whole),
    Setting("session_hours", "10", "After how many hours someone must sign in to the unit's site again in any case.", _whole),
    Setting(
        "minimum_handlers",
        "2",
        "How many handlers must remain once those whom a report keeps out are left out; with fewer it goes to the head of the unit and "
        "the alternate authority only.",
        _whole,
    ),
    Setting("grant_minutes", "60", "How many minutes a grant to see the identity of a source lasts.", _whole),
    Setting(
        "public_database",
        "",
        "Where the public site keeps its rows: postgresql://user:password@host/name. Empty: an SQLite file in the home folder.",
        str,
    ),
    Setting(
        "unit_database",
        "",
        "Where the unit's site keeps its rows, in the same form. It must be another database than the public site's.",
        str,
    ),
    Setting(
        "audit_witness",
        "",
        "The file that signed checkpoints of the unit's audit trail are added to. Best where this machine can add but not change: "
        "then a cut or rewritten trail shows. Empty: a file in the home folder.",
        _or_none(Path),
    ),
    Setting("audit_every", "1", "After how many lines of the audit trail a checkpoint is written.", _whole),
    Setting("force_name", "", "The force's name, on its leaflet and its pages.", str),
    Setting("force_phone", "", "The telephone number of the counter-corruption unit, as the public may ring it.", str),
    Setting("force_mailbox", "", "The e-mail address that only the counter-corruption unit reads.", str),
    Setting(
        "force_web",
        "",
        "The address of the public site, from https://, as it is printed on the leaflet and in its code to scan.",
        lambda text: _web(text) if text else "",
    ),
    Setting(
        "mailbox",
        "",
        "The mailbox that `boundaries mailbox` watches: imaps://user@host/folder, or imap://user@host/folder for STARTTLS; @ within "
        "the user is written %40. Empty: none.",
        str,
    ),
    Setting(
        "mailbox_secret",
        "",
        "The file that holds the mailbox's password or token, on one line, readable to its owner only. It is read at each sign-in.",
        _or_none(_file),
    ),
    Setting(
        "mailbox_sign_in",
        "password",
        "What that file holds: a `password`, or the access `token` of OAuth (XOAUTH2), which something else keeps fresh.",
        _one_of("password", "token"),
    ),
    Setting(
        "mailbox_authority",
        "",
        "A file with the certificates of the authority that signs the mail server's certificate. Empty: those the system trusts.",
        _or_none(_file),
    ),
    Setting(
        "mailbox_processed",
        "",
        "The folder on the mail server that messages are moved to once they are handed over. Empty: they are deleted.",
        str,
    ),
    Setting(
        "mailbox_addresses",
        "",
        "The addresses that reach this mailbox, with commas between them, by which loops are known. Empty: the address on the leaflet, or its user.",
        _names,
    ),
)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read every setting; raises one BoundariesError that lists all faults, unknown names among them."""
    values: dict[str, Any] = {}
    faults = []
    for setting in SETTINGS:
        text = environment.get(setting.name, "").strip() or setting.default
        try:
            values[setting.field] = setting.read(text)
        except ValueError as error:
            faults.append(Fault(setting.name, f"{error}, found {text!r}"))
    faults.extend(_unknown(environment))
    if faults:
        raise BoundariesError("some settings cannot be used", "environment", "Change or unset them.", tuple(faults))
    values["home"] = values["home"] or _data_folder(environment)
    return Settings(**values)


def _unknown(environment: Mapping[str, str]) -> list[Fault]:
    known = [setting.name for setting in SETTINGS]
    faults = []
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, 1)
            faults.append(Fault(name, "no such setting" + (f", is {near[0]} meant?" if near else "")))
    return faults


@cache
def current() -> Settings:
    """The settings of this process, read from its environment the first time they are asked for."""
    return read_settings(os.environ)


def choose_site(site: str) -> None:
    """Let this process, and those it starts, be one of the sites; Django reads its name from the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"boundaries.sites.{site}"


def wants_tracebacks(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether BOUNDARIES_DEBUG is 1, known even where other settings are faulty."""
    return environment.get(PREFIX + "DEBUG", "").strip() == "1"
