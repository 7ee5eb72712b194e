"""The watch over a mailbox: each message is sealed, handed over, verified, and only then let go; whatever breaks is tried again."""

import fcntl
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from boundaries.errors import BoundariesError
from boundaries.handover.drop import Inbound
from boundaries.handover.keys import load_sealing_key
from boundaries.handover.places import Places
from boundaries.intake.mailbox.account import Account
from boundaries.intake.mailbox.connection import Connection, MessageFault, connected
from boundaries.intake.mailbox.handing import Desk, NotAsSealed, deliver, in_drop, must_be
from boundaries.intake.mailbox.ledger import Entry, Ledger

# A message whose reading has ended the process so often goes to the unit unread.
MOST_TRIES = 5
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 300.0
log = logging.getLogger("boundaries.mailbox")


@dataclass(frozen=True)
class Counts:
    """What one look at the mailbox did: handed over, and handed over but still on the server, which did not let go."""

    handed_over: int = 0
    kept: int = 0


class Watch:
    """One account's folder, its ledger and the drop; used within `watching`, which lets only one in."""

    def __init__(self, places: Places, account: Account, must_be_ready: Callable[[], None]) -> None:
        folder = work_folder(places)
        self._places = places
        self._account = account
        self._ledger = Ledger(folder / "ledger.json", account.name)
        self._drop = Inbound(places.drop_in)
        self._must_be_ready = must_be_ready

    def once(self) -> Counts:
        """Sign in, hand over all that is there, sign out."""
        with connected(self._account) as connection:
            return self.take_all(connection)

    def always(self, every_seconds: float) -> None:
        """Go on for ever: wait for news, or look again after so many seconds; after a failure wait longer each time."""
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            try:
                with connected(self._account) as connection:
                    while True:
                        self.take_all(connection)
                        pause = SHORTEST_PAUSE_SECONDS
                        connection.wait(every_seconds)
            except BoundariesError as error:
                log.warning("%s; tried again in %d s", error.what, pause)
            except OSError as error:
                log.warning("%s; tried again in %d s", error.strerror or type(error).__name__, pause)
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def take_all(self, connection: Connection) -> Counts:
        """Hand over every message of the folder, oldest first."""
        uids = connection.uids()
        self._ledger.forget_gone(connection.validity, uids)
        delivered = [uid for uid in uids if (entry := self._ledger.at(connection.validity, uid)) and entry.delivered]
        if len(delivered) < len(uids):
            self._must_be_ready()
        # Read anew each time: the unit's key may have been renewed.
        desk = Desk(work_folder(self._places), load_sealing_key(self._places), self._account.own)
        handed_over = kept = 0
        for uid in uids:
            try:
                handed_over += uid not in delivered and self._take(connection, uid, desk)
            except (MessageFault, NotAsSealed) as fault:
                log.warning("one message stays on the server: %s", fault.what)
                kept += 1
            else:
                kept += not connection.let_go(uid)
        self._ledger.forget_all_but(connection.validity, connection.uids())
        if handed_over or kept:
            log.info("%d handed over, %d that the server keeps", handed_over, kept)
        return Counts(handed_over, kept)

    def _take(self, connection: Connection, uid: int, desk: Desk) -> bool:
        """Hand one message over and make sure of it; whether it was new to the drop. Once this returns it may be deleted."""
        desk.clear()
        fetched = desk.fetch(connection.pieces(uid))
        entry = self._ledger.opened(connection.validity, uid, fetched.blob.sha256)
        new = not self._is_delivered(entry)
        if new:
            entry = replace(entry, tries=entry.tries + 1)
            self._ledger.put(entry)
            read = entry.tries <= MOST_TRIES
            sealed = desk.seal(entry.envelope_id, fetched, connection.received_on(uid), read=read)
            entry = replace(entry, envelope_sha256=sealed.sha256)
            self._ledger.put(entry)
            deliver(sealed, self._drop)
        self._ledger.put(replace(entry, delivered=True))
        desk.clear()
        return new

    def _is_delivered(self, entry: Entry) -> bool:
        """Whether an earlier try got as far as the drop; what lies there must then be what it sealed."""
        if entry.delivered or self._drop.was_taken(entry.envelope_id):
            return True
        if not entry.envelope_sha256 or not self._drop.holds(entry.envelope_id):
            return False
        envelope = in_drop(entry.envelope_id, self._drop)
        if envelope:
            must_be(envelope, entry.envelope_sha256)
        return True


def work_folder(places: Places) -> Path:
    """Where the mailbox keeps its ledger, and its blobs until they are delivered."""
    return places.public / "mailbox"


@contextmanager
def watching(places: Places, account: Account, must_be_ready: Callable[[], None]) -> Iterator[Watch]:
    """The only watch of this installation; raises where another is at work. `must_be_ready` raises while nothing may be handed over."""
    must_be_ready()
    folder = work_folder(places)
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BoundariesError("another `boundaries mailbox` is at work here", str(folder)) from error
        yield Watch(places, account, must_be_ready)
