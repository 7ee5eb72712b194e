"""Boundaries: find, hear, work and prevent abuse of position for a sexual purpose."""

__version__ = "0.1.0"
