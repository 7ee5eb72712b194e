"""Packs a course: a manifest, one page, its script and style, and the course's words as data.

The names and rules are those of SCORM 1.2 (ADL, 2001): the content aggregation model for the manifest, the run-time environment for
what the script says to the learning system.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from boundaries.catalogue import Catalogue
from boundaries.training.courses.model import Course, Courses, Item, Lesson

_FILES = Path(__file__).parent / "package"
_NAMES = ("index.html", "course.js", "style.css")
_IMS = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_LONG_AGO = (2026, 1, 1, 0, 0, 0)


def pack(held: Catalogue, courses: Courses, course: Course, force: str) -> bytes:
    """The package as a zip file, the same bytes for the same course; `force` may be empty."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        content = json.dumps(_content(held, courses, course, force), ensure_ascii=True, indent=1)
        parts = {"imsmanifest.xml": _manifest(course), "content.js": f"const CONTENT = {content};\n"}
        parts |= {name: (_FILES / name).read_text(encoding="utf-8") for name in _NAMES}
        parts["index.html"] = parts["index.html"].replace("COURSE TITLE", course.title)
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name, _LONG_AGO), text.encode(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _manifest(course: Course) -> str:
    ElementTree.register_namespace("", _IMS)
    ElementTree.register_namespace("adlcp", _ADL)
    name = f"BOUNDARIES-{course.id}-{course.version}"
    root = ElementTree.Element(f"{{{_IMS}}}manifest", {"identifier": name, "version": course.version})
    metadata = ElementTree.SubElement(root, f"{{{_IMS}}}metadata")
    ElementTree.SubElement(metadata, f"{{{_IMS}}}schema").text = "ADL SCORM"
    ElementTree.SubElement(metadata, f"{{{_IMS}}}schemaversion").text = "1.2"
    organizations = ElementTree.SubElement(root, f"{{{_IMS}}}organizations", {"default": "ORG"})
    organization = ElementTree.SubElement(organizations, f"{{{_IMS}}}organization", {"identifier": "ORG"})
    ElementTree.SubElement(organization, f"{{{_IMS}}}title").text = course.title
    item = ElementTree.SubElement(organization, f"{{{_IMS}}}item", {"identifier": "ITEM", "identifierref": "RES"})
    ElementTree.SubElement(item, f"{{{_IMS}}}title").text = course.title
    ElementTree.SubElement(item, f"{{{_ADL}}}masteryscore").text = str(course.pass_mark)
    resources = ElementTree.SubElement(root, f"{{{_IMS}}}resources")
    kind = {"identifier": "RES", "type": "webcontent", f"{{{_ADL}}}scormtype": "sco", "href": "index.html"}
    resource = ElementTree.SubElement(resources, f"{{{_IMS}}}resource", kind)
    for file in ("index.html", "content.js", "course.js", "style.css"):
        ElementTree.SubElement(resource, f"{{{_IMS}}}file", {"href": file})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _content(held: Catalogue, courses: Courses, course: Course, force: str) -> dict[str, Any]:
    """The course's words, with every item it may draw."""
    wanted = {topic for part in course.parts if not isinstance(part, Lesson) for topic in part.topics}
    wanted |= {topic for draw in course.test for topic in draw.topics}
    limbs = {limb.id: limb for limb in held.definition.limbs}
    parts: list[dict[str, Any]] = []
    for part in course.parts:
        if isinstance(part, Lesson):
            limb = limbs.get(part.limb)
            shown = {"heading": limb.title, "plain": limb.plain, "counts": list(limb.counts)} if limb else None
            parts.append({"title": part.title, "limb": shown, "paragraphs": list(part.paragraphs), "points": list(part.points)})
        else:
            parts.append({"title": part.title, "topics": list(part.topics)})
    return {
        "title": course.title,
        "force": force,
        "version": course.version,
        "pass_mark": course.pass_mark,
        "attest": course.attest,
        "wording": held.definition.wording,
        "parts": parts,
        "test": [{"topics": list(draw.topics), "questions": draw.questions} for draw in course.test],
        "items": [_item(item) for item in courses.items.values() if item.topic in wanted],
    }


def _item(item: Item) -> dict[str, Any]:
    scenario = item.scenario
    return {
        "id": item.id,
        "topic": item.topic,
        "situation": scenario.situation,
        "asks": scenario.asks,
        "grey_area": scenario.grey_area,
        "choices": [{"text": one.text, "right": one.right, "feedback": one.feedback} for one in scenario.choices],
    }
