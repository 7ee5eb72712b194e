"""The catalogue, read once a process: it ships with the package and does not change under it."""

from functools import cache

from boundaries.catalogue import Catalogue, load_catalogue


@cache
def leaflet() -> Catalogue:
    """The leaflet as data."""
    return load_catalogue()
