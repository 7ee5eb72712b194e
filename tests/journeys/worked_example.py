"""A small invented force with a scan beside it, written by hand: the same every time."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.detection.report.events import Duty, Roster, Shift
from boundaries.detection.report.guide import Advice
from boundaries.detection.report.tables import ScanTables
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records
from boundaries.records.moment import known_before
from boundaries.records.state import Records

AS_OF = datetime(2025, 7, 1)
CLOSED_AT = datetime(2025, 4, 20, 12)
ENTERED = tuple(datetime(2025, *date, 16, 5) for date in ((3, 3), (3, 5), (3, 12), (3, 28), (4, 9), (4, 19)))
MEMBERS = ("M-2041", "M-0377", "M-1188", "M-0952")
PEOPLE = ("P-88120", "P-41007", "P-77345", "P-20961")

DETECTORS = {
    "off_duty_share": Advice(
        "Contacts outside the member’s shifts",
        ("Ask the roster office whether shifts were swapped or overtime was booked late.",),
        ("A recorded shift swap, call-out or on-call week that covers these times.",),
        ("An on-call week that was never entered in the roster.",),
    ),
    "contact_closed": Advice(
        "Contact after every case had closed",
        ("Read the last entry on the case: was after-care agreed, and with whom?",),
        ("A later case, an appeal or a civil order that this contact was about.",),
    ),
    "unlogged": Advice(
        "Contacts with no case-log entry near them",
        ("Compare with what colleagues on the same unit leave unrecorded.",),
        ("Pocket-book or body-worn video entries that record the same contacts.",),
    ),
    "lookups_unallocated": Advice(
        "Look-ups without a case, dispatch or duty",
        ("Set each look-up beside the dispatch log of that hour.",),
        ("A tasking, briefing or intelligence request that names this person.",),
    ),
    "visits_late": Advice(
        "Late visits with no dispatch",
        ("Check the vehicle and body-worn video for each visit.",),
        ("A safeguarding plan that asked for evening visits.",),
    ),
    "volume": Advice(
        "More contact than the role and stage explain",
        ("Compare with the other people of the same case.",),
        ("A risk assessment that asked for daily contact.",),
    ),
    "declared": Advice("A relationship told to the force"),
    "specialist": Advice("A specialist or liaison allocation"),
    "kisses": Advice("Kisses and sexual comments in messages"),
}

# sign, detector, bits, expected, table of the records, what is counted, and the sentence
_EVIDENCE = (
    ("off_duty_contact", "off_duty_share", 4.6, 2.4, "contacts", "off", "{seen} of {all} contacts fell outside the member’s shifts; 2.4 would be ordinary."),
    ("contact_after_close", "contact_closed", 3.9, 0.3, "contacts", "late", "{seen} contacts came more than 28 days after the last case had closed; 0.3 would be ordinary."),
    ("searches_without_purpose", "lookups_unallocated", 2.8, 0.2, "searches", "late", "{seen} of {all} look-ups had no open case, dispatch or duty behind them; 0.2 would be ordinary."),
    ("unrecorded_contact", "unlogged", 1.7, 14.0, "contacts", "unlogged", "{seen} of {all} contacts have no entry in the case log within two days; 14 would be ordinary in this unit."),
    ("unexpected_visits", "visits_late", 1.2, 0.4, "visits", "late", "{seen} of {all} visits came late in the evening with no dispatch; 0.4 would be ordinary."),
    ("unnecessary_communication", "volume", 0.6, 25.0, "contacts", "all", "{seen} contacts; the role, kind of case and stage explain 25."),
    ("off_duty_contact", "specialist", -1.4, 0.0, "cases", "all", "The member was allocated to the case as a specialist until 20 April."),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A records folder, the records loaded as of the scan, and the scan's tables."""

    folder: Path
    records: Records
    scan: ScanTables

    def scan_folder(self, folder: Path) -> Path:
        """Write the tables the way a scan writes them."""
        folder.mkdir(parents=True)
        for name in ("findings", "evidence", "coverage"):
            pq.write_table(getattr(self.scan, name), folder / f"{name}.parquet")
        (folder / "scan.json").write_text(json.dumps(dict(self.scan.facts)), encoding="utf-8")
        return folder


