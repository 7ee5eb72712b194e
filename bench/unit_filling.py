"""A unit of five years, as full as the pages are timed with: imported once the site is prepared."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from boundaries.casework.audit import guard
from boundaries.casework.audit.chain import BEGINNING, Line, canonical, digest
from boundaries.casework.content.rosters import RosterLine, take_in
from boundaries.casework.models import Account, Entry, TrailLine
from boundaries.casework.registers.columns import Register
from boundaries.casework.registers.keeping import add_rows
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from boundaries.sites.running import run
from boundaries.training.ledger import store
from boundaries.training.ledger.entries import Completed, Joined, Kind, Listed, Post
from boundaries.training.models import Answer, Attempt
from tests.sites.unit import unit_filled
from tests.sites.unit.unit_people import Person, person

CHUNK, LINES = 250, 100_000
LONDON = ZoneInfo("Europe/London")


def unit() -> dict[Role, Person]:
    """A head, a supervisor, an investigator, an analyst and an auditor; a roster."""
    run("unit", "migrate", verbosity=0)
    take_in([RosterLine(str(number), str(number // 10), NamedMember(name=f"Member {number}")) for number in range(1, 3000)])
    return {role: person(role) for role in (Role.HEAD, Role.SUPERVISOR, Role.INVESTIGATOR, Role.ANALYST, Role.AUDITOR)}


def filled(home: Path, cases: int, entries: int) -> dict[Role, Person]:
    """A unit that is full, or the one that was kept."""
    kept = home / "team.json"
    if kept.exists():
        run("unit", "migrate", verbosity=0)
        told = json.loads(kept.read_text(encoding="utf-8"))
        return {Role(role): Person(Account.objects.get(pk=account), secret) for role, (account, secret) in told.items()}
    team = unit()
    fill(team, cases, entries)
    kept.write_text(json.dumps({role: (one.account.pk, one.secret) for role, one in team.items()}), encoding="utf-8")
    return team


def _chunk(told: tuple[range, list[Account], Account, datetime, int]) -> unit_filled.Rows:
    return unit_filled.entries(*told)


def fill(team: Mapping[Role, Person], cases: int, entries: int) -> None:
    """Everything that a unit of five years would hold, sealed for four people, by two processes."""
    now = datetime.now()
    accounts = [team[role].account for role in (Role.HEAD, Role.SUPERVISOR, Role.INVESTIGATOR, Role.ANALYST)]
    chunks = [(range(at, min(at + CHUNK, entries)), accounts, accounts[1], now, cases) for at in range(0, entries, CHUNK)]
    connection.close()
    with get_context("fork").Pool(2) as pool:
        for rows in pool.imap(_chunk, chunks):
            unit_filled.save(rows)
    unit_filled.save(unit_filled.pairs(range(2000), accounts, now))
    rows = [{"gift_id": f"G{n}", "at": "2026-01-01T10:00", "member_id": f"M{n}", "direction": "received"} for n in range(2000)]
    with transaction.atomic():
        add_rows(Register.GIFTS, list(enumerate(rows, 1)), accounts[2])
    _training(now.date())
    _trail()
    tidy()


def tidy() -> None:
    """Do what a server's database does by itself from time to time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _training(today: date) -> None:
    """A force of 10,000 in forty units, seven in ten of them trained, and 2,000 tests with their answers."""
    people = [(f"{1000 + n}", f"Unit {n % 40}") for n in range(10_000)]
    store.append([Joined(number, today, Post(Kind.STAFF, unit)) for number, unit in people], "bench")
    done = [Completed(number, today, "everyone", "1.0", True, 90, "", "bench") for number, _ in people[:7000]]
    store.append([*done, Listed(today, len(people), "0" * 64)], "bench")
    told = {"course": "everyone", "version": "1.0", "seed": 1, "finished_at": datetime.now()}
    attempts = Attempt.objects.bulk_create([Attempt(number=number, **told) for number, _ in people[:2000]])
    answers = [(attempt, step) for attempt in attempts for step in range(10)]
    Answer.objects.bulk_create(
        [
            Answer(attempt=one, step=step, item=f"item{step}", in_test=True, choice=0, right=(one.pk + step) % 3 > 0)
            for one, step in answers
        ],
        batch_size=2000,
    )


def _trail() -> None:
    """A hundred thousand lines of the trail, in the place of those that the filling wrote."""
    before, rows = BEGINNING, []
    about = list(Entry.objects.values_list("pk", flat=True)[:5000])
    actors = list(Account.objects.values_list("pk", flat=True))
    for sequence in range(1, LINES + 1):
        at = (datetime.now(LONDON) - timedelta(minutes=5 * (LINES - sequence))).isoformat(timespec="microseconds")
        line = Line(sequence, at, actors[sequence % 5], "entry_viewed", about[sequence * 7 % len(about)], "")
        rows.append(TrailLine(**line._asdict(), previous=before, hash=digest(canonical(before, line))))
        before = bytes(rows[-1].hash)
    guard.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_trail")
    unit_filled.save({TrailLine: rows})
    guard.install(connection)
