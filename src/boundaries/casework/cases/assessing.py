"""Whether an assessment finds every part of the definition."""

from collections.abc import Mapping
from functools import cache

from boundaries.catalogue import load_catalogue


def meets_definition(assessed: Mapping[str, str]) -> bool:
    """Whether an assessment finds every part of the definition."""
    return all(assessed.get(limb) == "yes" for limb in _limbs())


@cache
def _limbs() -> tuple[str, ...]:
    return tuple(limb.id for limb in load_catalogue().definition.limbs)
