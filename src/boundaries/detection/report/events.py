"""What happened between the listed pairs, read from the records for the timeline: one query a table."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Any

import pyarrow as pa

from boundaries.detection.facts.spans import GRACE_S
from boundaries.engines.protocol import Engine

ON_DUTY = ("duty", "overtime", "on_call", "course")
AWAY = ("sick", "leave")
ROSTER_REACH = timedelta(days=7)
GRACE = timedelta(seconds=GRACE_S)

Pair = tuple[str, str]


class What(StrEnum):
    """The kinds of thing a timeline shows."""

    CONTACT = "contact"
    VISIT = "visit"
    LOOK_UP = "look-up"
    ENTRY = "case log entry"


class Duty(StrEnum):
    """Whether the member was on duty when something happened."""

    ON = "on duty"
    OFF = "off duty"
    UNKNOWN = "duty not known"


@dataclass(frozen=True)
class Event:
    """One record of a pair; `way` is `out` (the member began it), `in`, or empty."""

    what: What
    at: datetime
    record_id: str
    duty: Duty = Duty.UNKNOWN
    way: str = ""
    how: str = ""

    @property
    def has_hour(self) -> bool:
        """Whether it is known at what hour it was: exactly midnight is a date whose hour was lost, as the detectors take it."""
        return self.at.time() != time.min


@dataclass(frozen=True)
class Shift:
    """One line of the member's roster."""

    starts_at: datetime
    ends_at: datetime
    kind: str


@dataclass(frozen=True)
class CaseSpan:
    """One case of the person: its stage over time, and what this member had to do with it."""

    case_id: str
    kind: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    person_roles: tuple[str, ...] = ()
    member_roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What a reviewer decided about the pair before."""

    decided_at: datetime
    verdict: str
    reason: str


@dataclass(frozen=True)
class Declared:
    """A relationship the member told the force of."""

    declared_at: datetime
    relation: str


@dataclass(frozen=True)
class History:
    """Everything a timeline needs of one pair, oldest first."""

    events: tuple[Event, ...] = ()
    shifts: tuple[Shift, ...] = ()
    cases: tuple[CaseSpan, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    declared: tuple[Declared, ...] = ()

    @property
    def set_aside_at(self) -> datetime | None:
        """The verdict after which alone the pair's records count, as facts are prepared: the newest, unless a concern is newer."""
        explained = max((one.decided_at for one in self.verdicts if one.verdict in _EXPLAINED), default=None)
        concern = max((one.decided_at for one in self.verdicts if one.verdict == "concern"), default=None)
        return None if explained and concern and concern >= explained else explained


@dataclass
class _Gathering:
    """What is being collected for one pair."""

    events: list[Event] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    cases: list[CaseSpan] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)


_EXPLAINED = ("explained", "data_error")

_PAIR = "p.member_no = x.member_no AND p.person_no = x.person_no"

_EVENTS = {
    What.CONTACT: f"""
        SELECT p.place AS place, x.at AS at, t.contact_id AS record_id, x.direction AS way, x.channel AS how
        FROM contacts AS x JOIN report_pairs AS p ON {_PAIR} JOIN contact_texts AS t ON t.row = x.row""",
    What.VISIT: f"""
        SELECT p.place AS place, x.at AS at, x.visit_id AS record_id, NULL AS way, x.source AS how
        FROM visits AS x JOIN report_pairs AS p ON {_PAIR}""",
    What.LOOK_UP: f"""
        SELECT p.place AS place, x.at AS at, x.search_id AS record_id, NULL AS way, x.system AS how
        FROM searches AS x JOIN report_pairs AS p ON {_PAIR}
        UNION
        SELECT p.place, x.at, x.search_id, NULL, x.system
        FROM searches AS x
        JOIN case_people AS c ON c.case_no = x.case_no
        JOIN report_pairs AS p ON p.member_no = x.member_no AND p.person_no = c.person_no
        WHERE x.person_no IS NULL""",
    What.ENTRY: """
        SELECT DISTINCT p.place AS place, x.at AS at, x.entry_id AS record_id, NULL AS way, x.kind AS how
        FROM case_log AS x
        JOIN case_people AS c ON c.case_no = x.case_no
        JOIN report_pairs AS p ON p.member_no = x.member_no AND p.person_no = c.person_no
        WHERE x.person_no IS NULL OR x.person_no = p.person_no""",
}

_SHIFTS = """
    SELECT p.place AS place, x.starts_at AS starts_at, x.ends_at AS ends_at, x.kind AS kind
    FROM duties AS x JOIN report_pairs AS p ON p.member_no = x.member_no
    WHERE x.ends_at >= x.starts_at"""

_CASES = """
    SELECT p.place AS place, k.case_id AS case_id, c.kind AS kind, c.opened_at AS opened_at, c.closed_at AS closed_at,
           c.outcome AS outcome, q.role AS person_role, m.role AS member_role
    FROM report_pairs AS p
    JOIN case_people AS q ON q.person_no = p.person_no
    JOIN cases AS c ON c.case_no = q.case_no
    JOIN case_keys AS k ON k.case_no = c.case_no
    LEFT JOIN case_members AS m ON m.case_no = c.case_no AND m.member_no = p.member_no"""

