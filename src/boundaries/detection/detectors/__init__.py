"""The detectors: one TOML file each, read into frozen values."""

from boundaries.detection.detectors.loader import FOLDER, load_detectors

__all__ = ["FOLDER", "load_detectors"]
