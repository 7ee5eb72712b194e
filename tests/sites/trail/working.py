"""Run as a program: works on one case of this process's home as one of its people, telling each thing once it is committed."""

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime

from django.core.management import call_command
from django.db import transaction

from boundaries.sites.running import prepare

prepare("unit")

from boundaries.casework.accounts.attendance import Holder  # noqa: E402 - once the site is prepared
from boundaries.casework.audit.verifying import verify  # noqa: E402
from boundaries.casework.cases.keeping import add_record, open_case, records_of  # noqa: E402
from boundaries.casework.cases.kinds import Kind  # noqa: E402
from boundaries.casework.cases.moving import agree  # noqa: E402
from boundaries.casework.content import NoKey, Superseded, open_safe, read, recuse, taking_away  # noqa: E402
from boundaries.casework.content.admitting import give_access  # noqa: E402
from boundaries.casework.content.compartments import SHARED  # noqa: E402
from boundaries.casework.content.places import places  # noqa: E402
from boundaries.casework.content.rosters import RosterLine, take_in  # noqa: E402
from boundaries.casework.content.safes import rotate  # noqa: E402
from boundaries.casework.models import Account, Case, CaseMove, Decided, Entry, Merge, RosterMember, Safe, TrailLine, Wrap  # noqa: E402
from boundaries.casework.models.accounts import AccountState  # noqa: E402
from boundaries.casework.register.entering import enter  # noqa: E402
from boundaries.casework.register.merging import merge  # noqa: E402
from boundaries.casework.roles import Role  # noqa: E402
from boundaries.casework.staffing.leaving import disable  # noqa: E402
from boundaries.errors import BoundariesError  # noqa: E402
from boundaries.handover.sealing import OpeningKey  # noqa: E402
from tests.sites.unit.unit_cases import answers  # noqa: E402
from tests.sites.unit.unit_reports import report  # noqa: E402

PEOPLE = {"ann": Role.SUPERVISOR, "ian": Role.INVESTIGATOR, "ada": Role.ANALYST}


def begin() -> None:
    """Three people whose keys lie in the home for the other processes, and an entry."""
    call_command("migrate", verbosity=0)
    for name, role in PEOPLE.items():
        opening = OpeningKey.new()
        (places().unit / f"{name}.test").write_bytes(opening.to_bytes())
        Account.objects.create(
            name=name, display_name=name.title(), role=role, state=AccountState.ACTIVE, is_admitted=True, created_at=datetime.now(),
            sealing_key=opening.public.to_text(),
        )  # fmt: skip
    with transaction.atomic():
        enter(report())


def give(name: str) -> None:
    """Give someone new access, and say how many keys they were given."""
    opening = OpeningKey.new()
    (places().unit / "zoe.test").write_bytes(opening.to_bytes())
    zoe = Account.objects.create(
        name="zoe", display_name="Zoe", role=Role.INVESTIGATOR, state=AccountState.ACTIVE, created_at=datetime.now(),
        sealing_key=opening.public.to_text(),
    )  # fmt: skip
    print(give_access(zoe, holder(name)), flush=True)


def roster(name: str) -> None:
    """Take a roster in, most of whose members stand in everybody's, again and again."""
    for turn in range(4):
        take_in([RosterLine(f"{number}") for number in range(200)] + [RosterLine(f"{name}-{turn}")])
        print(turn, flush=True)


def holder(name: str) -> Holder:
    """One of the people with the key unlocked."""
    return Holder(Account.objects.get(name=name), OpeningKey.from_bytes((places().unit / f"{name}.test").read_bytes()))


def again(act: Callable[[], None]) -> None:
    """Do it, once more where the keys were renewed on the way, as the guard of the pages does."""
    try:
        act()
    except Superseded:
        act()


def write(name: str, count: int) -> None:
    """Write so many records, and say the number of each once it is there; end where the case is taken away."""
    by, kind, day = (
        holder(name),
        Kind.UPDATE if name == "ann" else Kind.OVERSIGHT,
        {"told_on": "2026-11-20", "review_on": "2027-02-03"},
    )
    for number in range(count):

        def one(told: str = f"{name}-{number}") -> None:
            with transaction.atomic():
                asked = answers(kind, **{one: text for one, text in day.items() if one in answers(kind)})
                asked[next(key for key, text in asked.items() if text.startswith("about"))] = told
                assert add_record(Case.objects.get(), by, kind, asked) == {}

        try:
            again(one)
        except NoKey:
            return
        print(f"{name}-{number}", flush=True)


