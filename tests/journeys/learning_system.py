"""A learning system for tests: `scorm-again`, an independent implementation of the SCORM run-time, with a package in a frame."""

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.journeys.checkers import checker

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Learning system</title></head><body>
<script src="scorm12.js"></script>
<script>
  window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
  const before = sessionStorage.getItem("held");
  if (before) window.API.loadFromJSON(JSON.parse(before), "");
  window.faults = [];
  for (const name of ["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
    const real = window.API[name].bind(window.API);
    window.API[name] = (...given) => {
      const told = real(...given);
      if (String(told) !== "true") window.faults.push([name, ...given, window.API.LMSGetLastError()]);
      if (name === "LMSCommit") sessionStorage.setItem("held", JSON.stringify(window.API.renderCMIToJSONObject().cmi));
      return told;
    };
  }
</script>
<iframe title="Course" src="package/index.html" style="width: 100%; height: 800px"></iframe>
</body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def learning_system(folder: Path, package: bytes) -> Iterator[str]:
    """Unpack a package behind the learning system and give the address of the page that plays it."""
    archive = folder / "package.zip"
    archive.write_bytes(package)
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder / "package")
    script = checker("scorm-again") / "dist" / "scorm12.js"
    (folder / "scorm12.js").write_bytes(script.read_bytes())
    (folder / "lms.html").write_text(PAGE, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/lms.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
