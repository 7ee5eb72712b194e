"""PDFs: written anew without whatever acts, hides or tells of its maker."""

import io
from typing import Any

import pikepdf

from boundaries.casework.viewing.seen import Seen, told

MOST_PAGES = 2_000
_OF_ROOT = (
    "/OpenAction",
    "/AA",
    "/AcroForm",
    "/Names",
    "/Metadata",
    "/Collection",
    "/Extensions",
    "/Outlines",
    "/PieceInfo",
    "/URI",
)
_OF_PAGE = ("/AA", "/Metadata", "/PieceInfo", "/Annots", "/Thumb", "/B")


def pdf_copy(held: bytes) -> Seen:
    """The facts of a PDF and a copy that only shows its pages."""
    try:
        with pikepdf.open(io.BytesIO(held)) as opened:
            facts = _facts(opened)
            if len(opened.pages) > MOST_PAGES:
                return Seen(facts | told(note="It has too many pages to be shown."))
            return Seen(facts, "application/pdf", _clean(opened))
    except pikepdf.PasswordError:
        return Seen(told(kind="PDF", note="It asks for a password. The original is kept, sealed."))
    except (pikepdf.PdfError, ValueError, RuntimeError, MemoryError):
        return Seen(told(kind="PDF", note="It is damaged and cannot be shown. The original is kept, sealed."))


def _clean(opened: pikepdf.Pdf) -> bytes:
    """Its pages in a fresh document: no script, no action, no link, no form, no file within, no word of who made it."""
    with pikepdf.new() as fresh:
        for page in opened.pages:
            for name in _OF_PAGE:
                if name in page.obj:
                    del page.obj[name]
            fresh.pages.append(page)
        for name in _OF_ROOT:
            if name in fresh.Root:
                del fresh.Root[name]
        out = io.BytesIO()
        fresh.save(out, deterministic_id=True)
        return out.getvalue()


def _facts(opened: pikepdf.Pdf) -> dict[str, str]:
    known = {str(name): str(value) for name, value in (opened.docinfo or {}).items()} if "/Info" in opened.trailer else {}
    return told(
        kind="PDF",
        pages=len(opened.pages),
        title=known.get("/Title"),
        author=known.get("/Author"),
        made_with=known.get("/Creator") or known.get("/Producer"),
        made_at=known.get("/CreationDate"),
        changed_at=known.get("/ModDate"),
        note="It holds scripts or actions, which the copy does not." if _acts(opened) else "",
    )


def _acts(opened: pikepdf.Pdf) -> bool:
    names: Any = opened.Root.get("/Names", {})
    return any(name in opened.Root for name in ("/OpenAction", "/AA")) or "/JavaScript" in names
