"""Copies of attachments: clean, bounded, made apart; the original stays sealed and as it was."""

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib

import pikepdf
import pytest
from PIL import ExifTags, Image

from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.places import places
from boundaries.casework.models import Sealed, TrailLine
from boundaries.casework.roles import Role
from boundaries.casework.viewing import viewing
from boundaries.casework.viewing.viewing import asked
from boundaries.handover.blobs import BlobWriter
from boundaries.handover.ids import new_id
from boundaries.handover.report import Attachment
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import deliver, report


def picture() -> bytes:
    """A photograph that tells where and when it was taken, and hides words behind its pixels."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Software] = "Pocket", "canary-software"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:02 21:14:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (51.0, 30.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "W", (0.0, 7.0, 30.0)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif, comment=b"canary-comment")
    return out.getvalue() + b"canary-behind"


def paper() -> bytes:
    """A PDF with a script, a link, a file within and a word of its author."""
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = "canary-author"
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('canary-script')")
    made.attachments["canary-within.txt"] = b"canary-content"
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://canary/"),
    )
    made.pages[0].Annots = pikepdf.Array([link])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def office(core: str) -> bytes:
    """A Word file with these properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "canary")
        archive.writestr("docProps/core.xml", core)
    return out.getvalue()


def test_a_picture_is_drawn_anew_and_its_facts_are_told() -> None:
    seen = asked(picture())
    assert seen.media_type == "image/jpeg"
    assert (seen.facts["Place"], seen.facts["Taken at"]) == ("51.51000 N, 0.12500 W", "2026:11:02 21:14:00")
    assert b"canary" not in seen.copy and b"Pocket" not in seen.copy and b"Exif" not in seen.copy
    with Image.open(io.BytesIO(seen.copy)) as copy:
        assert copy.size == (64, 48) and not copy.getexif()


def test_a_pdf_is_written_anew_without_what_acts_or_tells() -> None:
    seen = asked(paper())
    assert seen.media_type == "application/pdf"
    assert seen.facts["Author"] == "canary-author" and "scripts or actions" in seen.facts["Note"]
    with pikepdf.open(io.BytesIO(seen.copy)) as copy:
        assert len(copy.pages) == 1
        assert "/OpenAction" not in copy.Root and "/Names" not in copy.Root and "/Annots" not in copy.pages[0].obj
        plain = io.BytesIO()
        copy.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"canary" not in plain.getvalue()


def test_an_office_file_gives_facts_and_no_copy() -> None:
    core = '<p xmlns:dc="d"><dc:creator>A. Author</dc:creator><dc:lastModifiedBy>B. Other</dc:lastModifiedBy></p>'
    seen = asked(office(core))
    assert (seen.media_type, seen.copy) == ("", b"")
    assert (seen.facts["Author"], seen.facts["Last changed by"], seen.facts["Kind"]) == ("A. Author", "B. Other", "Word document")


def bomb_picture() -> bytes:
    """A PNG of a few bytes that says it has 40,000 by 40,000 pixels."""

    def chunk(name: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")


def bomb_office() -> bytes:
    """A Word file whose properties swell."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    return office(f"<!DOCTYPE p [{laughs}]><p>&l8;</p>")


@pytest.mark.parametrize(
    "held", [b"", b"hello", b"%PDF-1.7 nonsense", b"PK\x03\x04 nonsense", picture()[:200], bomb_picture(), bomb_office()]
)
def test_what_is_broken_or_swells_is_told_and_not_shown(held: bytes) -> None:
    seen = asked(held)
    assert (seen.media_type, seen.copy) == ("", b"")
    assert "Note" in seen.facts


def test_the_process_is_held_to_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = (
        "import boundaries.casework.viewing.worker as w, sys, json, resource\n"
        "def look(held):\n    exec(held)\nw.look = look\nw.main()\n"
    )
    for asks in (b"bytearray(3 * 2**30)", b"open('/tmp/boundaries-left-behind', 'w').write('a')"):
        done = subprocess.run([sys.executable, "-c", greedy], input=asks, capture_output=True, check=False, env={})
        assert done.returncode != 0, asks
    monkeypatch.setattr(viewing, "SECONDS", 1)
    monkeypatch.setattr(viewing, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(60)"))
    assert "safely" in asked(picture()).facts["Note"]


def test_the_process_knows_nothing_of_the_site() -> None:
    listing = "import boundaries.casework.viewing.worker, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-I", "-c", listing], capture_output=True, check=True, env={})
    loaded = json.loads(done.stdout)
    assert not [name for name in loaded if name.split(".")[0] == "django" or name.startswith("boundaries.handover")]


@pytest.mark.django_db(transaction=True)
def test_a_handler_sees_the_copy_and_the_look_is_recorded() -> None:
    ann = person(Role.SUPERVISOR)
    with BlobWriter(places().blobs / new_id()) as writer:
        writer.write(picture())
        blob = writer.finish()
    kept = Attachment(blob_id=blob.blob_id, key=blob.key, size=blob.size, sha256=blob.sha256, name="letter.jpg")
    deliver(report(attachments=(kept,)), [places().blobs / blob.blob_id])
    collect()
    row = Sealed.objects.get(compartment="attachments")
    browser = ann.sign_in()
    page = browser.get(f"/entries/{row.safe_id}/files/{row.pk}/").content.decode()
    assert "51.51000 N" in page and kept.sha256 in page
    (source,) = re.findall(r'src="(/entries/[^"]+)"', page)
    answer = browser.get(source)
    assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store" and b"canary" not in answer.content
    assert TrailLine.objects.filter(act="content_opened", about=row.safe_id).count() == 2
    assert browser.get(f"/entries/{row.safe_id}/files/{new_id()}/").status_code == 404
