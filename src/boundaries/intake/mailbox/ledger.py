"""What is under way: each message from before it is handed over until it has gone from the server.

A few lines, for two moments: a crash between handing over and deleting, and a server that numbers its messages anew meanwhile. A
message that went under one id never goes under another.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from boundaries.errors import BoundariesError
from boundaries.handover import durable
from boundaries.handover.ids import id_of, is_id


@dataclass(frozen=True)
class Entry:
    """One message under way: by what the server knows it, what it weighs up to, and how its envelope must look in the drop.

    `sha256` (hex) is that of the message, `envelope_sha256` that of its sealed parts, empty while nothing was sealed. `tries` counts how
    often reading it was begun.
    """

    envelope_id: str
    validity: int
    uid: int
    sha256: str
    envelope_sha256: str = ""
    tries: int = 0
    delivered: bool = False


class Ledger:
    """The entries of one account's folder, on disk after every change."""

    def __init__(self, path: Path, account_name: str) -> None:
        self._path = path
        self._account = hashlib.sha256(account_name.encode()).hexdigest()
        self._entries = {entry.envelope_id: entry for entry in self._read()}

    def at(self, validity: int, uid: int) -> Entry | None:
        """The entry of a message by its number on the server."""
        return next((one for one in self._entries.values() if (one.validity, one.uid) == (validity, uid)), None)

    def opened(self, validity: int, uid: int, sha256: str) -> Entry:
        """The entry of a message, by its number, by its content where the server has numbered anew, or else a new one."""
        known = self.at(validity, uid)
        if known and known.sha256 == sha256:
            return known
        moved = next((one for one in self._entries.values() if one.validity != validity and one.sha256 == sha256), None)
        return (
            replace(moved, validity=validity, uid=uid) if moved else Entry(self._id(validity, uid, sha256), validity, uid, sha256)
        )

    def put(self, entry: Entry) -> None:
        """Keep an entry in place of the one before it."""
        self._entries[entry.envelope_id] = entry
        self._write()

    def forget_all_but(self, validity: int, uids: Collection[int]) -> None:
        """Forget what is no longer on the server."""
        kept = {name: one for name, one in self._entries.items() if one.validity == validity and one.uid in uids}
        if kept != self._entries:
            self._entries = kept
            self._write()

    def forget_gone(self, validity: int, uids: Collection[int]) -> None:
        """Forget what has gone from the server under this numbering, but nothing of an older one."""
        kept = {name: one for name, one in self._entries.items() if one.validity != validity or one.uid in uids}
        if kept != self._entries:
            self._entries = kept
            self._write()

    def _id(self, validity: int, uid: int, sha256: str) -> str:
        told = f"boundaries mailbox\0{self._account}\0{validity}\0{uid}\0{sha256}"
        return id_of(hashlib.sha256(told.encode()).digest())

    def _read(self) -> list[Entry]:
        if not self._path.exists():
            return []
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
            entries = [Entry(**one) for one in held["entries"]]
            if not all(is_id(one.envelope_id) for one in entries):
                raise ValueError("id")
        except (ValueError, TypeError, KeyError) as error:
            to_do = "Move it away: messages still on the server are handed over again, none is lost."
            raise BoundariesError("the ledger of the mailbox cannot be read", str(self._path), to_do) from error
        return entries if held["account"] == self._account else []

    def _write(self) -> None:
        held = {"account": self._account, "entries": [asdict(one) for one in self._entries.values()]}
        durable.replace(self._path, json.dumps(held).encode())
