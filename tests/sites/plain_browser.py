"""A browser without a window: it keeps the cookie, follows redirects and sends forms, over real sockets."""

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

BOUNDARY = "a-boundary-that-stands-in-no-file"
GONE = (OSError, http.client.HTTPException)
"""What is raised while a server is away."""


@dataclass(frozen=True)
class File:
    """A file to send."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Answer:
    """What came back at the end of all redirects."""

    status_code: int
    content: bytes


class PlainBrowser:
    """Has the `get` and `post` of Django's test client, as far as walks use them."""

    def __init__(self, address: str, seconds: float = 30) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._seconds = seconds
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({})
        )

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: Mapping[str, Any], follow: bool = True) -> Answer:
        flat = [(name, one) for name, held in fields.items() for one in (held if isinstance(held, list) else [held])]
        if any(isinstance(one, File) for _, one in flat):
            headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
            body = b"".join(map(_part, flat)) + f"--{BOUNDARY}--\r\n".encode()
        else:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            body = urllib.parse.urlencode(flat).encode()
        return self._ask(urllib.request.Request(self.address + path, body, headers))

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=self._seconds) as answer:
                return Answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read())


def _part(field: tuple[str, Any]) -> bytes:
    name, held = field
    if isinstance(held, File):
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{held.name}"\r\n'
        return f"{head}Content-Type: {held.media_type}\r\n\r\n".encode() + held.content + b"\r\n"
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{held}\r\n'.encode()
