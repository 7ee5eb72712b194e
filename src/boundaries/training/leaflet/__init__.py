"""The leaflet and its family, made from the catalogue, the force's settings and the ledger."""

from boundaries.training.leaflet.force import Force
from boundaries.training.leaflet.layouts import Format, Language, Layout
from boundaries.training.leaflet.making import Order, make

__all__ = ["Force", "Format", "Language", "Layout", "Order", "make"]
