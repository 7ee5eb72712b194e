"""The mail server that reminders leave by, as the settings name it."""

import smtplib
from dataclasses import dataclass, field
from pathlib import Path

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

_TIMEOUT_S = 10
_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
FAULTS = (OSError, smtplib.SMTPException)
"""What a connection or a sending raises when it fails."""


@dataclass(frozen=True)
class PostOffice:
    """Host, port, whether TLS comes first or by STARTTLS, who signs in (nobody where empty), whom the mail is from, and at which hour."""

    host: str
    port: int
    is_tls_first: bool
    user: str = field(repr=False)
    secret_file: Path | None
    sender: str = field(repr=False)
    hour: int

    def connection(self) -> BaseEmailBackend:
        """A connection that is not open yet; never one in the clear."""
        secret = self.secret_file.read_text(encoding="utf-8").strip() if self.secret_file else ""
        made: BaseEmailBackend = get_connection(
            _BACKEND, host=self.host, port=self.port, username=self.user, password=secret, use_ssl=self.is_tls_first,
            use_tls=not self.is_tls_first, timeout=_TIMEOUT_S,
        )  # fmt: skip
        return made