def worked_example(folder: Path) -> Example:
    """Write the records to `folder`, load them, and stand a hand-made scan beside them."""
    rng = Random(20250701)
    contacts, visits, searches, entries = [], [], [], []
    for place, (member, person) in enumerate(zip(MEMBERS, PEOPLE, strict=True)):
        contacts += _contacts(rng, place, member, person)
        for n, (date, hour) in enumerate((((3, 4), 11), ((3, 28), 15), ((5, 19), 21), ((6, 8), 22))[: 4 - place]):
            at = datetime(2025, *date, hour, 10 + 7 * n)
            case = f"C-{6100 + place}" if n < 2 else ""
            visits.append(
                (f"V-{place}{n:03d}", at, at + timedelta(minutes=40), member, person, "dispatch" if n < 2 else "notebook", case)
            )
        for n, (month, date, hour) in enumerate(
            ((3, 3, 9), (4, 2, 14), (5, 2, 23), (5, 30, 3), (6, 14, 22), (6, 20, 1))[: 6 - place]
        ):
            searches.append((f"S-{place}{n:03d}", datetime(2025, month, date, hour, 21), member, person, "records"))
        for n, entered_at in enumerate(ENTERED):
            entries.append((f"L-{place}{n:03d}", f"C-{6100 + place}", entered_at, member, person, "contact"))
    _write(folder, contacts, visits, searches, entries)
    records = load_records(folder, DuckDBEngine(threads=1), now=AS_OF)
    known_before(records, AS_OF)
    return Example(folder, records, scan_tables(contacts, visits, searches))


def scan_tables(contacts: list[tuple], visits: list[tuple], searches: list[tuple]) -> ScanTables:  # type: ignore[type-arg]
    """Findings whose bits are the sums of their evidence, over the records given."""
    ids = {"contacts": contacts, "visits": visits, "searches": searches, "cases": [("C-6100", AS_OF)]}
    findings, evidence = [], []
    for place, (member, person) in enumerate(zip(MEMBERS, PEOPLE, strict=True)):
        first_at, last_at = datetime(2025, 3, 3, 9, 21), datetime(2025, 6, 27, 23, 52) - timedelta(days=20 * place)
        for sign, detector, bits, expected, table, counted, summary in (
            _EVIDENCE[n] for n in range(7) if n < 7 - 2 * place or n == 6
        ):
            own = sorted((row for row in ids[table] if table == "cases" or {member, person} <= set(row)), key=lambda row: row[1])
            newest = [row[0] for row in reversed(own) if _counts(counted, row[1])]
            evidence.append(
                {
                    "member_id": member, "person_id": person, "sign": sign, "detector": detector, "bits": bits - 0.4 * place,
                    "observed": float(len(newest)), "expected": expected, "exposure": float(len(own)), "first_at": first_at,
                    "last_at": last_at, "summary": summary.format(seen=len(newest), all=len(own)), "table": table,
                    "record_ids": newest, "records": len(newest),
                }
            )  # fmt: skip
        own_evidence = [row for row in evidence if row["member_id"] == member]
        total = sum(row["bits"] for row in own_evidence)
        findings.append(
            {
                "rank": place + 1, "member_id": member, "person_id": person, "bits": total,
                "signs": list(dict.fromkeys(row["sign"] for row in own_evidence if row["bits"] > 0)),
                "detectors": [row["detector"] for row in own_evidence],
                "first_at": first_at, "last_at": last_at, "new_at": last_at,
                "urgency": ("urgent", "standard", "high", "standard")[place],
                "vulnerabilities": (["domestic_abuse", "child"], [], ["mental_health"], [])[place],
                "band": ("strong", "moderate", "moderate", "weak")[place],
            }
        )  # fmt: skip
    coverage = [
        {"sign": sign, "detector": detector, "state": "checked", "reason": "", "rows": 172}
        for sign, detector in (("off_duty_contact", "off_duty_share"), ("contact_after_close", "contact_closed"), ("unrecorded_contact", "unlogged"))
    ] + [
        {"sign": "sexualised_messages", "detector": "kisses", "state": "not_checked", "reason": "contacts.text holds no value", "rows": 0},
        {"sign": "unexpected_visits", "detector": "visits_late", "state": "partly", "reason": "visits.purpose holds no value", "rows": 10},
    ]  # fmt: skip
    facts = {
        "as_of": AS_OF.isoformat(), "engine": "duckdb", "versions": {"boundaries": "0.1.0"}, "catalogue_hash": "c0ffee" * 10,
        "detectors_hash": "decade" * 10, "seconds": 1.8, "peak_mib": 210, "budget": 3,  "content": "none", "unmasked": None,
        "tables": {"contacts": {"hash": "ab" * 32, "rows": len(contacts), "rejected": 1}, "visits": {"hash": "cd" * 32, "rows": len(visits), "rejected": 0}},
    }  # fmt: skip
    return ScanTables(pa.Table.from_pylist(findings), pa.Table.from_pylist(evidence), pa.Table.from_pylist(coverage), facts)


