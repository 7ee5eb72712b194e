"""Vectorised draws: heavy tails, shares, weighted picks within groups."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Words = NDArray[Any]


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for one part of the world, so that a change in one part leaves the others alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def spread(rng: np.random.Generator, count: int, sigma: float) -> Floats:
    """Heavy-tailed multipliers with mean 1 (log-normal)."""
    return np.asarray(rng.lognormal(-sigma * sigma / 2, sigma, count))


def shares(rng: np.random.Generator, count: int, mean: float, strength: float) -> Floats:
    """Shares between 0 and 1 around a mean; a low strength means members differ a lot."""
    mean = min(max(mean, 1e-4), 1 - 1e-4)
    return np.asarray(rng.beta(mean * strength, (1 - mean) * strength, count))


def tilt(values: Floats, by: Floats) -> Floats:
    """Shares moved up or down on the log-odds scale, so that they stay between 0 and 1."""
    odds = np.log(np.clip(values, 1e-6, 1 - 1e-6)) - np.log1p(-np.clip(values, 1e-6, 1 - 1e-6))
    return np.asarray(1 / (1 + np.exp(-(odds + by))))


def pick(rng: np.random.Generator, weights: Mapping[str, float], count: int) -> Words:
    """Words drawn by weight."""
    words = np.array(list(weights))
    edges = np.cumsum(list(weights.values()))
    return np.asarray(words[np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(words) - 1)])


def fan_out(counts: Ints) -> tuple[Ints, Ints]:
    """For each unit of each count: the row it belongs to, and its place within that row."""
    owner = np.repeat(np.arange(len(counts)), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    return owner, np.arange(len(owner)) - starts


def arrivals(rng: np.random.Generator, rates: Floats | float, count: int | None = None) -> Ints:
    """Poisson counts, guarded against absurd rates."""
    return np.asarray(rng.poisson(np.minimum(rates, 5000.0), count), dtype=np.int64)


@dataclass(frozen=True)
class Groups:
    """Items by group, to draw one item of a wanted group in proportion to its weight."""

    items: Ints
    edges: Floats
    sizes: Ints

    @classmethod
    def of(cls, keys: Ints, weights: Floats, groups: int, items: Ints | None = None) -> "Groups":
        """Build from one key and one weight per item; keys below zero are left out."""
        items = np.arange(len(keys)) if items is None else items
        keep = (keys >= 0) & (weights > 0)
        keys, weights, items = keys[keep], weights[keep], items[keep]
        order = np.argsort(keys, kind="stable")
        keys, weights, items = keys[order], weights[order], items[order]
        totals = np.bincount(keys, weights, groups)
        running = np.cumsum(weights)
        before = np.concatenate([[0.0], np.cumsum(totals)])[keys]
        within = np.minimum((running - before) / totals[keys], 1.0)
        return cls(items, keys + within, np.bincount(keys, minlength=groups).astype(np.int64))

    def draw(self, rng: np.random.Generator, wanted: Ints) -> Ints:
        """One item per wanted group; -1 where the group is empty."""
        if not len(self.items):
            return np.full(len(wanted), -1)
        spot = np.searchsorted(self.edges, wanted + rng.random(len(wanted)) * 0.999999, side="right")
        drawn = self.items[np.minimum(spot, len(self.items) - 1)]
        return np.where((wanted >= 0) & (self.sizes[np.maximum(wanted, 0)] > 0), drawn, -1)


def or_null(kept: Flags, words: Words | str) -> Words:
    """The words where they are kept, null elsewhere."""
    return np.asarray(np.where(kept, np.asarray(words, dtype=object), np.asarray(None, dtype=object)), dtype=object)


def choose(rng: np.random.Generator, options: Sequence[Any] | Words, weights: Sequence[float] | None = None) -> Any:
    """One of a few options."""
    if weights is None:
        return options[int(rng.integers(len(options)))]
    edges = np.cumsum(weights)
    return options[min(int(np.searchsorted(edges, rng.random() * edges[-1], side="right")), len(options) - 1)]
