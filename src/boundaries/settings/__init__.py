"""The settings of one run, read from the environment once."""

import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from boundaries.errors import BoundariesError, Fault
from boundaries.settings.readers import PREFIX, Setting
from boundaries.settings.table import SETTINGS, Settings

__all__ = ["PREFIX", "SETTINGS", "Setting", "Settings", "choose_site", "current", "for_site", "read_settings", "wants_tracebacks"]


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


def _cache_folder(asked: str, environment: Mapping[str, str]) -> Path | None:
    """Where what can be made again is kept: the folder asked for, or where programs do so on this platform; None for `off`."""
    if asked:
        return None if asked == "off" else Path(asked).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "boundaries" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "boundaries"
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "boundaries"


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
    values["cache"] = _cache_folder(values["cache"], environment)
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


def for_site(site: str) -> dict[str, str]:
    """The environment of another process that is to be one of the sites."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": f"boundaries.sites.{site}"}


def wants_tracebacks(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether BOUNDARIES_DEBUG is 1, known even where other settings are faulty."""
    return environment.get(PREFIX + "DEBUG", "").strip() == "1"