def renew(name: str, count: int) -> None:
    """Renew the keys so many times, as each recusal does."""
    by = holder(name)
    for number in range(count):
        with transaction.atomic():
            held = Safe.objects.select_for_update().get()
            rotate(held, open_safe(held, by))
        print(number, flush=True)


def once(name: str, what: str) -> None:
    """Open the case, agree with the newest decision, or take Ian away; say whether it was so."""
    by = holder(name)
    try:
        with transaction.atomic():
            if what == "open":
                open_case(Entry.objects.get(), by, is_covert=False, reason=name)
            elif what == "decide":
                add_record(Case.objects.get(), by, Kind.REFERRAL_DECISION, answers(Kind.REFERRAL_DECISION))
            elif what == "agree":
                case = Case.objects.get()
                newest = records_of(case, open_safe(case.safe, by))[-1]
                agree(case, newest.sealed_id, by, is_agreed=name == "ann")
            else:
                recuse(Safe.objects.get(), by, Account.objects.get(name="ian"), "too close")
    except BoundariesError as error:
        print(f"no: {error.what}", flush=True)
    else:
        print("yes", flush=True)


def turns(name: str, what: str, count: int) -> None:
    """Make a case of each of so many entries, or merge it into another, at the same moment as someone else does the other."""
    by, into, done = holder(name), Entry.objects.order_by("registered_at", "pk")[0], 0
    for number, one in enumerate(Entry.objects.exclude(pk=into.pk).order_by("pk")[:count]):
        _meet(number, what)
        try:
            with transaction.atomic():
                if what == "case":
                    open_case(one, by, is_covert=False, reason=name)
                else:
                    merge(one, into, by, name)
        except BoundariesError:
            continue
        done += 1
    print(done, flush=True)


def _meet(number: int, what: str) -> None:
    """Wait until the other one is there as well."""
    places().unit.joinpath(f"{number}.{what}").touch()
    other, until = places().unit / f"{number}.{'merge' if what == 'case' else 'case'}", time.monotonic() + 60
    while not other.exists() and time.monotonic() < until:
        time.sleep(0.0005)


def leave(name: str) -> None:
    """Let someone leave one key at a time, and say which it is once it has gone."""
    taking_away.PART, real, number = 1, taking_away.take_part, 0

    def told(account_id: str) -> int:
        nonlocal number
        taken = real(account_id)
        number += taken
        print(number, flush=True)
        if number >= 20:
            time.sleep(600)  # it is killed before all have gone, however late
        return taken

    taking_away.take_part = told
    disable(Account.objects.get(name=name), None)


def stand() -> None:
    """How it all stands, as someone who holds the keys reads it."""
    by, case = holder("ann"), Case.objects.get()
    with transaction.atomic():
        keys = open_safe(case.safe, by)
        records = records_of(case, keys)
        pieces = sum(len(read(case.safe, keys, part)) for part in SHARED)
    told = {
        "records": [text for one in records for text in one.values.values() if text.partition("-")[0] in PEOPLE],
        "pieces": pieces, "generation": Safe.objects.get().generation, "update": str(case.update_by_on), "review": str(case.review_on),
        "holders": sorted(Wrap.objects.values_list("account__name", flat=True)), "decided": Decided.objects.count(),
        "cases": Case.objects.count(), "moves": CaseMove.objects.count(), "whole": verify().whole,
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["begin"]:
            begin()
        case ["write", who, many]:
            write(who, int(many))
        case ["renew", who, many]:
            renew(who, int(many))
        case ["stand"]:
            stand()
        case ["give", who]:
            give(who)
        case ["roster", who]:
            roster(who)
        case ["turns", who, what, many]:
            turns(who, what, int(many))
        case ["enter", _, many]:
            with transaction.atomic():
                print([enter(report()).pk for _ in range(int(many))])
        case ["leave", who]:
            leave(who)
        case ["rest"]:
            taking_away.take_rest()
        case ["left", who]:
            gone = Account.objects.get(name=who)
            acts = list(TrailLine.objects.filter(about=gone.pk).order_by("sequence").values_list("act", flat=True))
            told = {"state": gone.state, "key": gone.sealing_key, "acts": acts, "whole": verify().whole}
            print(json.dumps({**told, "held": gone.wraps.count(), "written": gone.left_behind.count()}))
        case ["tally"]:
            both = Merge.objects.filter(merged__in=Case.objects.values("pk")).count()
            print(json.dumps([Case.objects.count(), Merge.objects.count(), both, verify().whole]))
        case ["opens", who]:
            with transaction.atomic():
                print(open_safe(Safe.objects.get(), holder(who)).generation == Safe.objects.get().generation)
        case ["roster"]:
            print(RosterMember.objects.count())
        case [what, who]:
            once(who, what)
