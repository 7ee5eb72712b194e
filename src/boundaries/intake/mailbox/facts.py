"""What a message says, as well as it can be read; the message itself is kept whole beside it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from email.utils import getaddresses

from boundaries.intake.mailbox.markup import text_of
from boundaries.intake.mailbox.mime import Part, take_apart
from boundaries.intake.mailbox.screening import Screened, screen
from boundaries.intake.mailbox.wording import decoded, header_text, tidy

LONGEST_TEXT, MOST_FILES = 200_000, 100
# How many bytes of text parts are turned into text, over all parts; what markup costs is in proportion to them.
MOST_TEXT_BYTES = 4_000_000
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,200}@[^\s<>,;:\"()\[\]]{1,200}")


@dataclass(frozen=True)
class MailFile:
    """A file that came with a message, as sent but for its transfer encoding."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class MailFacts:
    """What one message says: who sent it, to whom, when by its own word, its text and its files; `screened` where no person wrote it.

    `whole` is False where there was more than is read here, or more files than are taken out.
    """

    subject: str = field(repr=False)
    sender: str = field(repr=False)
    senders: tuple[str, ...] = field(repr=False)
    answer_to: str = field(repr=False)
    recipients: str = field(repr=False)
    sent: str
    text: str = field(repr=False)
    files: tuple[MailFile, ...] = field(repr=False)
    screened: Screened | None
    whole: bool


def read_mail(raw: bytes, own: Collection[str] = ()) -> MailFacts:
    """Read a message; never raises, whatever it holds. `own` are the mailbox's addresses, by which loops are known."""
    message = take_apart(raw)
    senders = tuple(address for name in ("from", "sender") for address in addresses_of(message.first(name)))
    left = [MOST_TEXT_BYTES]
    text = _text(message, left) or _text_within(message, left)
    files = [_file(part) for part in _leaves(message) if _is_file(part)]
    return MailFacts(
        subject=header_text(message.first("subject")),
        sender=header_text(message.first("from")),
        senders=senders,
        answer_to=header_text(message.first("reply-to")),
        recipients=header_text(b", ".join(message.all("to") + message.all("cc"))),
        sent=header_text(message.first("date"))[:200],
        text=text[:LONGEST_TEXT],
        files=tuple(files[:MOST_FILES]),
        screened=screen(message, senders, own),
        whole=not message.unread and len(files) <= MOST_FILES and len(text) <= LONGEST_TEXT and left[0] > 0,
    )


def addresses_of(header: bytes) -> tuple[str, ...]:
    """The addresses in a header, in its order."""
    line = header_text(header)
    try:
        found = [address for _, address in getaddresses([line]) if _ADDRESS.fullmatch(address)]
    except (ValueError, IndexError, RecursionError):
        found = []
    return tuple(found or _ADDRESS.findall(line))


def _leaves(part: Part) -> Iterator[Part]:
    if part.parts:
        for one in part.parts:
            yield from _leaves(one)
    else:
        yield part


def _is_file(part: Part) -> bool:
    return part.attached or bool(part.name) or not part.media_type.startswith("text/")


def _is_mail(part: Part) -> bool:
    return part.media_type == "message/rfc822"


def _file(part: Part) -> MailFile:
    subject = header_text(take_apart(part.content[:65_536]).first("subject")) if _is_mail(part) and not part.name else ""
    return MailFile((part.name or subject)[:200], part.media_type[:100], part.content)


def _text(part: Part, left: list[int]) -> str:
    """The text that a reader would be shown: of alternatives the plain one, of the others one after another."""
    if not part.parts:
        return _words(part, left) if part.media_type.startswith("text/") and not part.attached else ""
    texts = [(one, text) for one in part.parts if (text := _text(one, left).strip())]
    if part.media_type == "multipart/alternative" and texts:
        plain = [text for one, text in texts if one.media_type == "text/plain"]
        return plain[0] if plain else texts[-1][1]
    return "\n\n".join(text for _, text in texts)


def _text_within(message: Part, left: list[int], deeper: int = 3) -> str:
    """The text of the messages that a message carries; asked for where it has none of its own, as when somebody forwards one."""
    carried = [take_apart(part.content) for part in _leaves(message) if _is_mail(part)]
    texts = [_text(one, left) or (_text_within(one, left, deeper - 1) if deeper else "") for one in carried]
    return "\n\n".join(text for text in texts if text)


def _words(part: Part, left: list[int]) -> str:
    """The text of one part, as far as there are bytes `left`."""
    content = part.content[: left[0]]
    left[0] -= len(content)
    text = decoded(content, part.charset)
    return tidy(text_of(text) if part.media_type == "text/html" else text).strip()
