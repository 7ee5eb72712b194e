"""Messages that no person wrote to the unit, told by their headers. They are handed over all the same, with the reason."""

import re
from collections.abc import Collection
from enum import StrEnum

from boundaries.intake.mailbox.mime import Part
from boundaries.intake.mailbox.wording import header_text

MOST_HOPS = 30
_MACHINES = re.compile(r"(mailer-daemon|postmaster|mail-daemon|double-bounce)@", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "x-mailing-list", "feedback-id")
_ANSWER_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-amazon-auto-reply",
)


class Screened(StrEnum):
    """Why a message was probably written by no person."""

    DELIVERY_REPORT = "delivery_report"
    AUTOMATIC_REPLY = "automatic_reply"
    LOOP = "loop"
    OWN_ADDRESS = "own_address"
    MAILING_LIST = "mailing_list"


def screen(message: Part, senders: Collection[str], own: Collection[str]) -> Screened | None:
    """The reason to doubt that a person wrote this message; none for ordinary mail. Addresses are compared without case."""
    own_addresses = {address.casefold() for address in own}
    precedence = _value(message, "precedence")
    if _is_delivery_report(message, senders):
        return Screened.DELIVERY_REPORT
    if _is_loop(message, own_addresses):
        return Screened.LOOP
    if any(address.casefold() in own_addresses for address in senders):
        return Screened.OWN_ADDRESS
    answered = _value(message, "auto-submitted").partition(";")[0].strip()
    if answered not in ("", "no") or precedence == "auto_reply" or any(message.all(name) for name in _ANSWER_HEADERS):
        return Screened.AUTOMATIC_REPLY
    if precedence in ("bulk", "list", "junk") or any(message.all(name) for name in _LIST_HEADERS):
        return Screened.MAILING_LIST
    return None


def _value(message: Part, name: str) -> str:
    return header_text(message.first(name)).strip().casefold()


def _is_delivery_report(message: Part, senders: Collection[str]) -> bool:
    kind = message.first("content-type")[:1_000].lower()
    reports = (b"delivery-status", b"disposition-notification", b"feedback-report")
    if kind.lstrip().startswith(b"multipart/report") and (b"report-type" not in kind or any(one in kind for one in reports)):
        return True
    returned = [value.strip() for value in message.all("return-path")]
    return b"<>" in returned or any(_MACHINES.match(address) for address in senders) or bool(message.all("x-failed-recipients"))


def _is_loop(message: Part, own: Collection[str]) -> bool:
    """Whether it went round: our own mark on it, delivered to us twice, or handed on more often than mail ever is."""
    marks = [header_text(value).strip().casefold() for value in (*message.all("x-loop"), *message.all("x-boundaries-loop"))]
    delivered = [header_text(value).strip(" <>").casefold() for value in message.all("delivered-to")]
    went_round = any(delivered.count(address) > 1 for address in own)
    return went_round or any(address in mark for address in own for mark in marks) or len(message.all("received")) > MOST_HOPS
