"""Taking a roster in: who supervises whom and who declared whom, as marks; names stay outside."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from boundaries.casework.audit import Act, record
from boundaries.casework.audit.recording import record_all
from boundaries.casework.content.closeness import Weighing
from boundaries.casework.content.eligibility import holders_now
from boundaries.casework.content.marks import marks_of, member_mark, word_mark
from boundaries.casework.content.recusal import hold_safes, take_away_at_once
from boundaries.casework.content.turns import Turn, hold_turn
from boundaries.casework.content.wraps import opening_wraps, take_back
from boundaries.casework.models import (
    Account,
    Exclusion,
    Given,
    RosterIdentifier,
    RosterMember,
    RosterTie,
    RosterWord,
    Safe,
    SubjectMark,
)
from boundaries.casework.names.words import written_ways
from boundaries.handover.people import NamedMember

_AT_ONCE = 1000
Row = TypeVar("Row")


@dataclass(frozen=True)
class RosterLine:
    """One member of the force: how they are named, who supervises them, and whom they declared."""

    member_id: str
    supervisor_id: str = ""
    named: NamedMember = field(default_factory=NamedMember, repr=False)
    associates: tuple[str, ...] = ()


def missing_in(lines: Sequence[RosterLine]) -> tuple[int, int]:
    """How many of the members of the roster that stands are not in another, and how many it has."""
    known = set(RosterMember.objects.values_list("mark", flat=True))
    return len(known - {member_mark(line.member_id) for line in lines}), len(known)


def take_in(lines: Sequence[RosterLine], *, was_mistaken: bool = False) -> int:
    """Put a roster in the place of the one before, and take away every safe from those it keeps out; gives how many were taken.

    Whom the one before kept out of something stays out of it, however they are posted now, unless that one `was_mistaken`.
    """
    with transaction.atomic():
        hold_rosters()
        before = {} if was_mistaken else _named_now(_with_marks().values_list("pk", flat=True))
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
        _keep_out_still(before)
        taken = take_from_kept_out(_with_marks())
        record(None, Act.SETTINGS_CHANGED, "", {"what": "roster", "members": str(len(lines))})
    return taken


def _with_marks() -> QuerySet[Safe]:
    return Safe.objects.filter(Exists(SubjectMark.objects.filter(safe=OuterRef("pk"))))


def _named_now(safe_ids: Iterable[str]) -> dict[str, set[str]]:
    """Of each of these safes the ids of all accounts, whoever's and of whatever role, that the roster keeps out; those of none are left out."""
    weighing, found = Weighing(list(Account.objects.all())), dict[str, set[str]]()
    for some in _in_parts(safe_ids):
        found |= {pk: named for pk, named in weighing.named(some).items() if named}
    return found


def _keep_out_still(before: Mapping[str, set[str]]) -> None:
    """Whoever was named in a safe and is not any more stays out of it."""
    now = _named_now(before)
    stay = [
        Exclusion(safe_id=pk, account_id=one)
        for pk, named in sorted(before.items())
        for one in sorted(named - now.get(pk, set()))
    ]
    Exclusion.objects.bulk_create(stay, batch_size=_AT_ONCE, ignore_conflicts=True)


def take_from_kept_out(safes: QuerySet[Safe]) -> int:
    """Take these safes away from those who hold them and may not any more; gives how many keys. In a transaction that holds rosters."""
    return take_from_those(in_doubt(safes))


def take_from_those(allowed: Mapping[str, frozenset[str]]) -> int:
    """Take safes, by their ids, away from all but the accounts that may have them; gives how many keys. In a transaction that holds rosters."""
    return sum(_take_some(dict(some)) for some in _in_parts(allowed.items()))


def hold_rosters(*, alone: bool = True) -> None:
    """Let nobody else take a roster in until this transaction ends, and where not alone, others read it beside this.

    Alone, it waits for whoever is entering something by the roster as it was.
    """
    hold_turn(Turn.ROSTERS, alone=alone)
    if alone:
        hold_turn(Turn.ENTERING, alone=True)


def in_doubt(safes: QuerySet[Safe]) -> dict[str, frozenset[str]]:
    """Who may have each of those safes that are held by someone who may not, by and in the order of their ids.

    What is being given of any is to be looked at anew.
    """
    take_back(Given.objects.filter(safe__in=safes.values("pk")))
    weighing, found = Weighing(holders_now()), dict[str, frozenset[str]]()
    for some in _in_parts(safes.only("pk", "is_alternate").order_by("pk").iterator(_AT_ONCE)):
        allowed = weighing.allowed(some)
        wraps = opening_wraps().filter(safe__in=[safe.pk for safe in some]).values_list("safe_id", "account_id")
        wrong = {safe_id for safe_id, account_id in wraps if account_id not in allowed[safe_id]}
        found |= {safe.pk: allowed[safe.pk] for safe in some if safe.pk in wrong}
    return found


def _in_parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """So many at once, in their order."""
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _take_some(allowed: Mapping[str, frozenset[str]]) -> int:
    """As `take_from_those`, as many questions to the database however many safes there are."""
    hold_safes(allowed)
    wraps = opening_wraps().filter(safe__in=list(allowed)).order_by("safe").values_list("safe_id", "account_id")
    wrong = [(safe_id, account_id) for safe_id, account_id in wraps if account_id not in allowed[safe_id]]
    take_away_at_once(wrong)
    gone = Counter(safe_id for safe_id, _ in wrong)
    record_all(None, ((Act.RECUSED, safe_id, {"count": str(count)}) for safe_id, count in gone.items()))
    return len(wrong)
