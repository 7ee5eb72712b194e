"""Whom a report names, as marks, and which accounts it keeps out in its reporter's own words."""

import re
from collections.abc import Iterable

from boundaries.casework.content.marks import marks_of
from boundaries.casework.content.pieces import Piece
from boundaries.casework.models import Account
from boundaries.handover.identifiers import plain_letters
from boundaries.handover.report import FollowUp, Report

REPORT, FOLLOW_UP = "report", "follow_up"


def marks_in(report: Report) -> dict[str, bool]:
    """The marks of every member a report names; True for those who are only to be kept out themselves, not their line."""
    spared = {mark: True for member in report.exclude_members for mark in marks_of(member)}
    return spared | {mark: False for member in report.members for mark in marks_of(member)}


def kept_out_by_words(report: Report) -> set[str]:
    """The ids of accounts that the reporter's words name: the surname is enough where it says who must not see this.

    Elsewhere in the report the whole name or the number must stand; better one colleague too few than the wrong one.
    """
    told = " ".join((report.story, *(member.description for member in report.members)))
    return _named_in(report.exclude, told, Account.objects.all())


def kept_out_by_more(follow_up: FollowUp) -> set[str]:
    """The ids of accounts that what a reporter added later names."""
    return _named_in("", follow_up.text, Account.objects.all())


def keeps_out(thread: Iterable[Piece], account: Account) -> bool:
    """Whether the reporter's words, at first or later, keep out an account that was not there then."""
    for piece in thread:
        if piece.kind == REPORT:
            report = Report.from_bytes(piece.plain)
            told = " ".join((report.story, *(member.description for member in report.members)))
            if _named_in(report.exclude, told, [account]):
                return True
        elif piece.kind == FOLLOW_UP and _named_in("", FollowUp.from_bytes(piece.plain).text, [account]):
            return True
    return False


def _named_in(exclude: str, text: str, accounts: Iterable[Account]) -> set[str]:
    wish, told = _words(exclude), _words(text)
    out = set()
    for account in accounts:
        name, number = _words(account.display_name), account.member_id.casefold()
        if (name and (name[-1] in wish or _stands_in(name, told))) or (len(number) > 2 and (number in wish or number in told)):
            out.add(account.account_id)
    return out


def _stands_in(name: list[str], words: list[str]) -> bool:
    """Whether a name of two words or more stands in a text; one word alone could be anyone's."""
    length = len(name)
    return length > 1 and any(words[start : start + length] == name for start in range(len(words) - length + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", plain_letters(text))
