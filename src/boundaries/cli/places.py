"""Where a command may write: never among the records that it reads."""

from pathlib import Path

from boundaries.errors import BoundariesError


def apart(folder: Path, records: Path) -> None:
    """Raise BoundariesError where a folder to write to is the folder of the records: a file of theirs could be written over."""
    if folder.resolve() == records.resolve():
        raise BoundariesError(
            "what is found is not written among the records",
            str(folder),
            "Give --out another folder; one inside this one will do.",
        )
