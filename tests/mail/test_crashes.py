"""Killed at any instant, as often as it likes, the watch loses no message and hands none over twice."""

import os
import random
import signal
import sys
from collections import Counter
from types import FrameType

import pytest

from boundaries.errors import BoundariesError
from boundaries.handover.places import Places
from boundaries.intake.mailbox import handing
from boundaries.intake.mailbox.account import Account
from boundaries.intake.mailbox.watch import MOST_TRIES
from tests.mail.conftest import broken_messages, look
from tests.mail.dovecot import Dovecot
from tests.mail.test_watch import as_served
from tests.mail.unit_side import take_all

OURS = f"{os.sep}boundaries{os.sep}"
KILLED = -signal.SIGKILL


def run_apart(places: Places, account: Account, events: int) -> int:
    """Look at the mailbox in a process of its own that is killed at the n-th call, or return from one, in our own code.

    How it ended: 0 well, KILLED killed.
    """
    child = os.fork()
    if child == 0:
        left = events

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal left
            left -= OURS in frame.f_code.co_filename
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        status = 1
        try:
            sys.setprofile(count)
            look(places, account)
            status = 0
        except BoundariesError:
            status = 2
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


@pytest.mark.parametrize("keeps", [False, True], ids=["deletes", "keeps what it should delete"])
def test_killed_at_any_instant(server: Dovecot, places: Places, account: Account, keeps: bool) -> None:
    messages = list(broken_messages().values())
    server.refuse_deletion(keeps)
    chance = random.Random(11)
    taken: list[bytes] = []
    kills = 0
    for place, raw in enumerate(messages):
        server.put(raw)
        ended = run_apart(places, account, chance.randint(100, 3_000))
        assert ended in (0, KILLED)
        kills += ended == KILLED
        if chance.random() < 0.3:
            taken += [one.message for one in take_all(places)]
        if place == 13:
            server.number_anew()
    assert run_apart(places, account, sys.maxsize) == 0
    taken += [one.message for one in take_all(places)]
    assert kills > 12
    assert taken
    assert Counter(taken) == Counter(map(as_served, messages))
    assert len(server.held()) == (len(messages) if keeps else 0)


def test_killed_in_each_step_of_one_message(server: Dovecot, places: Places, account: Account) -> None:
    """A message's way has some 2,200 calls and returns in our own code; killed at one after another, it still arrives once."""
    taken: list[bytes] = []
    sent = []
    for place in range(40):
        raw = b"Subject: %d\r\n\r\nwords\r\n" % place
        sent.append(raw)
        server.put(raw)
        ended = run_apart(places, account, 150 + 53 * place)
        assert ended in (0, KILLED)
        taken += [one.message for one in take_all(places)]
    assert run_apart(places, account, sys.maxsize) == 0
    taken += [one.message for one in take_all(places)]
    assert Counter(taken) == Counter(sent)
    assert server.held() == []


def test_a_message_that_ends_the_process_goes_to_the_unit_unread(
    server: Dovecot, places: Places, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(raw: bytes, own: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    server.put(b"Subject: a bomb\r\n\r\nwords\r\n")
    with monkeypatch.context() as patch:
        patch.setattr(handing, "read_mail", die)
        ends = [run_apart(places, account, sys.maxsize) for _ in range(MOST_TRIES + 1)]
    assert ends == [KILLED] * MOST_TRIES + [0]
    (one,) = take_all(places)
    assert (one.message, one.report.notes) == (b"Subject: a bomb\r\n\r\nwords\r\n", {"read": "not at all"})
    assert server.held() == []
