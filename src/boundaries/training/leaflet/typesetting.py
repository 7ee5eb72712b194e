"""Sets a template with typst: tagged PDF/UA-1, or one picture a page."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno
import typst

from boundaries.errors import BoundariesError

TEMPLATES = Path(__file__).parent / "templates"
PICTURE_PPI = 110.0


def typeset(template: str, content: Mapping[str, Any], kind: str, folder: Path = TEMPLATES) -> list[bytes]:
    """The finished file, or one a page for `png`; a PDF that would not be PDF/UA-1 is refused by typst itself."""
    compiler = typst.Compiler(folder / template, root=folder, sys_inputs={"content": json.dumps(content, ensure_ascii=False)})
    try:
        if kind == "png":
            made, _ = compiler.compile_with_warnings(format="png", ppi=PICTURE_PPI)
        else:
            made, _ = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise BoundariesError(error.message.removeprefix("assertion failed: "), template, "Nothing was written.") from error
    return list(made) if isinstance(made, list) else [made or b""]


def code_to_scan(address: str) -> str:
    """A QR code of an address as SVG, dark on light with its quiet zone, robust to a quarter of it being covered."""
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", xmldecl=False, light="#fff", border=4)
    return drawn.getvalue().decode()
