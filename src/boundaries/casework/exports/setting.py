"""Sets plain values as a tagged PDF (PDF/UA-1) by a template of ours."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from boundaries.errors import BoundariesError


def set_pdf(template: Path, values: Mapping[str, Any]) -> bytes:
    """The PDF that a Typst template makes of values, which it reads from its input `pack`."""
    compiler = typst.Compiler(template, root=template.parent, sys_inputs={"pack": json.dumps(values)})
    try:
        made, _ = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        raise BoundariesError("the pack could not be set as a PDF", to_do="Report this: it is a fault of ours.") from error
    return made if isinstance(made, bytes) else b""
