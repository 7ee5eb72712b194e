"""Every table of the unit's workspace."""

from boundaries.casework.models.trail import TrailLine

__all__ = ["TrailLine"]
