"""How a pair's bits add up, step by step: geometry only; the page draws it inside a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from boundaries.detection.report.pairs import Evidence

WIDTH = 240.0
SHOWN = 0.05
MOST_STEPS = 12


@dataclass(frozen=True)
class Step:
    """One bar: where it starts and how long it is on an axis of `WIDTH`, and what it stands for."""

    title: str
    sign_title: str
    bits: float
    left: float
    length: float

    @property
    def against(self) -> bool:
        """Whether the step takes bits away."""
        return self.bits < 0


@dataclass(frozen=True)
class Waterfall:
    """Steps in order, the total last, and where zero lies on the axis."""

    steps: tuple[Step, ...]
    total: Step
    zero: float


def waterfall(evidence: Sequence[Evidence], bits: float) -> Waterfall:
    """Steps for a pair's evidence, in its order; what is too small to draw is one step, so the steps always add up."""
    weightiest = sorted(evidence, key=lambda one: -abs(one.bits))[:MOST_STEPS]
    drawn = [one for one in evidence if abs(one.bits) >= SHOWN and one in weightiest]
    pieces = [(one.title, one.sign_title, one.bits) for one in drawn]
    if rest := len(evidence) - len(drawn):
        named = f"{rest} smaller {'one' if rest == 1 else 'ones'} together"
        pieces.append((named, "", bits - sum(one.bits for one in drawn)))
    ends = [0.0]
    for _, _, worth in pieces:
        ends.append(ends[-1] + worth)
    low, high = min(*ends, bits, 0.0), max(*ends, bits, 0.0)
    scale = WIDTH / (high - low) if high - low > 1e-9 else 0.0

    def step(title: str, sign_title: str, worth: float, start: float) -> Step:
        left = (min(start, start + worth) - low) * scale
        return Step(title, sign_title, worth, round(left, 1), round(max(abs(worth) * scale, 0.6), 1))

    steps = tuple(step(title, sign, worth, start) for (title, sign, worth), start in zip(pieces, ends, strict=False))
    return Waterfall(steps, step("All together", "", bits, 0.0), round(-low * scale, 1))
