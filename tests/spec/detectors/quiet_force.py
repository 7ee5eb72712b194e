"""A small force in which nothing is wrong: what the detectors' examples are laid over.

Sixty members in three roles work one year of 1,200 people's cases in the ordinary way, with the ordinary loose ends: a late call, a visit
nobody logged, a look-up without a reason, a card at Christmas. Every draw is seeded, so that the force is the same each time.
"""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.records.contract import TABLES, Kind

Row = dict[str, Any]
Tables = dict[str, list[Row]]

YEAR_STARTS = datetime(2025, 1, 1)
AS_OF = datetime(2026, 1, 1)
MEMBERS, PEOPLE_EACH = 60, 20
ROLES = (("response", "violence"), ("neighbourhood", "asb"), ("domestic_abuse", "domestic_abuse"))
OUTCOMES = ("charge", "charge", "nfa_evidential", "nfa_evidential", "nfa_victim", "community_resolution")
PLAIN = (
    "Your statement is ready to sign.",
    "The court date has moved to the 14th.",
    "Please ring when you are free.",
    "I will ring on Monday.",
)
# One each of what the lexicons look for: people write like this now and then, and mean nothing by it.
WARM = (
    "See you tomorrow x", "Thanks babe", "I miss you", "You looked sexy", "Can I have a hug", "You are my guardian angel",
    "Fancy a drink after work?", "Delete these messages",
)  # fmt: skip
_ARROW = {
    Kind.TIME: pa.timestamp("us"),
    Kind.DATE: pa.date32(),
    Kind.WHOLE: pa.int64(),
    Kind.MONEY: pa.float64(),
    Kind.FLAG: pa.bool_(),
}


def quiet_force() -> Tables:
    """The rows of every contract table but endpoints and verdicts."""
    tables: Tables = {name: [] for name in TABLES}
    for number in range(MEMBERS):
        _member(tables, number)
    for number in range(MEMBERS * PEOPLE_EACH):
        _person(tables, number, Random(number))
    for number in range(4):
        colleague = f"M{number + 1:03}"
        tables["people"][number]["member_id"] = colleague
        met = YEAR_STARTS + timedelta(days=30 * number)
        tables["declarations"].append(
            {"member_id": colleague, "person_id": f"P{number + 900:04}", "declared_at": met, "relation": "friend"}
        )
    return tables


def shift_of(number: int, day: int) -> tuple[datetime, datetime] | None:
    """When the member with this number works on a day of the year: five days on from 08:00 to 16:00, two off."""
    starts = YEAR_STARTS + timedelta(days=day, hours=8)
    return None if (day + number) % 7 > 4 else (starts, starts + timedelta(hours=8))


def _member(tables: Tables, number: int) -> None:
    member = f"M{number + 1:03}"
    tables["members"].append({"member_id": member, "kind": "officer", "role": ROLES[number % 3][0]})
    for day in range(365):
        shift = shift_of(number, day)
        if shift:
            kind = "leave" if (day + 31 * number) % 365 < 14 else "duty"
            tables["duties"].append({"member_id": member, "starts_at": shift[0], "ends_at": shift[1], "kind": kind})


def _person(tables: Tables, number: int, random: Random) -> None:
    """One person, their case with one member, and what came of it."""
    who = {"member_id": f"M{number % MEMBERS + 1:03}", "person_id": f"P{number + 1:04}"}
    case = {"case_id": f"C{number + 1:04}"}
    tables["people"].append({"person_id": who["person_id"]})
    opened = YEAR_STARTS + timedelta(days=random.randrange(2, 215), hours=random.randrange(8, 16))
    days = random.randrange(25, 100)
    closed = None if random.random() < 0.15 else opened + timedelta(days=days)
    source = "self" if random.random() < 0.08 else "dispatched"
    tables["cases"].append(
        case
        | {
            "kind": ROLES[number % 3][1],
            "opened_at": opened,
            "closed_at": closed,
            "outcome": random.choice(OUTCOMES) if closed else None,
            "risk": "standard",
        }
    )
    tables["case_people"] += [
        case | {"person_id": who["person_id"], "role": "victim"},
        case | {"person_id": f"R{number + 1:04}", "role": "relative"},
    ]
    tables["people"].append({"person_id": f"R{number + 1:04}"})
    tables["case_members"].append(
        case | {"member_id": who["member_id"], "role": "oic" if number % 4 else "attending", "source": source}
    )

    def some_time(within: int, odd: float) -> datetime:
        """A moment on the case: in the member's own shift, or with the chance `odd` in the evening."""
        for _ in range(20):
            day = (opened - YEAR_STARTS).days + random.randrange(1, within)
            shift = shift_of(number % MEMBERS, day)
            if shift:
                return shift[0] + timedelta(
                    minutes=random.randrange(5, 470) if random.random() > odd else random.randrange(540, 900)
                )
        return opened + timedelta(minutes=5)

    _case_work(tables, who, case, random, some_time, days)
    _odds_and_ends(tables, who, random, opened + timedelta(days=days))


