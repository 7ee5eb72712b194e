"""Which mailbox is watched, and how to sign in to it."""

import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from boundaries.errors import BoundariesError

_FORM = "Write it as imaps://user@host/folder, or imap://user@host/folder for STARTTLS; @ within the user is %40."
PORTS = {"imaps": 993, "imap": 143}


@dataclass(frozen=True)
class Account:
    """One folder of one mail account; the password or token stays in its file and is read at each sign-in.

    `token` where the file holds an OAuth access token; `processed` is the folder that messages go to once they are handed over, none
    where they are deleted; `own` are the addresses that mail to this account is sent to.
    """

    user: str = field(repr=False)
    host: str
    port: int
    folder: str
    starttls: bool
    secret_file: Path
    token: bool = False
    authority: Path | None = None
    processed: str = ""
    own: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """What tells this folder from any other."""
        return f"{self.user}@{self.host}/{self.folder}"

    def secret(self) -> str:
        """The password or token; raises where the file is missing, empty, or readable to others."""
        try:
            if stat.S_IMODE(self.secret_file.stat().st_mode) & 0o077:
                raise BoundariesError("others may read this file", str(self.secret_file), "Give it to one user: chmod 600.")
            text = self.secret_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise BoundariesError("the mailbox's password cannot be read", str(self.secret_file), "See the how-to.") from error
        if not text or not text.isprintable():
            raise BoundariesError("the mailbox's password must be one line", str(self.secret_file))
        return text


def account_of(
    address: str,
    secret_file: Path | None,
    *,
    token: bool = False,
    authority: Path | None = None,
    processed: str = "",
    own: Collection[str] = (),
) -> Account:
    """The account that an address such as imaps://user@host/INBOX names; raises BoundariesError where it names none."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BoundariesError("this is no address of a mailbox", "BOUNDARIES_MAILBOX", _FORM) from error
    if parts.scheme not in PORTS or not parts.hostname or not parts.username or parts.query or parts.fragment:
        raise BoundariesError("this is no address of a mailbox", "BOUNDARIES_MAILBOX", _FORM)
    if parts.password is not None:
        told = "the password must not stand in the address, where every process list shows it"
        raise BoundariesError(told, "BOUNDARIES_MAILBOX", "Put it in the file that BOUNDARIES_MAILBOX_SECRET names.")
    if secret_file is None:
        raise BoundariesError("there is no password", "BOUNDARIES_MAILBOX_SECRET", "Name the file that holds it.")
    user = unquote(parts.username)
    return Account(
        user=user,
        host=parts.hostname,
        port=port,
        folder=unquote(parts.path.strip("/")) or "INBOX",
        starttls=parts.scheme == "imap",
        secret_file=secret_file,
        token=token,
        authority=authority,
        processed=processed,
        own=tuple(own) or ((user,) if "@" in user else ()),
    )
