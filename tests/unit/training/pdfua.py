"""A check of tagged PDF against what PDF/UA-1 asks that a program can see; not veraPDF, and said so wherever it is used."""

import re
from collections.abc import Iterator

import pikepdf

_CONTAINERS = {"/Document", "/Part", "/Sect", "/Div", "/Art", "/BlockQuote", "/TOC", "/Index", "/NonStruct", "/Private"}
_STANDARD = _CONTAINERS | {
    *("/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/P", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR", "/TH", "/TD"),
    *("/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference", "/Code", "/Link", "/Annot", "/Figure", "/Formula"),
    *("/Form", "/Caption", "/Strong", "/Em"),
}
_INSIDE = {"/LI": {"/L"}, "/LBody": {"/LI"}, "/TR": {"/Table", "/THead", "/TBody", "/TFoot"}, "/TD": {"/TR"}, "/TH": {"/TR"}}


def faults(pdf: pikepdf.Pdf) -> list[str]:
    """What a reader with a screen reader would miss, each in a few words; an empty list where nothing was found."""
    return [*_document(pdf), *_structure(pdf), *_content(pdf), *_fonts(pdf)]


def _document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "no language"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "shows its file name instead of its title"
    with pdf.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
        if not metadata.get("dc:title"):
            yield "no title"
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield f"page {number}: tabs do not follow the structure"


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary, str]]:
    """Every structure element in reading order: its standard kind, itself, its parent's kind."""
    tree = pdf.Root.StructTreeRoot
    roles = {name: str(role) for name, role in tree.get("/RoleMap", {}).items()}

    def walk(node: pikepdf.Object, parent: str) -> Iterator[tuple[str, pikepdf.Dictionary, str]]:
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from walk(one, parent)
        elif isinstance(node, pikepdf.Dictionary) and ("/S" in node or node.get("/Type") == "/StructTreeRoot"):
            kind = str(node.get("/S", ""))
            for _ in range(5):
                kind = roles.get(kind, kind) if kind not in _STANDARD else kind
            if "/S" in node:
                yield kind, node, parent
            yield from walk(node.get("/K", pikepdf.Array()), kind)

    yield from walk(tree, "")


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/StructTreeRoot" not in pdf.Root:
        yield "no structure"
        return
    level = 0
    for kind, node, parent in elements(pdf):
        if kind not in _STANDARD:
            yield f"{kind} is mapped to no standard kind"
        if kind in ("/Figure", "/Formula") and not str(node.get("/Alt", "")).strip():
            yield "a figure without words for it"
        if kind in _INSIDE and parent not in _INSIDE[kind]:
            yield f"{kind} inside {parent}"
        if re.fullmatch(r"/H[1-6]", kind):
            if int(kind[2]) > level + 1:
                yield f"a heading skips a level: {kind} after H{level}"
            level = int(kind[2])


def _content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Content that is neither tagged nor marked as decoration, links outside the structure, and pages without a parent tree entry."""
    painting = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
    for number, page in enumerate(pdf.pages, 1):
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            name = str(instruction.operator)
            depth += (name in ("BDC", "BMC")) - (name == "EMC")
            if name in painting and depth == 0:
                yield f"page {number}: something painted is not tagged"
                break
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") == "/Link" and ("/StructParent" not in annotation or not annotation.get("/Contents")):
                yield f"page {number}: a link that no screen reader can name"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            if "/ToUnicode" not in font:
                yield "a font whose letters cannot be read out"
            for inner in font.get("/DescendantFonts", []):
                held = inner.FontDescriptor
                if not any(name in held for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                    yield "a font that is not embedded"