def _case_work(tables: Tables, who: Row, case: Row, random: Random, some_time: Any, days: int) -> None:
    for _ in range(random.randrange(4, 10)):
        at, began = some_time(days, 0.06), random.random() < 0.6
        text = random.choice(WARM if random.random() < 0.08 else PLAIN)
        channel = random.choices(["call", "sms", "email", "whatsapp"], [4, 4, 2, 0.4])[0]
        tables["contacts"].append(who | {"at": at, "direction": "out" if began else "in", "channel": channel, "text": text})
        if random.random() < 0.7:
            tables["case_log"].append(case | {"at": at + timedelta(minutes=20), "member_id": who["member_id"], "kind": "contact"})
    for _ in range(random.randrange(1, 5)):
        at, source = some_time(days, 0.06), random.choice(["dispatch", "notebook", "notebook", "vehicle_gps"])
        cased = {} if random.random() < 0.15 else case
        purpose = random.choice(["statement", "enquiry", "attendance", "welfare_check"])
        tables["visits"].append(who | cased | {"at": at, "source": source, "purpose": purpose})
        if random.random() < 0.7:
            tables["case_log"].append(case | {"at": at, "member_id": who["member_id"], "kind": "update"})
    for _ in range(random.randrange(1, 5)):
        cased = {} if random.random() < 0.1 else case
        reason = None if random.random() < 0.1 else "case enquiry"
        tables["searches"].append(who | cased | {"at": some_time(days, 0.03), "system": "records", "reason": reason})
    if random.random() < 0.1:
        tables["searches"].append(
            who | {"person_id": "R" + who["person_id"][1:], "at": some_time(days, 0), "reason": "case enquiry"}
        )
    for _ in range(random.randrange(2, 6)):
        tables["case_log"].append(case | {"at": some_time(days, 0), "member_id": who["member_id"], "kind": "update"})
    if random.random() < 0.08:
        tables["case_log"].append(case | {"at": some_time(days, 0), "member_id": who["member_id"], "kind": "risk_change"})


def _odds_and_ends(tables: Tables, who: Row, random: Random, done: datetime) -> None:
    """What now and then comes after a case, and the strangers that any member looks up or visits once."""

    def later() -> datetime:
        return done + timedelta(days=random.randrange(2, 45), hours=1)

    chances = {"contacts": 0.05, "visits": 0.02, "searches": 0.03, "gifts": 0.02, "feedback": 0.04, "requests": 0.03}
    kinds: dict[str, Row] = {
        "contacts": {"direction": "out", "channel": "call"},
        "visits": {"source": "notebook", "purpose": "enquiry"},
        "searches": {"system": "records", "reason": "vetting"},
        "gifts": {"direction": "received", "description": "card"},
        "feedback": {"channel": "letter", "text": "Thank you for dealing with it and for keeping me informed."},
        "requests": {"channel": "front_counter"},
    }
    for table, chance in chances.items():
        if random.random() < chance:
            tables[table].append(who | kinds[table] | {"at": later()})
    if random.random() < 0.3:
        stranger = {"person_id": f"S{random.randrange(5000):04}"}
        tables["people"].append(stranger)
        tables["searches"].append(who | stranger | {"at": done, "system": "records", "reason": "stop check"})


def write(tables: Tables, folder: Path) -> None:
    """Write contract tables as Parquet: ids where a row has none, people once each."""
    for name, table in TABLES.items():
        rows = tables.get(name, [])
        if name == "people":
            rows = list({row["person_id"]: row for row in rows}.values())
        if not rows:
            continue
        columns = {}
        for column in table.columns:
            cells = [row.get(column.name) for row in rows]
            if column.name == table.key:
                cells = [cell or f"{name}{place}" for place, cell in enumerate(cells)]
            columns[column.name] = pa.array(cells, _ARROW.get(column.kind, pa.string()))
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
