"""A course as a SCORM 1.2 package, for a force's own learning system, which gets the score back."""

from boundaries.training.scorm.packing import pack

__all__ = ["pack"]
