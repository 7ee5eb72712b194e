"""The synthetic force: a year of ordinary policing in the contract's tables, with known truth beside it."""

from boundaries.evaluation.force.build import simulate
from boundaries.evaluation.force.profile import Profile, load_profile, profile_names
from boundaries.evaluation.force.write import Force

__all__ = ["Force", "Profile", "load_profile", "profile_names", "simulate"]
