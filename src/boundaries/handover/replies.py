"""The half of the drop that leads to reporters: sealed replies by lookup id."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.errors import BoundariesError
from boundaries.handover.drop import DropFull
from boundaries.handover.durable import DiskFull, room_in, sync_folder, write_new
from boundaries.handover.ids import LENGTH, is_id

# Read in place of the replies of a receipt that has none, so that looking one up costs the same whether it is known or not.
_DECOY = "a" * LENGTH
_DECOY_REPLY = bytes(2200)


@dataclass(frozen=True)
class SealedReply:
    """A reply as it lies in the drop, sealed to the reporter's key and bound to `reply:REPLY_ID`."""

    reply_id: str
    sealed: bytes = field(repr=False)

    @property
    def bound_to(self) -> str:
        """What it is bound to."""
        return f"reply:{self.reply_id}"


class Outbound:
    """Where the unit's side leaves replies, and the public side finds them for whoever has the receipt."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_reply(self, lookup_id: str, reply_id: str, sealed: bytes) -> None:
        """Leave a reply, durably; a second time changes nothing. Raises DropFull where there is no room."""
        folder = self._thread(lookup_id)
        if not is_id(reply_id):
            raise BoundariesError("this is no id of a reply")
        try:
            with room_in(self._folder):
                folder.mkdir(mode=0o770, exist_ok=True)
            sync_folder(self._folder)
            with suppress(FileExistsError):
                write_new(folder / reply_id, sealed, 0o640)
        except DiskFull as error:
            raise DropFull(error.what, error.where, error.to_do) from error

    def replies(self, lookup_id: str) -> list[SealedReply]:
        """The replies for a receipt, oldest first; none where there are none, where it is unknown and where it is closed."""
        folder = self._thread(lookup_id)
        known = folder.is_dir()
        found = self._read(folder if known else self._thread(_DECOY))
        return found if known and lookup_id != _DECOY else []

    def close(self, lookup_id: str) -> None:
        """Take every reply away: from now on the receipt is as one that never was."""
        folder = self._thread(lookup_id)
        with suppress(FileNotFoundError):
            for path in list(folder.iterdir()):
                path.unlink(missing_ok=True)
            folder.rmdir()
        sync_folder(self._folder)

    def make_decoy(self) -> None:
        """Lay the file that unknown receipts read; `boundaries init` does it once."""
        self.put_reply(_DECOY, _DECOY, _DECOY_REPLY)

    def _thread(self, lookup_id: str) -> Path:
        if not is_id(lookup_id):
            raise BoundariesError("this is no lookup id")
        return self._folder / lookup_id

    def _read(self, folder: Path) -> list[SealedReply]:
        try:
            with os.scandir(folder) as entries:
                names = [(entry.stat().st_mtime_ns, entry.name) for entry in entries if is_id(entry.name)]
        except FileNotFoundError:
            return []
        return [SealedReply(name, (folder / name).read_bytes()) for _, name in sorted(names)]
