"""Taking a roster in: who supervises whom and who declared whom, as marks; names stay outside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.content.closeness import Weighing
from boundaries.casework.content.eligibility import holders_now
from boundaries.casework.content.marks import marks_of, member_mark, word_mark
from boundaries.casework.content.recusal import losing, take_away_unattended
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.content.wraps import opening_wraps, take_back
from boundaries.casework.masking.words import written_ways
from boundaries.casework.models import Given, RosterIdentifier, RosterMember, RosterTie, RosterWord, Safe, SubjectMark
from boundaries.handover.people import NamedMember

_AT_ONCE = 1000


@dataclass(frozen=True)
class RosterLine:
    """One member of the force: how they are named, who supervises them, and whom they declared."""

    member_id: str
    supervisor_id: str = ""
    named: NamedMember = field(default_factory=NamedMember, repr=False)
    associates: tuple[str, ...] = ()


def take_in(lines: Sequence[RosterLine]) -> int:
    """Put a roster in the place of the one before, and take away every safe from those it keeps out; gives how many were taken."""
    with transaction.atomic():
        hold_rosters()
        RosterMember.objects.all().delete()
        marks = [(member_mark(line.member_id), line) for line in lines]
        RosterMember.objects.bulk_create(
            RosterMember(mark=mark, supervisor_mark=member_mark(line.supervisor_id) if line.supervisor_id else "")
            for mark, line in marks
        )
        RosterIdentifier.objects.bulk_create(
            (RosterIdentifier(mark=named, member_id=mark) for mark, line in marks for named in sorted(marks_of(line.named))),
            batch_size=5000,
        )
        RosterWord.objects.bulk_create(
            (
                RosterWord(mark=word_mark(way), member_id=mark)
                for mark, line in marks
                for way in sorted(written_ways(line.named.name))
            ),
            batch_size=5000,
        )
        RosterTie.objects.bulk_create(
            RosterTie(member_id=mark, other_mark=member_mark(other)) for mark, line in marks for other in line.associates
        )
        taken = take_from_kept_out(Safe.objects.filter(Exists(SubjectMark.objects.filter(safe=OuterRef("pk")))))
        record(None, Act.SETTINGS_CHANGED, "", {"what": "roster", "members": str(len(lines))})
    return taken


def take_from_kept_out(safes: QuerySet[Safe]) -> int:
    """Take these safes away from those who hold them and may not any more; gives how many keys. In a transaction that holds rosters."""
    return take_from_those(in_doubt(safes))


def take_from_those(safes: Iterable[Safe]) -> int:
    """Take each of these safes away from those who may not have it; gives how many keys. In a transaction that holds rosters."""
    return sum(_take_away(safe) for safe in safes)


def hold_rosters(*, alone: bool = True) -> None:
    """Let nobody else take a roster in until this transaction ends, and where not alone, others read it beside this.

    Alone, it waits for whoever is entering something by the roster as it was.
    """
    hold_turn(Turn.ROSTERS, alone=alone)
    if alone:
        hold_turn(Turn.ENTERING, alone=True)


def in_doubt(safes: QuerySet[Safe]) -> list[Safe]:
    """Those of some safes that are held by someone who may not, in the order of their ids; what is being given of any is to be looked at anew."""
    take_back(Given.objects.filter(safe__in=safes.values("pk")))
    weighing, found = Weighing(holders_now()), []
    rows = safes.only("pk", "is_alternate").order_by("pk").iterator(_AT_ONCE)
    while some := list(islice(rows, _AT_ONCE)):
        allowed = weighing.allowed(some)
        wraps = opening_wraps().filter(safe__in=[safe.pk for safe in some]).values_list("safe_id", "account_id")
        wrong = {safe_id for safe_id, account_id in wraps if account_id not in allowed[safe_id]}
        found += [safe for safe in some if safe.pk in wrong]
    return found


def _take_away(safe: Safe) -> int:
    gone = losing(safe)
    if gone:
        take_away_unattended(safe, gone)
        record(None, Act.RECUSED, safe.pk, {"count": str(len(gone))})
    return len(gone)
