"""A small invented force with a scan beside it, written by hand: the same every time."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.detection.detectors import load_detectors
from boundaries.detection.report.events import Duty, Roster, Shift
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

DETECTORS = load_detectors()

# sign, detector, bits, expected, the sentence, the table of its records, whose they are counted among, and which count
_EVIDENCE = (
    ("contact_after_close", "contact_after_close", 4.125, 0.3, "The member began {seen} contacts more than four weeks after every case of the person had closed; 0.3 would be usual.", "contacts", "out", "late"),
    ("off_duty_contact", "contact_off_duty", 3.75, 2.4, "{seen} of {all} contacts that the member began fell outside any duty; 2.4 would be usual.", "contacts", "out", "off"),
    ("searches_without_purpose", "search_uncased", 2.5, 0.9, "{seen} of {all} look-ups name no case; 0.9 would be usual.", "searches", "", "blank"),
    ("unrecorded_contact", "contact_unrecorded", 1.75, 3.1, "{seen} of {all} contacts on a shared case have no entry within a day in the case log; 3.1 would be usual.", "contacts", "case", "unlogged"),
    ("unexpected_visits", "visit_late", 1.25, 0.4, "{seen} of {all} visits that nobody dispatched fell between 20:00 and 07:00; 0.4 would be usual.", "visits", "notebook", "any"),
    ("unnecessary_communication", "contact_late", 0.625, 7.5, "{seen} of {all} contacts that the member began fell between 21:00 and 06:00; 7.5 would be usual.", "contacts", "out", "night"),
    ("unnecessary_communication", "member_began", -0.75, 27.0, "The member began {seen} of {all} contacts; 27 would be usual.", "contacts", "", "out"),
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
            searches.append(
                (
                    f"S-{place}{n:03d}",
                    datetime(2025, month, date, hour, 21),
                    member,
                    person,
                    "records",
                    f"C-{6100 + place}" if n < 2 else "",
                )
            )
        for n, entered_at in enumerate(ENTERED):
            entries.append((f"L-{place}{n:03d}", f"C-{6100 + place}", entered_at, member, person, "contact"))
    _write(folder, contacts, visits, searches, entries)
    records = load_records(folder, DuckDBEngine(threads=1), now=AS_OF)
    known_before(records, AS_OF)
    return Example(folder, records, scan_tables(contacts, visits, searches))


def scan_tables(contacts: list[tuple], visits: list[tuple], searches: list[tuple]) -> ScanTables:  # type: ignore[type-arg]
    """Findings whose bits are the sums of their evidence, over the records given."""
    held = {"contacts": contacts, "visits": visits, "searches": searches}
    findings, evidence = [], []
    for place, (member, person) in enumerate(zip(MEMBERS, PEOPLE, strict=True)):
        first_at, last_at = datetime(2025, 3, 3, 9, 21), datetime(2025, 6, 27, 23, 52) - timedelta(days=20 * place)
        told = [_EVIDENCE[n] for n in range(7) if n < 7 - 2 * place or n == 6]
        for sign, detector, bits, expected, sentence, table, among, counted in told:
            rows = sorted((row for row in held[table] if {member, person} <= set(row)), key=lambda row: row[1])
            own = [row for row in rows if _counts(among, row)]
            newest = [row[0] for row in reversed(own) if _counts(counted, row)]
            evidence.append(
                {
                    "member_id": member, "person_id": person, "sign": sign, "detector": detector, "bits": bits - 0.375 * place,
                    "observed": float(len(newest)), "expected": expected, "exposure": float(len(own)), "first_at": first_at,
                    "last_at": last_at, "summary": sentence.format(seen=len(newest), all=len(own)), "table": table,
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
        *({"sign": one[0], "detector": one[1], "state": "checked", "reason": "", "rows": 172} for one in _EVIDENCE),
        {"sign": "sexualised_messages", "detector": "writes_kiss", "state": "not_checked", "reason": "contacts.text holds no value", "rows": 0},
        {"sign": "unexpected_visits", "detector": "visit_welfare", "state": "partly", "reason": "visits.purpose holds no value", "rows": 10},
    ]  # fmt: skip
    facts = {
        "as_of": AS_OF.isoformat(), "engine": "duckdb", "versions": {"boundaries": "0.1.0"}, "catalogue_hash": "c0ffee" * 10,
        "detectors_hash": "decade" * 10, "seconds": 1.8, "peak_mib": 210, "budget": 3,  "content": "none", "unmasked": None,
        "tables": {"contacts": {"hash": "ab" * 32, "rows": len(contacts), "rejected": 1}, "visits": {"hash": "cd" * 32, "rows": len(visits), "rejected": 0}},
    }  # fmt: skip
    return ScanTables(pa.Table.from_pylist(findings), pa.Table.from_pylist(evidence), pa.Table.from_pylist(coverage), facts)


def _counts(counted: str, row: tuple) -> bool:  # type: ignore[type-arg]
    """Whether a record counts: by when it was, or by a word that stands in it."""
    match counted, row[1]:
        case (("" | "any"), _):
            return True
        case "off", at:
            return Roster(Shift(*line[1:]) for line in _shifts() if line[0] == MEMBERS[0]).duty(at) is Duty.OFF
        case "late", at:
            return bool(at > CLOSED_AT + timedelta(days=28))
        case "night", at:
            return at.hour >= 21 or at.hour < 6
        case "blank", _:
            return "" in row
        case "case", at:
            return bool(at <= CLOSED_AT)
        case "unlogged", at:
            return all(abs(at - entered_at) > timedelta(days=1) for entered_at in ENTERED)
        case word, _:
            return word in row


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
        "searches": ("search_id,at,member_id,person_id,system,case_id", searches),
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
