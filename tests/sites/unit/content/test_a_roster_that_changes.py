"""A roster that takes the place of another: whom the old one kept out of something does not get it by a posting, nor by half a file."""

from pathlib import Path

import pytest
from django.core.management import call_command

from boundaries.casework.content import recuse
from boundaries.casework.content.admitting import give_access
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Account, Entry, Exclusion, RosterMember, Wrap
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.errors import BoundariesError
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
OLAF = RosterLine("500", "200", NamedMember(name="Olaf Outside", number="500"), associates=("300",))
IAN = RosterLine("200", "", NamedMember(name="Ian Vesey", number="200"))
ADA = RosterLine("300", "", NamedMember(name="Ada List", number="300"))
OTHERS = [RosterLine(str(number)) for number in range(900, 920)]


def holders(entry: Entry) -> set[str]:
    """Who can open an entry."""
    return set(Wrap.objects.filter(safe=entry.pk).values_list("account__display_name", flat=True))


def unit() -> tuple[Person, Person, Person, Entry]:
    """Four who work the entries, of whom Ian leads the member whom one names, and Ada is declared by him."""
    ann, bea = person(Role.SUPERVISOR, "ann supple", member_id="100"), person(Role.INVESTIGATOR, "bea brook", member_id="101")
    ian = person(Role.INVESTIGATOR, "ian vesey", member_id="200")
    for name, member in (("ada list", "300"), ("cy cole", "102"), ("eve else", "103")):
        person(Role.HEAD if member == "103" else Role.ANALYST, name, member_id=member)
    take_in([OLAF, IAN, ADA, *OTHERS])
    entry = enter(report(members=(NamedMember(name="Olaf Outside", number="500"),)))
    assert holders(entry) == {"Ann Supple", "Bea Brook", "Cy Cole", "Eve Else"}
    return ann, bea, ian, entry


@pytest.mark.parametrize(
    "lines",
    [[RosterLine("500", "900", OLAF.named), IAN, ADA, *OTHERS], [IAN, ADA, *OTHERS], OTHERS],
    ids=["he has another supervisor and associate", "he is off the force's list", "all three are"],
)
def test_whom_the_roster_kept_out_stays_out_when_the_keys_are_renewed_or_given(lines: list[RosterLine]) -> None:
    ann, bea, ian, entry = unit()
    assert take_in(lines) == 0
    recuse(entry.safe, ann.holder, bea.account, "his cousin")
    assert holders(entry) == {"Ann Supple", "Cy Cole", "Eve Else"}, "renewed keys go to nobody who was kept out"
    later = enter(report(members=(NamedMember(name="Olaf Outside", number="500"),)))
    assert give_access(Account.objects.get(pk=ian.account.pk), ann.holder) == 0
    assert "Ian Vesey" not in holders(entry) and "Ian Vesey" in holders(later), "what comes from now on goes by who leads him now"


def test_who_is_kept_out_by_both_is_so_by_the_roster_alone() -> None:
    *_, entry = unit()
    take_in([OLAF, IAN, ADA, *OTHERS[:-1]])
    assert not Exclusion.objects.exists()
    take_in([RosterLine("500", "", OLAF.named), IAN, ADA, *OTHERS])
    assert set(Exclusion.objects.values_list("safe", "account__display_name")) == {
        (entry.pk, "Ian Vesey"),
        (entry.pk, "Ada List"),
    }


def test_for_the_sake_of_a_mistaken_roster_nobody_stays_out() -> None:
    ann, bea, _, entry = unit()
    take_in([RosterLine("500", "900", OLAF.named), IAN, ADA, *OTHERS], was_mistaken=True)
    recuse(entry.safe, ann.holder, bea.account, "his cousin")
    assert holders(entry) == {"Ann Supple", "Cy Cole", "Eve Else", "Ian Vesey", "Ada List"}


def test_half_a_file_is_no_roster(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("member_id,supervisor_id\n" + "".join(f"{number},\n" for number in range(100)))
    call_command("roster", file=str(file))
    file.write_text("member_id,supervisor_id\n")
    with pytest.raises(BoundariesError, match="holds nobody"):
        call_command("roster", file=str(file), fewer=True)
    file.write_text("member_id,supervisor_id\n" + "".join(f"{number},\n" for number in range(21, 130)))
    with pytest.raises(BoundariesError, match="21 of the 100 members"):
        call_command("roster", file=str(file))
    assert RosterMember.objects.count() == 100
    call_command("roster", file=str(file), fewer=True)
    assert RosterMember.objects.count() == 109
