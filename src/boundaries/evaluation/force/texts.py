"""Texts from a template grammar: pools of bodies by register, then greeting and sign-off by the writer's habit."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from boundaries.evaluation.force.chance import Flags, Floats, Words, choose
from boundaries.evaluation.force.profile import read_toml

_POOL = 260
_SHORT = {
    r"\byou\b": "u", r"\byour\b": "ur", r"\byou're\b": "ur", r"\bplease\b": "pls", r"\btomorrow\b": "tmrw", r"\bthanks\b": "thx",
    r"\bbecause\b": "cos", r"\bto\b": "2", r"\bfor\b": "4", r"\bare\b": "r", r"\btonight\b": "2nite", r"\bmessage\b": "msg", r"\bgoing to\b": "gonna",
}  # fmt: skip
KISSES = ("x", "xx", "xxx", "X", "x x")


class Phrasebook:
    """Ready pools of bodies; writing a batch is a few array look-ups."""

    def __init__(self, rng: np.random.Generator) -> None:
        data = read_toml("phrases.toml")
        self.slots: dict[str, list[str]] = data["slots"]
        self.letters: dict[str, list[str]] = data["letters"]
        self.pools: dict[str, tuple[Words, Words]] = {}
        for side in ("out", "in", "arc_out", "arc_in"):
            for register, bodies in data[side].items():
                neat = [self.fill(rng, choose(rng, bodies)) for _ in range(_POOL)]
                self.pools[f"{side}.{register}"] = (
                    np.array(neat, dtype=object),
                    np.array([sloppy(rng, text) for text in neat], dtype=object),
                )

    def fill(self, rng: np.random.Generator, body: str) -> str:
        """One body with its slots filled."""
        return re.sub(r"\{(\w+)\}", lambda match: str(choose(rng, self.slots[match.group(1)])), body)

    def write(
        self, rng: np.random.Generator, register: Words, careless: Flags, kisses: Floats, pets: Floats, greets: float = 0.35
    ) -> Words:
        """A text for each register; `kisses` and `pets` are each writer's chance to sign with a kiss or to use a pet name."""
        count = len(register)
        text = np.full(count, "", dtype=object)
        for name in np.unique(register):
            here = np.flatnonzero(register == name)
            neat, rough = self.pools[str(name)]
            spot = rng.integers(0, _POOL, len(here))
            text[here] = np.where(careless[here], rough[spot], neat[spot])
        automatic = register == "out.auto"
        pet = (rng.random(count) < pets) & ~automatic
        pick_pet = np.array(self.slots["pet"], dtype=object)[rng.integers(0, len(self.slots["pet"]), count)]
        greet = np.array(["Hi, ", "Hiya, ", "Hello, ", "Morning, ", "hi ", "Hey "], dtype=object)[rng.integers(0, 6, count)]
        greeting = np.where((rng.random(count) < greets) & ~automatic, greet, "")
        front = rng.random(count) < 0.4
        greeting = np.where(
            pet & front,
            np.array(["Hi ", "Hiya ", "Alright ", "Hey "], dtype=object)[rng.integers(0, 4, count)] + pick_pet + ", ",
            greeting,
        )
        ending = np.where(pet & ~front, " " + pick_pet, "")
        kiss = (rng.random(count) < kisses) & ~automatic
        which = np.minimum(rng.geometric(0.6, count) - 1, len(KISSES) - 1)
        ending = ending + np.where(kiss, " " + np.array(KISSES, dtype=object)[which], "")
        return np.asarray(greeting + text + ending)

    def letter(self, rng: np.random.Generator, tone: str) -> str:
        """A compliment, a letter of high praise, a grumble or a request, of one to three sentences."""
        if tone == "request":
            return self.fill(rng, choose(rng, self.letters["request"]))
        bodies = [self.fill(rng, choose(rng, self.letters[tone])) for _ in range(int(rng.integers(1, 4)))]
        return f"{choose(rng, self.letters['opening'])} {', and '.join(dict.fromkeys(bodies))}."


def sloppy(rng: np.random.Generator, text: str) -> str:
    """The same words as typed in a hurry: short forms, no capitals, a slip of the finger."""
    for pattern, short in _SHORT.items():
        if rng.random() < 0.4:
            text = re.sub(pattern, short, text, flags=re.IGNORECASE)
    if rng.random() < 0.7:
        text = text.lower()
    if rng.random() < 0.6:
        text = text.rstrip(".").replace("'", "")
    if len(text) > 8 and rng.random() < 0.25:
        spot = int(rng.integers(1, len(text) - 2))
        text = text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]
    return text


def shared_wording(rng: np.random.Generator, mine: Sequence[str], letter: str) -> str:
    """A letter that carries the member's own phrases, as one does that was drafted by the member."""
    phrases = [phrase.rstrip(".") for phrase in mine if len(phrase) > 25]
    if not phrases:
        return letter
    return f"{letter} {choose(rng, phrases)}. {choose(rng, phrases)}."


def as_objects(values: Any) -> Words:
    """Words as an object array, so that nulls fit."""
    return np.asarray(values, dtype=object)
