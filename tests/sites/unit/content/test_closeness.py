"""What keeps an account out, worked out once for many safes, is what is found for each by itself."""

import random
from datetime import datetime

import pytest

from boundaries.casework.content.closeness import close_to
from boundaries.casework.content.eligibility import named_accounts
from boundaries.casework.content.marks import marks_of, member_mark
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Account
from boundaries.casework.models.accounts import AccountState
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember

pytestmark = pytest.mark.django_db

NAMES = ("Ann Supple", "Ian Vesey", "Ada List", "Olaf Outside", "Bo Hill", "Cy Dale")
MEMBERS = tuple(str(number) for number in range(14))


def roster(chance: random.Random) -> list[RosterLine]:
    """Members of whom several share a name, in lines that may run in a ring, with associates."""
    return [
        RosterLine(
            member,
            chance.choice(("", *MEMBERS)),
            NamedMember(name=chance.choice(NAMES), number=member if chance.random() < 0.7 else ""),
            tuple(chance.sample(MEMBERS, chance.choice((0, 0, 1)))),
        )
        for member in MEMBERS[:12]
    ]


def account(number: int, chance: random.Random) -> Account:
    """Someone who may say which member they are."""
    return Account.objects.create(
        name=str(number), display_name=chance.choice(NAMES), member_id=chance.choice(("", *MEMBERS)), role=Role.ANALYST,
        state=AccountState.ACTIVE, created_at=datetime.now(),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_either_way_the_same_accounts_are_named(seed: int) -> None:
    chance = random.Random(seed)
    take_in(roster(chance))
    accounts = [account(number, chance) for number in range(8)]
    close = close_to(accounts)
    marks = [member_mark(member) for member in MEMBERS]
    marks += [mark for name in NAMES for mark in marks_of(NamedMember(name=name))]
    marks += [mark for member in MEMBERS for mark in marks_of(NamedMember(number=member))]
    sizes = set()
    for _ in range(60):
        some = {mark: chance.random() < 0.4 for mark in chance.sample(marks, chance.choice((0, 1, 1, 2, 5)))}
        named = named_accounts(accounts, some)
        assert {one.pk for one in accounts if close[one.pk].is_named(some)} == named, some
        sizes.add(len(named))
    assert len(sizes) > 3
