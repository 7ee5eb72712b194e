"""The leaflet as data: one wording for the public page, the report form, the detectors, the analyst and the training."""

from boundaries.catalogue.loader import load_catalogue
from boundaries.catalogue.model import Catalogue, Sign, Urgency, Vulnerability

__all__ = ["Catalogue", "Sign", "Urgency", "Vulnerability", "load_catalogue"]
