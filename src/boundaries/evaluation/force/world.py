"""The frame of one world: who, when, which habits, and where its records gather."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from boundaries.evaluation.force.calendar import Calendar
from boundaries.evaluation.force.chance import stream
from boundaries.evaluation.force.profile import Profile


@dataclass(frozen=True)
class World:
    """Profile, calendar, seed and this world's own habits (see the profile's ranges)."""

    profile: Profile
    calendar: Calendar
    seed: int
    habits: Mapping[str, float]

    def stream(self, name: str) -> np.random.Generator:
        return stream(self.seed, name)

    @property
    def years(self) -> float:
        """The whole span in years, warm-up included."""
        return self.calendar.all_days / 365.25
