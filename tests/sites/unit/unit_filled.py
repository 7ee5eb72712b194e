"""A unit's database with as much in it as wanted: really sealed, by the same code as ever, but many rows at a time."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from boundaries.casework.cases.keeping import MOVE, PREFIX
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.eligibility import Eligible
from boundaries.casework.content.pieces import Piece
from boundaries.casework.content.safes import new_safe
from boundaries.casework.content.source import PURPOSE
from boundaries.casework.models import (
    Account,
    Case,
    CaseMove,
    Decided,
    Disposal,
    DisposalReason,
    Entry,
    Exclusion,
    Grant,
    HoldReason,
    Merge,
    Pair,
    Reviewed,
    Safe,
    Scan,
    Score,
    Sealed,
    Share,
    Subject,
    SubjectMark,
    TrailLine,
    Verdict,
    Wrap,
)  # fmt: skip
from boundaries.casework.register.entering import REPORT, pieces_of
from boundaries.casework.register.grading import GRADE
from boundaries.casework.review.registering import FINDING
from boundaries.handover.people import NamedMember, NamedPerson
from boundaries.handover.report import Route
from tests.scans import finding
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_reports import CONTACT, report

STORY = "He kept calling after the case was closed, at night and at work, and said nobody would believe me. " * 7
TABLES: tuple[type[Model], ...] = (
    Scan, Safe, Entry, Merge, SubjectMark, Exclusion, Wrap, Share, Sealed, Reviewed, Case, CaseMove, Decided, Grant, Disposal, Pair, Score,
    Verdict, TrailLine,
)  # fmt: skip
"""In the order in which they can be saved."""
Rows = dict[type[Model], list[Model]]
_WRITTEN = (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY, Kind.REFERRAL_DECISION, Kind.OVERSIGHT, Kind.TASK, Kind.OUTCOME)
_STATES = (*State, State.CLOSED, State.CLOSED, State.REVIEWED)
_ROUTES = (Route.WEB, Route.WEB, Route.PHONE, Route.PARTNER)
_YEARS = 5
_STATIONS = ("North", "South", "East", "West", "Harbour")


def save(rows: Rows) -> None:
    """Save what was made, in one transaction."""
    with transaction.atomic():
        for table in TABLES:
            if connection.vendor == "postgresql":
                copy_in(table, rows.get(table, []))
            else:
                table._default_manager.bulk_create(rows.get(table, []), batch_size=2000)


def copy_in(table: type[Model], rows: Sequence[Model]) -> None:
    """Save rows of one table as PostgreSQL takes them in fastest; numbers that it gives itself are not told to the rows."""
    fields = [field for field in table._meta.concrete_fields if field is not table._meta.auto_field]
    names = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    asked = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table._meta.db_table), names)
    with connection.cursor() as cursor, cursor.copy(asked) as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])


def entries(numbers: Iterable[int], accounts: Sequence[Account], out: Account | None, now: datetime, cases: int) -> Rows:
    """Entries, not saved yet; those numbered below `cases` are cases too. One in fifty is kept from `out`,
    and one in a hundred that is no case is merged into the one before it.
    """
    rows: Rows = defaultdict(list)
    for number in numbers:
        chance = random.Random(number)
        at = now - timedelta(days=365 * _YEARS * chance.random(), minutes=5)
        told = report(
            route=chance.choice(_ROUTES), received_on=at.date(), story=f"{STORY} number{number} {chance.choice(('apple', 'pear'))}",
            people=(NamedPerson(name=f"Person {number}"),), members=named(number), **({} if number % 10 else {"contact": CONTACT}),
        )  # fmt: skip
        kept_out = [out] if out is not None and number % 50 == 7 else []
        to = Eligible(tuple(one for one in accounts if one not in kept_out), False)
        is_case = number < cases
        pieces = [*pieces_of(told, at), *notes(number, to.accounts, at), *(records(number, to.accounts, at) if is_case else ())]
        wish = Piece(Compartment.NOTES, PURPOSE, b"to see whether she is safe", at)
        asks = told.contact == CONTACT and number % 100 == 0
        made = new_safe([*pieces, wish] if asks else pieces, {f"{number % 2000:064}": False}, [one.pk for one in kept_out], to)
        rows[Safe].append(made.safe)
        for some in made.rows:
            for row in some:
                rows[type(row)].append(row)
        rows[Entry].append(
            Entry(
                safe=made.safe, route=told.route.value, received_on=told.received_on, registered_at=at, report_id=told.report_id,
                lookup_id=told.lookup_id, reporter_key=told.reporter_key, is_unread=number % 3 == 0,
                act_by_on=_act_by(number, at),
            )
        )  # fmt: skip
        if number % 100 == 61 and not is_case and len(rows[Entry]) > 1:
            both = {"merged": rows[Entry][-1], "into": rows[Entry][-2]}
            rows[Merge].append(Merge(merge_id=made.safe.pk, merged_at=at, **both))
        if is_case:
            _case(rows, made.safe, number, to.accounts, at, pieces)
        _retention(rows, made.safe, number, accounts, is_case, now)
        if asks:
            asker = to.accounts[2]
            rows[Grant].append(Grant(grant_id=wish.sealed_id, safe=made.safe, asked_by=asker, asked_at=at))
    return rows


def _act_by(number: int, at: datetime) -> date | None:
    """One entry in twenty is urgent."""
    return at.date() if number % 40 in (4, 5) else None


def named(number: int) -> tuple[NamedMember, ...]:
    """Two reports in three name a member, by number, by name or with a station, most members in several reports."""
    if number % 3 == 0:
        return ()
    who = number * 7 % 2000
    told = (
        {"number": f"{1000 + who}"},
        {"name": f"Ed Elm{chr(97 + who % 26)}{chr(97 + who // 26 % 26)}", "number": f"{1000 + who}"},
    )
    return (NamedMember(station=f"{_STATIONS[who % len(_STATIONS)]} police station", **told[number % 2]),)


def notes(number: int, accounts: Sequence[Account], at: datetime) -> Iterator[Piece]:
    """A grading for each second entry, a note for each third."""
    by = accounts[number % len(accounts)].pk
    if number % 2 == 0:
        told = {
            "source": "2",
            "information": "C",
            "handling": "P",
            "categories": "",
            "urgent": "no",
            "sanitised": f"grading{number}",
        }
        yield Piece(Compartment.NOTES, GRADE, json.dumps({"values": told, "by": by}).encode(), at)
    if number % 3 == 0:
        yield Piece(Compartment.NOTES, "note", f"Looked at, note{number}. {STORY[:300]}".encode(), at)


def records(number: int, accounts: Sequence[Account], at: datetime) -> Iterator[Piece]:
    """The records of a case and why it moved."""
    by = accounts[number % len(accounts)].pk
    for place, kind in enumerate(_WRITTEN):
        told = answers(kind, **({"decided_on": f"{at:%Y-%m-%d}"} if kind is Kind.OUTCOME else {}))
        told = {name: f"{text} record{number}" if text.startswith("about ") else text for name, text in told.items()}
        made_at = at + timedelta(minutes=place)
        yield Piece(Compartment.NOTES, PREFIX + kind, json.dumps({"values": told, "by": by}).encode(), made_at)
    yield Piece(Compartment.NOTES, MOVE, json.dumps({"to": "received", "reason": "Opened", "by": by}).encode(), at)


def _case(rows: Rows, safe: Safe, number: int, accounts: Sequence[Account], at: datetime, pieces: Sequence[Piece]) -> None:
    mine, other = accounts[number % len(accounts)], accounts[(number + 1) % len(accounts)]
    state = _STATES[number % len(_STATES)]
    clear_at = at + timedelta(days=1) if number % 2 else None
    referred_at = at + timedelta(days=3 + number % 9) if number % 4 == 1 else None
    case = Case(
        safe=safe, state=state, opened_at=at, act_by_on=_act_by(number, at), allocated_to=mine, first_clear_at=clear_at, referred_at=referred_at,
        refer_by_at=clear_at and clear_at + timedelta(days=5), update_by_on=(at + timedelta(days=28)).date() if number % 3 else None,
        review_on=(at + timedelta(days=90)).date() if number % 5 == 0 else None,
    )  # fmt: skip
    case.due_at = case.first_due
    rows[Case].append(case)
    rows[CaseMove].append(CaseMove(case=case, to_state=State.RECEIVED, moved_by=mine, moved_at=at))
    rows[CaseMove].append(CaseMove(case=case, from_state=State.RECEIVED, to_state=state, moved_by=mine, moved_at=at))
    agreed = next(one for one in pieces if one.kind == PREFIX + Kind.REFERRAL_DECISION)
    rows[Decided].append(Decided(case=case, sealed_id=agreed.sealed_id, decided_by=other, decided_at=at, is_agreed=True))


def _retention(rows: Rows, safe: Safe, number: int, accounts: Sequence[Account], is_case: bool, now: datetime) -> None:
    subject, rule = (Subject.CASE, "case") if is_case else (Subject.ENTRY, REPORT)
    hold = HoldReason.INQUIRY if number % 20 == 3 else ""
    day = (now + timedelta(days=random.Random(number).randrange(-300, 3000))).date()
    rows[Reviewed].append(Reviewed(about=safe.pk, subject=subject, rule=rule, review_on=day, hold=hold))
    if number % 20 in (4, 5):
        is_done = number % 20 == 5
        rows[Disposal].append(
            Disposal(
                about=safe.pk, subject=subject, rule=rule, reason=DisposalReason.PERIOD, changes=0, proposed_at=now,
                state=Disposal.State.DONE if is_done else Disposal.State.PROPOSED, proposed_by=accounts[0],
                decided_by=accounts[1] if is_done else None, decided_at=now if is_done else None,
                certificate="Certificate of disposal\n" * 9 if is_done else "",
            )
        )  # fmt: skip


def pairs(numbers: Iterable[int], accounts: Sequence[Account], now: datetime) -> Rows:
    """Pairs of one scan, four in five of them decided."""
    rows: Rows = defaultdict(list)
    scan = Scan(scan_id=f"{random.Random(now.timestamp()).randrange(10**20):026}", as_of=now, taken_at=now, budget=220, pairs=0)
    scan.coverage = json.dumps([["gifts", "gift_volume", "not_checked", "no table gifts"]])
    rows[Scan].append(scan)
    for number in numbers:
        piece = Piece(Compartment.THREAD, FINDING, finding(bits=9.5, person=f"P{number}").to_bytes(), now)
        made = new_safe([piece], {f"{number:064}": False}, [], Eligible(tuple(accounts), False))
        rows[Safe].append(made.safe)
        for some in made.rows:
            for row in some:
                rows[type(row)].append(row)
        is_decided = number % 5 > 0
        pair = Pair(
            safe=made.safe, mark=f"{number:064}", bits=9.5, urgency="standard", urgency_order=2, is_waiting=not is_decided,
            registered_at=now, decided_bits=9.5 if is_decided else None,
        )  # fmt: skip
        rows[Pair].append(pair)
        rows[Score].append(Score(pair=pair, scan=scan, bits=9.5, sealed_id=piece.sealed_id))
        if is_decided:
            word = Verdict.Word.values[number % 4]
            told = {"bits": 9.5, "detectors": "visit_volume gift_volume", "decided_at": now - timedelta(days=number % 900)}
            rows[Verdict].append(Verdict(pair=pair, word=word, decided_by=accounts[0], sealed=b"", **told))
    return rows