_VERDICTS = f"""
    SELECT p.place AS place, x.decided_at AS at, x.verdict AS word, x.reason AS reason
    FROM verdicts AS x JOIN report_pairs AS p ON {_PAIR}"""

_DECLARED = f"""
    SELECT p.place AS place, x.declared_at AS at, x.relation AS word
    FROM declarations AS x JOIN report_pairs AS p ON {_PAIR}"""

_NUMBERED = """
    SELECT a.place AS place, m.member_no AS member_no, q.person_no AS person_no
    FROM report_asked AS a
    JOIN member_keys AS m ON m.member_id = a.member_id
    JOIN person_keys AS q ON q.person_id = a.person_id"""


def histories(engine: Engine, pairs: Sequence[Pair]) -> Mapping[Pair, History]:
    """What the engine's views hold of each (member id, person id), as of the moment those views were made for."""
    if not pairs:
        return {}
    asked = {
        "place": pa.array(range(len(pairs)), pa.int32()),
        "member_id": pa.array([member for member, _ in pairs], pa.string()),
        "person_id": pa.array([person for _, person in pairs], pa.string()),
    }
    engine.put("report_asked", pa.table(asked))
    engine.keep("report_pairs", _NUMBERED)
    try:
        gathered = [_Gathering() for _ in pairs]
        _gather(engine, gathered)
    finally:
        engine.drop("report_pairs")
        engine.drop("report_asked")
    return {pair: _finished(one) for pair, one in zip(pairs, gathered, strict=True)}


def _gather(engine: Engine, gathered: list[_Gathering]) -> None:
    for row in _rows(engine, _SHIFTS, "place, starts_at, ends_at, kind"):
        gathered[row["place"]].shifts.append(Shift(row["starts_at"], row["ends_at"], row["kind"]))
    rosters = [Roster(one.shifts) for one in gathered]
    for what, sql in _EVENTS.items():
        for row in _rows(engine, sql, "place, at, record_id"):
            place, at = row["place"], row["at"]
            gathered[place].events.append(
                Event(what, at, row["record_id"], rosters[place].duty(at), row["way"] or "", row["how"] or "")
            )
    for place, spans in _case_spans(_rows(engine, _CASES, "place, opened_at, case_id, person_role, member_role")).items():
        gathered[place].cases.extend(spans)
    for row in _rows(engine, _VERDICTS, "place, at, word"):
        gathered[row["place"]].verdicts.append(Verdict(row["at"], row["word"], row["reason"] or ""))
    for row in _rows(engine, _DECLARED, "place, at, word"):
        gathered[row["place"]].declared.append(Declared(row["at"], row["word"] or "other"))


def _finished(one: _Gathering) -> History:
    events = sorted(one.events, key=lambda event: (event.at, event.what, event.record_id))
    return History(tuple(events), tuple(one.shifts), tuple(one.cases), tuple(one.verdicts), tuple(one.declared))


def _case_spans(rows: Iterable[Mapping[str, Any]]) -> dict[int, list[CaseSpan]]:
    """Fold rows of one case (a row a role) into one span each."""
    grouped: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((row["place"], row["case_id"]), []).append(row)
    spans: dict[int, list[CaseSpan]] = {}
    for (place, case_id), same in grouped.items():
        first = same[0]
        roles = {name: tuple(sorted({row[name] for row in same if row[name]})) for name in ("person_role", "member_role")}
        spans.setdefault(place, []).append(
            CaseSpan(
                case_id, first["kind"], first["opened_at"], first["closed_at"], first["outcome"] or "",
                roles["person_role"], roles["member_role"],
            )
        )  # fmt: skip
    return spans


class Roster:
    """Answers whether a member was on duty at a moment, as the detectors judge it: half an hour's grace at both ends.

    Where no line of the roster ended within the week before, or only the day of the moment is known, duty is not known.
    """

    def __init__(self, shifts: Iterable[Shift]) -> None:
        ordered = sorted(shifts, key=lambda shift: shift.starts_at)
        never = datetime.min
        self._starts = [shift.starts_at - GRACE for shift in ordered]
        self._on_until = list(accumulate((shift.ends_at + GRACE if shift.kind in ON_DUTY else never for shift in ordered), max))
        self._until = list(accumulate((shift.ends_at for shift in ordered), max))

    def duty(self, at: datetime) -> Duty:
        """On, off, or not known."""
        place = bisect_right(self._starts, at) - 1
        if place < 0 or at.time() == time.min or at > self._until[place] + ROSTER_REACH:
            return Duty.UNKNOWN
        return Duty.ON if self._on_until[place] >= at else Duty.OFF


def _rows(engine: Engine, sql: str, order: str) -> list[dict[str, Any]]:
    ordered = ", ".join(f"r.{name.strip()}" for name in order.split(","))
    held: list[dict[str, Any]] = engine.table(f"SELECT * FROM ({sql}) AS r ORDER BY {ordered}").to_pylist()
    return held
