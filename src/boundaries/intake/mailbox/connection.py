"""One signed-in connection to the mail server, over verified TLS."""

import contextlib
import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from datetime import date, datetime

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls

from boundaries.errors import BoundariesError
from boundaries.handover.heartbeat import LONDON, now_in_london
from boundaries.intake.mailbox.account import Account

TIMEOUT_SECONDS, PIECE, LONGEST_IDLE_SECONDS = 60, 1_048_576, 25 * 60
_PIECE_OF = re.compile(rb'BODY\[\]<(\d+)> *(""|NIL)?', re.IGNORECASE)


class MailServerFault(BoundariesError):
    """The mail server is out of reach, or said no."""


class MessageFault(MailServerFault):
    """The mail server does not give one message; others may still come."""


@contextlib.contextmanager
def _told(account: Account, what: str) -> Iterator[None]:
    """Tell any failure of the server in our words; what it says itself may hold addresses."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        to_do = "See whether the host's name is right, and whether BOUNDARIES_MAILBOX_AUTHORITY must name your own authority."
        raise MailServerFault("the mail server's certificate cannot be trusted", account.host, to_do) from error
    except (ImapToolsError, imaplib.IMAP4.error, OSError, EOFError) as error:
        raise MailServerFault(f"{what} ({type(error).__name__})", account.host, "It is tried again.") from error


class Connection:
    """The chosen folder of an account. Every method raises MailServerFault where the server fails."""

    def __init__(self, account: Account, box: BaseMailBox) -> None:
        self._account = account
        self._box = box
        self._validity = 0

    @property
    def validity(self) -> int:
        """The folder's UIDVALIDITY: as long as it stays, a UID means one message."""
        return self._validity

    def choose(self) -> None:
        """Open the folder for writing, and make the folder for what was handed over where there is none."""
        account, box = self._account, self._box
        with _told(account, "the mail server does not open the folder"):
            if account.processed and not box.folder.exists(account.processed):
                box.folder.create(account.processed)
            box.folder.set(account.folder)
            _, told = box.client.response("UIDVALIDITY")
            self._validity = int(told[0] or b"0") if told else 0

    def uids(self) -> list[int]:
        """The UIDs of all messages, oldest first, those that somebody else marked for deletion among them."""
        with _told(self._account, "the mail server does not list the messages"):
            return sorted(int(uid) for uid in self._box.uids("ALL", charset=None))

    def received_on(self, uid: int) -> date:
        """The day, in London, on which the server received a message; today where it does not say."""
        with _told(self._account, "the mail server does not give a message"):
            _, lines = self._box.client.uid("FETCH", str(uid), "(INTERNALDATE)")
        for line in lines:
            moment = imaplib.Internaldate2tuple(line if isinstance(line, bytes) else b"")
            if moment:
                return datetime.fromtimestamp(time.mktime(moment), LONDON).date()
        return now_in_london().date()

    def pieces(self, uid: int) -> Iterator[bytes]:
        """The message as the server holds it, piece by piece until the server says there is no more; it is not marked as seen."""
        start = 0
        while piece := self._piece(uid, start):
            yield piece
            start += len(piece)

    def _piece(self, uid: int, start: int) -> bytes:
        with _told(self._account, "the mail server does not give a message"):
            status, lines = self._box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<{start}.{PIECE}>)")
        for line in lines if status == "OK" else ():
            found = _PIECE_OF.search(line[0] if isinstance(line, tuple) else line or b"")
            if found and int(found[1]) == start and (found[2] or isinstance(line, tuple)):
                return b"" if found[2] else bytes(line[1])
        raise MessageFault("the mail server does not give a message", self._account.host, "It is tried again.")

    def let_go(self, uid: int) -> bool:
        """Delete a message, or move it where it is to be kept; whether it is gone. Nothing that others marked is deleted with it."""
        client, account = self._box.client, self._account
        with _told(account, "the mail server does not delete"):
            if account.processed and "MOVE" in client.capabilities:
                status, _ = client.uid("MOVE", str(uid), client._quote(account.processed))
                return str(status) == "OK" and not self._is_there(uid)
            if account.processed and client.uid("COPY", str(uid), client._quote(account.processed))[0] != "OK":
                return False
            if client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")[0] != "OK":
                return False
            if "UIDPLUS" in client.capabilities:
                client.uid("EXPUNGE", str(uid))
            elif self._box.uids("DELETED", charset=None) == [str(uid)]:
                client.expunge()
            return not self._is_there(uid)

    def _is_there(self, uid: int) -> bool:
        return str(uid) in self._box.uids(f"UID {uid}", charset=None)

    def wait(self, seconds: float) -> None:
        """Wait until the server tells of news, or for so many seconds; a server that cannot tell is only waited for."""
        if "IDLE" not in self._box.client.capabilities:
            time.sleep(seconds)
            return
        with _told(self._account, "the connection to the mail server broke"):
            self._box.idle.wait(timeout=min(seconds, LONGEST_IDLE_SECONDS))


@contextlib.contextmanager
def connected(account: Account) -> Iterator[Connection]:
    """Sign in and choose the folder; signs out afterwards."""
    context = ssl.create_default_context(cafile=account.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    secret = account.secret()
    with _told(account, "the mail server cannot be reached"):
        kind = MailBoxStartTls if account.starttls else MailBox
        box = kind(account.host, account.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    try:
        with _told(account, "the mail server refuses the sign-in"):
            if account.token:
                box.xoauth2(account.user, secret, initial_folder=None)
            elif secret.isascii() and account.user.isascii():
                box.login(account.user, secret, initial_folder=None)
            else:
                box.login_utf8(account.user, secret, initial_folder=None)
            box.client.capabilities = _capabilities(box.client)
        connection = Connection(account, box)
        connection.choose()
        yield connection
    finally:
        with contextlib.suppress(ImapToolsError, imaplib.IMAP4.error, OSError, EOFError):
            box.logout()


def _capabilities(client: imaplib.IMAP4) -> tuple[str, ...]:
    """What the server can do, asked again since it says more after the sign-in."""
    _, told = client.capability()
    return tuple(dict.fromkeys(b" ".join(word for word in told if word).decode("ascii", "replace").upper().split()))
