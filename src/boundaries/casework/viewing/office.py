"""Office files: only what they tell of themselves; their content is never opened here."""

import io
import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from boundaries.casework.viewing.seen import Seen, told

_LARGEST_PART = 200_000
_MOST_PARTS = 5_000
_KINDS = {"word/": "Word document", "xl/": "Excel workbook", "ppt/": "PowerPoint presentation"}


def office_facts(held: bytes) -> Seen:
    """Who made the file, when and with what; for any other archive, what kind it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as archive:
            names = archive.namelist()[:_MOST_PARTS]
            kind = next((kind for start, kind in _KINDS.items() if any(name.startswith(start) for name in names)), "Archive")
            core, app = (_part(archive, names, f"docProps/{name}.xml") for name in ("core", "app"))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return Seen(told(note="It is damaged. The original is kept, sealed."))
    return Seen(
        told(
            kind=kind,
            parts=len(names) if kind == "Archive" else None,
            title=core.get("title"),
            author=core.get("creator"),
            last_changed_by=core.get("lastModifiedBy"),
            made_at=core.get("created"),
            changed_at=core.get("modified"),
            made_with=app.get("Application"),
            company=app.get("Company"),
            holds_macros="yes" if any(name.endswith("vbaProject.bin") for name in names) else None,
            note="Its content is not shown. The original is kept, sealed.",
        )
    )


def _part(archive: zipfile.ZipFile, names: list[str], name: str) -> dict[str, str]:
    """The elements of one small part, by name; nothing where it is missing, too large or not right."""
    if name not in names:
        return {}
    with archive.open(name) as part:
        held = part.read(_LARGEST_PART + 1)
    if len(held) > _LARGEST_PART:
        return {}
    try:
        return {one.tag.rpartition("}")[2]: one.text or "" for one in fromstring(held)}
    except (ParseError, DefusedXmlException):
        return {}
