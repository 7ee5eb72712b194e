"""The commands as a user types them: what they write, and what they say when they cannot."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
from PIL import Image

FORCE = {"FORCE_NAME": "Example Constabulary", "FORCE_PHONE": "01632 960000", "FORCE_MAILBOX": "concerns@example.police.uk"}


def boundaries(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command in a folder, with these settings and no others."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("BOUNDARIES_", "DJANGO_"))}
    environment |= {f"BOUNDARIES_{name}": text for name, text in settings.items()}
    environment["BOUNDARIES_HOME"] = str(folder / "home")
    command = [sys.executable, "-m", "boundaries", *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_the_leaflet_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    done = boundaries(tmp_path, "leaflet", "--without-training", **FORCE)
    assert (done.returncode, done.stdout) == (0, "wrote leaflet-trifold-en.pdf\n")
    assert len(pypdf.PdfReader(tmp_path / "leaflet-trifold-en.pdf").pages) == 2
    done = boundaries(
        tmp_path, "leaflet", "--without-training", "--format", "png", "--layout", "a5", "--lang", "cy", "--out", "l.png", **FORCE
    )
    assert done.returncode == 0, done.stderr
    assert "wrote l-1.png\nwrote l-2.png\n" in done.stdout
    assert "have it read by a professional translator" in done.stderr
    assert Image.open(tmp_path / "l-1.png").width > 500


def test_what_is_missing_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = boundaries(tmp_path, "leaflet", "--without-training")
    assert done.returncode == 2
    assert "BOUNDARIES_FORCE_NAME" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("*.pdf")) == []
    done = boundaries(tmp_path, "training", "scorm", "x.zip", "--course", "nothing")
    assert done.returncode == 2
    assert "The courses are contact_centre, everyone" in done.stderr


def test_a_course_is_packed(tmp_path: Path) -> None:
    done = boundaries(tmp_path, "training", "scorm", "course.zip", **FORCE)
    assert done.returncode == 0, done.stderr
    assert set(zipfile.ZipFile(tmp_path / "course.zip").namelist()) >= {"imsmanifest.xml", "index.html", "content.js"}
