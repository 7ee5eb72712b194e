"""The key that signs a site's sessions: made once, kept in the site's own folder."""

import os
import secrets
from pathlib import Path

from boundaries.errors import BoundariesError


def session_key(folder: Path) -> str:
    """The site's own secret, made at the first start; raises where the folder was never made by `boundaries init`."""
    if not folder.is_dir():
        raise BoundariesError("this folder is not there", str(folder), "Run `boundaries init` first.")
    path = folder / "session.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")
