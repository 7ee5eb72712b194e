"""Escrow: two custodians give back what nobody can open, and never to whom it is about."""

import pytest

from boundaries.casework.accounts import leaving
from boundaries.casework.collecting.entering import enter
from boundaries.casework.content import recuse
from boundaries.casework.content.places import places
from boundaries.casework.content.recovery import recover_for
from boundaries.casework.content.source import ask, grant_source, open_source
from boundaries.casework.models import Safe, TrailLine
from boundaries.casework.roles import Role
from tests.sites.unit.test_content import story, team
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import CONTACT, report

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_custodians_recover_what_nobody_can_open(custodians: list[str]) -> None:
    ann, ian, ada = team()
    entry = enter(report(story="the story", contact=CONTACT))
    recuse(entry.safe, ann.holder, ada.account, "too close")
    for one in (ann, ian, ada):
        leaving.disable(one.account, None)
    new, other = person(Role.HEAD, "hanna brook"), person(Role.SUPERVISOR, "sol other")
    with pytest.raises(Exception, match="different custodians"):
        recover_for(new.account, custodians[:1])
    assert recover_for(new.account, custodians[:2]) == 1
    assert recover_for(other.account, custodians[1:]) == 1
    assert "the story" in story(entry, new)
    grant = ask(Safe.objects.get(), new.holder, "to reach her")
    grant_source(grant, other.holder)
    assert b"07700" in open_source(Safe.objects.get(), new.holder)[0].plain
    assert TrailLine.objects.filter(act="recovered").count() == 4


@pytest.fixture
def custodians() -> list[str]:
    """The identities of the three custodians of this installation."""
    sheets = sorted(places().escrow.glob("identity-*.txt"))
    return [sheet.read_text().strip() for sheet in sheets]
