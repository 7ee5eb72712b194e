"""Profiles: what kind of force to build, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from boundaries.errors import BoundariesError

_HOME = files("boundaries.evaluation.force")


@dataclass(frozen=True)
class Profile:
    """One kind of force: size, areas, who works there, what happens, and the ranges its habits are drawn from."""

    name: str
    title: str
    members: int
    areas: tuple[str, ...]
    kinds: Mapping[str, float]
    roles: Mapping[str, Mapping[str, float]]
    cases_per_member: float
    case_mix: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]
    without_tables: tuple[str, ...]
    without_columns: tuple[str, ...]


def read_toml(*parts: str) -> dict[str, Any]:
    """One of this package's own data files."""
    return tomllib.loads(_HOME.joinpath(*parts).read_text(encoding="utf-8"))


def profile_names() -> list[str]:
    """The profiles that come with the program."""
    return sorted(file.name.removesuffix(".toml") for file in _HOME.joinpath("profiles").iterdir() if file.name.endswith(".toml"))


def load_profile(name: str) -> Profile:
    """A profile by name; `small`, `rural` and `metadata_only` say only where they differ from `large`.

    Errors: a name that is not among `profile_names()`.
    """
    if name not in profile_names():
        raise BoundariesError(f"there is no profile '{name}'", "simulate", f"Choose one of {', '.join(profile_names())}.")
    data = read_toml("profiles", "large.toml")
    for key, value in read_toml("profiles", f"{name}.toml").items():
        data[key] = {**data[key], **value} if isinstance(value, dict) else value
    return Profile(
        name=name,
        title=data["title"],
        members=data["members"],
        areas=tuple(data["areas"]),
        kinds=data["kinds"],
        roles=data["roles"],
        cases_per_member=data["cases_per_member"],
        case_mix=data["case_mix"],
        ranges={key: (float(low), float(high)) for key, (low, high) in data["ranges"].items()},
        without_tables=tuple(data["without_tables"]),
        without_columns=tuple(data["without_columns"]),
    )


def draw_habits(profile: Profile, rng: np.random.Generator) -> dict[str, float]:
    """This world's own habits: one value from each range, so that no two seeds share their base rates."""
    drawn = {}
    for name, (low, high) in profile.ranges.items():
        u = float(rng.random())
        drawn[name] = float(low * (high / low) ** u) if low > 0 and high / low > 3 else low + (high - low) * u
    return drawn
