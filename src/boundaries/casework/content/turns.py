"""Turns that transactions take on PostgreSQL, so that nobody is given keys, or kept from them, by what was true a moment before.

Several can have a turn beside each other, or one alone. A transaction takes them in this order, keeps them until it ends, and waits for no
turn while another waits for a row that it holds. An SQLite transaction has its turn from its first statement.
"""

from enum import Enum

from django.db import connection


class Turn(Enum):
    """What takes turns; the value is an advisory lock of PostgreSQL."""

    ROSTERS = 0x626F756E_726F7374
    """Reading who is close to whom, beside others; saying so, alone."""
    ENTERING = 0x626F756E_656E7472
    """Making keys of something new for whoever may have them, beside others; changing who that is, alone."""
    RENEWING = 0x626F756E_72656E65
    """The same where keys are renewed. It is held with rows of safes, so whoever has it alone holds no safe and waits for none."""


def hold_turn(turn: Turn, *, alone: bool) -> None:
    """Take a turn until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [turn.value])
