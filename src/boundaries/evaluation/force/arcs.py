"""Arcs as data: what each published case leaves in the records, and how one pair's traces are drawn from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from boundaries.evaluation.force.chance import choose
from boundaries.evaluation.force.profile import read_toml

CHANNELS = {"work_phone": 0.35, "personal_channel": 0.30, "traces_only": 0.35}
STYLES = {"shark": 0.35, "fisherman": 0.45, "drift": 0.20}
# How much of an arc shows: most real cases leave little.
STRENGTHS: Sequence[tuple[float, float, float]] = ((0.2, 0.6, 0.6), (0.43, 1.1, 0.87), (0.37, 1.7, 0.98))
_RANGES = ("contacts", "days", "off_duty", "late", "logged", "answered", "visits", "unrecorded", "lookups", "outside", "warmth")
_CHANCES = (
    "relatives", "numbers", "steered", "risk_lowered", "self_attached", "while_sick", "thin_log", "deleted", "praise", "gift",
    "asked_for", "after_close", "months_later",
)  # fmt: skip


@dataclass(frozen=True)
class Arc:
    """One published case: who, how they met, by which channels, and its ranges and chances."""

    name: str
    replay: str
    weight: float
    kinds: tuple[str, ...]
    member_roles: tuple[str, ...]
    person_roles: tuple[str, ...]
    case_kinds: tuple[str, ...]
    channels: tuple[str, ...]
    words: tuple[str, ...]
    ranges: Mapping[str, tuple[float, float]]
    chances: Mapping[str, float]


@dataclass(frozen=True)
class Traces:
    """What one pair leaves: amounts, shares, and which single traces show."""

    channel: str
    style: str
    days: int
    contacts: int
    visits: int
    lookups: int
    shares: Mapping[str, float]
    shows: frozenset[str]
    words: tuple[str, ...]
    kisses: float
    pets: float


def load_arcs() -> list[Arc]:
    """All arcs, defaults filled in."""
    defaults = read_toml("arcs", "defaults.toml")
    return [_arc(name, {**defaults, **data}) for name, data in read_toml("arcs", "published.toml").items()]


def _arc(name: str, data: Mapping[str, Any]) -> Arc:
    return Arc(
        name, data["replay"], float(data["weight"]), kinds=tuple(data["kinds"]), member_roles=tuple(data["member_roles"]),
        person_roles=tuple(data["person_roles"]), case_kinds=tuple(data["case_kinds"]), channels=tuple(data["channels"]), words=tuple(data["words"]),
        ranges={key: (float(data[key][0]), float(data[key][1])) for key in _RANGES}, chances={key: float(data[key]) for key in _CHANCES},
    )  # fmt: skip


def choose_arc(rng: np.random.Generator, arcs: Sequence[Arc], channel: str, kind: str) -> Arc:
    """An arc that fits the channel class and the kind of member, by weight."""
    fitting = [arc for arc in arcs if channel in arc.channels and kind in arc.kinds] or [arc for arc in arcs if kind in arc.kinds]
    chosen: Arc = choose(rng, fitting, [arc.weight for arc in fitting])
    return chosen


def draw_traces(rng: np.random.Generator, arc: Arc, channel: str, style: str) -> Traces:
    """How much of the arc this pair shows."""
    _, amount, showing = choose(rng, STRENGTHS, [strength[0] for strength in STRENGTHS])
    pace = {"shark": 1.25, "fisherman": 0.7, "drift": 1.0}[style]
    drawn = {key: _between(rng, *span) for key, span in arc.ranges.items()}
    shows = frozenset(key for key, chance in arc.chances.items() if rng.random() < chance * showing)
    days = int(max(drawn["days"] * (0.6 if style == "shark" else 1.0), 4))
    return Traces(
        channel, style, days, contacts=int(drawn["contacts"] * amount * pace), visits=_count(rng, drawn["visits"] * amount, showing),
        lookups=_count(rng, drawn["lookups"] * amount, showing),
        shares={key: drawn[key] for key in ("off_duty", "late", "logged", "answered", "unrecorded", "outside", "warmth")}, shows=shows,
        words=arc.words if rng.random() < showing else (), kisses=float(rng.uniform(0.1, 0.8)) if rng.random() < 0.6 * showing else 0.02,
        pets=float(rng.uniform(0.05, 0.4)) if rng.random() < 0.4 * showing else 0.01,
    )  # fmt: skip


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    """A value in the range; small ones more often where the range is wide."""
    if low > 0 and high / low > 3:
        return float(low * (high / low) ** rng.random())
    return float(rng.uniform(low, high))


def _count(rng: np.random.Generator, mean: float, showing: float) -> int:
    """A whole number around a mean; nothing at all where the trace does not show."""
    return int(rng.poisson(mean)) if rng.random() < showing else 0
