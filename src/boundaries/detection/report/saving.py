"""The report beside the scan it tells of."""

from collections.abc import Mapping
from pathlib import Path

from boundaries.catalogue import Catalogue
from boundaries.detection.output import write_whole
from boundaries.detection.report.asking import record_unmasking
from boundaries.detection.report.guide import DetectorText
from boundaries.detection.report.labels import stated_purpose
from boundaries.detection.report.render import MOST_PAIRS, render
from boundaries.detection.report.tables import read_scan
from boundaries.errors import BoundariesError
from boundaries.records.state import Records

NAME = "report.html"


def write_report(
    folder: Path,
    records: Records | None,
    catalogue: Catalogue,
    detectors: Mapping[str, DetectorText],
    *,
    unmask: bool = False,
    purpose: str | None = None,
    top: int = MOST_PAIRS,
) -> Path:
    """Write `report.html` into a scan folder, whole or not at all, and give its path.

    Ids are shown only for a purpose, which is recorded in scan.json before the page is written.
    """
    said = stated_purpose(unmask, purpose)
    tables = read_scan(folder)
    page = render(tables, records, catalogue, detectors, unmask=unmask, purpose=said, top=top)
    if said:
        record_unmasking(folder, tables, said)
    path = folder / NAME
    try:
        write_whole(path, lambda beside: beside.write_text(page, encoding="utf-8"))
    except OSError as error:
        raise BoundariesError("the report could not be written", str(path), "Give a folder that can be written to.") from error
    return path
