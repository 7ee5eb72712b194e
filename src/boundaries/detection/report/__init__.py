"""What a scan found, told to a reader: one self-contained page, and the same pair in the terminal."""

from boundaries.detection.report.render import render
from boundaries.detection.report.saving import write_report
from boundaries.detection.report.tables import ScanTables, read_scan

__all__ = ["ScanTables", "read_scan", "render", "write_report"]