def _counts(counted: str, at: datetime) -> bool:
    """Whether a record of this moment counts towards a piece of evidence."""
    match counted:
        case "off":
            return Roster(Shift(*line[1:]) for line in _shifts() if line[0] == MEMBERS[0]).duty(at) is Duty.OFF
        case "late":
            return at > CLOSED_AT + timedelta(days=28)
        case "unlogged":
            return all(abs(at - entered_at) > timedelta(days=2) for entered_at in ENTERED)
        case _:
            return True


def _contacts(rng: Random, place: int, member: str, person: str) -> list[tuple]:  # type: ignore[type-arg]
    """Contacts by day while the case is open, then later in the evening and more of them."""
    made = []
    for n in range(43 - 9 * place):
        share = n / 42
        date = datetime(2025, 3, 3) + timedelta(days=int(2 + 112 * share**0.8))
        hour = rng.choice((9, 10, 11, 14, 15)) if share < 0.25 else rng.choice((20, 21, 22, 22, 23, 0, 1, 13))
        at = date + timedelta(hours=hour, minutes=rng.randrange(60))
        made.append(
            (f"K-{place}{n:04d}", at, member, rng.choice(("out", "out", "in")), person, rng.choice(("sms", "call", "sms")))
        )
    return made


def _shifts() -> list[tuple]:  # type: ignore[type-arg]
    """Six days on, three off: early, late, night; two days sick in June."""
    hours = ((7, 9), (7, 9), (14, 9), (14, 9), (22, 9), (22, 9))
    lines = []
    for member in MEMBERS:
        for day in range(125):
            date = datetime(2025, 2, 27) + timedelta(days=day)
            if datetime(2025, 6, 14) <= date < datetime(2025, 6, 16):
                lines.append((member, date, date + timedelta(days=1), "sick"))
            elif day % 9 < 6:
                start, length = hours[day % 9]
                lines.append((member, date + timedelta(hours=start), date + timedelta(hours=start + length), "duty"))
    return lines


def _write(folder: Path, contacts: list[tuple], visits: list[tuple], searches: list[tuple], entries: list[tuple]) -> None:  # type: ignore[type-arg]
    cases = [
        (f"C-{6100 + n}", "domestic_abuse", "2025-03-03 08:40:00", CLOSED_AT, "nfa_victim", "high") for n in range(len(PEOPLE))
    ]
    roles = ("oic", "attending", "oic", "liaison")
    tables: dict[str, tuple[str, list[tuple]]] = {  # type: ignore[type-arg]
        "members": ("member_id,kind,role", [(member, "officer", "response") for member in MEMBERS]),
        "people": ("person_id,vulnerabilities", [(person, "domestic_abuse") for person in PEOPLE]),
        "contacts": ("contact_id,at,member_id,direction,person_id,channel", contacts),
        "visits": ("visit_id,at,until,member_id,person_id,source,case_id", visits),
        "searches": ("search_id,at,member_id,person_id,system", searches),
        "cases": ("case_id,kind,opened_at,closed_at,outcome,risk", cases),
        "case_people": (
            "case_id,person_id,role",
            [(case[0], person, "victim") for case, person in zip(cases, PEOPLE, strict=True)],
        ),
        "case_members": (
            "case_id,member_id,role",
            [(case[0], member, role) for case, member, role in zip(cases, MEMBERS, roles, strict=True)],
        ),
        "case_log": ("entry_id,case_id,at,member_id,person_id,kind", entries),
        "duties": ("member_id,starts_at,ends_at,kind", _shifts()),
        "verdicts": (
            "member_id,person_id,decided_at,verdict,reason",
            [(MEMBERS[1], PEOPLE[1], "2025-05-02 10:00:00", "explained", "A neighbour of P-41007")],
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, lines) in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(lines)
