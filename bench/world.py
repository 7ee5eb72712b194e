"""A record set of any size, made by the engine's own SQL: the same rows for the same size, on every machine.

The proportions are those of a force of 2,700 members over two years that holds ten million contacts.
"""

from dataclasses import dataclass
from pathlib import Path

from texts import TEXT

from boundaries.engines.duckdb import DuckDBEngine

VERSION = "2"
START = "TIMESTAMP '2024-01-01 00:00:00'"
DAYS = 730
_KINDS = (
    "domestic_abuse",
    "violence",
    "theft",
    "burglary",
    "asb",
    "sexual_offence",
    "missing_person",
    "mental_health",
    "harassment",
    "fraud",
)
_ROLES = (
    "response",
    "response",
    "response",
    "neighbourhood",
    "cid",
    "domestic_abuse",
    "sexual_offences",
    "custody",
    "contact_centre",
)


@dataclass(frozen=True)
class Size:
    """How many rows each table holds."""

    contacts: int

    @property
    def members(self) -> int:
        return max(40, self.contacts * 27 // 100_000)

    @property
    def cases(self) -> int:
        return max(200, self.contacts * 3 // 100)

    @property
    def people(self) -> int:
        return self.cases * 8 // 10

    @property
    def visits(self) -> int:
        return self.contacts // 5

    @property
    def duties(self) -> int:
        return self.contacts * 15 // 100

    @property
    def searches(self) -> int:
        return self.contacts * 15 // 100


def _draw(salt: str, row: str = "i") -> str:
    """A number from 0 to under 1 that depends on the row and the salt only."""
    return f"(CAST(hash({row}, '{salt}') % 1048576 AS DOUBLE) / 1048576.0)"


def _pick(salt: str, among: int, row: str = "i") -> str:
    return f"CAST(hash({row}, '{salt}') % {among} AS INTEGER)"


def _word(salt: str, words: tuple[str, ...], row: str = "i") -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return (
        f"(['{words[0]}', {listed}])[2 + {_pick(salt, len(words), row)}]"
        if len(words) == 1
        else f"[{listed}][1 + {_pick(salt, len(words), row)}]"
    )


def _id(letter: str, number: str, width: int = 8) -> str:
    return f"'{letter}' || lpad(CAST({number} AS VARCHAR), {width}, '0')"


def _later(days: str, at: str = START) -> str:
    return f"({at} + to_seconds(CAST(({days}) * 86400 AS BIGINT)))"


def _member_on(case: str, slot: str, size: Size) -> str:
    return f"CAST(hash({case}, {slot}, 'on') % {size.members} AS INTEGER)"


def _person_on(case: str, slot: str, size: Size) -> str:
    return f"CAST(hash({case}, {slot}, 'of') % {size.people} AS INTEGER)"


def _opened(case: str, size: Size) -> str:
    return _later(f"CAST({case} AS DOUBLE) / {size.cases} * {DAYS - 1}")


def _paired(rows: int, size: Size, salt: str, on_case: float) -> str:
    """Rows spread over the two years in time's order, most of a member and a person of a case opened in the weeks before."""
    opened = f"CAST(i AS DOUBLE) / {rows} * {size.cases}"
    back = f"{_draw(salt + 'back')} * {_draw(salt + 'back2')} * {size.cases} * 75 / {DAYS}"
    person = f"CAST(hash(any_member, {_pick(salt + 'known', 150)}, 'known') % {size.people} AS INTEGER)"
    return f"""
        SELECT i, on_case, CASE WHEN on_case THEN case_no END AS case_no, drawn.at AS at,
               CASE WHEN on_case THEN {_member_on("case_no", "slot", size)} ELSE any_member END AS member_no,
               CASE WHEN on_case THEN {_person_on("case_no", "person_slot", size)} ELSE {person} END AS person_no
        FROM (
            SELECT i, {_draw(salt + "on")} < {on_case} AS on_case, GREATEST(CAST({opened} - {back} AS INTEGER), 0) AS case_no,
                   {_later(f"CAST(i AS DOUBLE) / {rows} * {DAYS - 1} + {_draw(salt + 'at')}")} AS at,
                   {_pick(salt + "any", size.members)} AS any_member,
                   CASE WHEN {_draw(salt + "slot")} < 0.7 THEN 0 ELSE 1 END AS slot,
                   CASE WHEN {_draw(salt + "person")} < 0.8 THEN 0 ELSE 1 END AS person_slot
            FROM (SELECT UNNEST(range({rows})) AS i) AS n
        ) AS drawn"""


def tables(size: Size) -> dict[str, str]:
    """A query per contract table."""
    member, person, case = (
        _id("M", "member_no", 6),
        _id("P", "person_no"),
        f"CASE WHEN case_no IS NOT NULL THEN {_id('C', 'case_no')} END",
    )
    numbers = "(SELECT UNNEST(range({})) AS i) AS n".format
    return {
        "members": f"""SELECT {_id("M", "i", 6)} AS member_id, 'officer' AS kind, {_word("role", _ROLES)} AS role, 'PC' AS rank,
            'unit ' || {_pick("unit", 40)} AS unit, DATE '2015-01-01' AS started_on FROM {numbers(size.members)}""",
        "people": f"""SELECT {_id("P", "i")} AS person_id, 1950 + {_pick("born", 55)} AS birth_year, 'female' AS sex,
            CASE WHEN {_draw("vulnerable")} < 0.2 THEN {_word("v", ("domestic_abuse", "mental_health", "child", "alcohol"))} END
            AS vulnerabilities FROM {numbers(size.people)}""",
        "cases": f"""SELECT {_id("C", "i")} AS case_id, {_word("kind", _KINDS)} AS kind, {_opened("i", size)} AS opened_at,
            CASE WHEN {_draw("closes")} < 0.85 THEN {_later(f"10 + 120 * {_draw('close')}", _opened("i", size))} END AS closed_at,
            CASE WHEN {_draw("closes")} < 0.85 THEN {_word("outcome", ("charge", "nfa_evidential", "nfa_victim", "community_resolution"))}
            END AS outcome, {_word("risk", ("standard", "standard", "medium", "high"))} AS risk, 'unit ' || {_pick("cunit", 40)} AS unit
            FROM {numbers(size.cases)}""",
        "case_people": f"""SELECT {_id("C", "i")} AS case_id, {_id("P", _person_on("i", "slot", size))} AS person_id,
            CASE slot WHEN 0 THEN 'victim' WHEN 1 THEN 'suspect' ELSE 'relative' END AS role
            FROM {numbers(size.cases)}, (SELECT UNNEST(range(3)) AS slot) AS s WHERE slot < 2 OR {_draw("kin")} < 0.08""",
        "case_members": f"""SELECT {_id("C", "i")} AS case_id, {_id("M", _member_on("i", "slot", size), 6)} AS member_id,
            CASE slot WHEN 0 THEN 'oic' WHEN 1 THEN 'attending' WHEN 2 THEN 'supervisor' ELSE 'liaison' END AS role,
            {_opened("i", size)} AS from_at, CASE WHEN slot = 0 AND {_draw("self")} < 0.03 THEN 'self' WHEN slot = 0 THEN 'allocated'
            ELSE 'dispatched' END AS source FROM {numbers(size.cases)}, (SELECT UNNEST(range(4)) AS slot) AS s
            WHERE slot < 2 OR {_draw("more", "i * 4 + slot")} < 0.3""",
        "case_log": f"""SELECT 'L' || i || '-' || slot AS entry_id, {_id("C", "i")} AS case_id,
            {_later(f"60 * {_draw('log', 'i * 8 + slot')}", _opened("i", size))} AS at,
            {_id("M", _member_on("i", "slot % 2", size), 6)} AS member_id, CASE WHEN slot = 4 THEN 'risk_change' WHEN slot < 2 THEN 'contact'
            ELSE 'update' END AS kind, CASE WHEN slot < 2 THEN {_id("P", _person_on("i", "0", size))} END AS person_id
            FROM {numbers(size.cases)}, (SELECT UNNEST(range(5)) AS slot) AS s""",
        "contacts": f"""SELECT {_id("K", "i")} AS contact_id, p.at AS at, {member} AS member_id,
            CASE WHEN {_draw("way")} < 0.55 THEN 'out' ELSE 'in' END AS direction,
            CASE WHEN {_draw("text")} < 0.6 THEN {_word("written", ("sms", "sms", "email", "whatsapp", "teams"))} ELSE 'call' END AS channel,
            {person} AS person_id, CASE WHEN {_draw("text")} >= 0.6 THEN {_pick("long", 900)} END AS duration_s,
            CASE WHEN {_draw("text")} < 0.6 THEN {TEXT} END AS text FROM ({_paired(size.contacts, size, "c", 0.8)}) AS p""",
        "visits": f"""SELECT {_id("V", "i")} AS visit_id, p.at AS at, p.at + to_seconds(1800) AS until, {member} AS member_id, {person} AS person_id,
            {_word("vsource", ("dispatch", "dispatch", "notebook", "bwv", "vehicle_gps", "custody"))} AS source, {case} AS case_id,
            {_word("purpose", ("attendance", "statement", "welfare_check", "enquiry"))} AS purpose
            FROM ({_paired(size.visits, size, "v", 0.9)}) AS p""",
        "duties": f"""SELECT {_id("M", f"i % {size.members}", 6)} AS member_id, starts_at, starts_at + to_seconds(34200) AS ends_at,
            CASE WHEN {_draw("dkind")} < 0.9 THEN 'duty' WHEN {_draw("dkind")} < 0.95 THEN 'leave' ELSE 'sick' END AS kind
            FROM (SELECT i, {_later(f"CAST(i // {size.members} AS DOUBLE) / {size.duties // size.members} * {DAYS} + {_pick('early', 3)} / 3.0")}
                  AS starts_at FROM {numbers(size.duties)}) AS d""",
        "searches": f"""SELECT {_id("S", "i")} AS search_id, p.at AS at, {member} AS member_id, 'records' AS system,
            CASE WHEN case_no IS NULL OR {_draw("who")} < 0.6 THEN {person} END AS person_id, {case} AS case_id,
            CASE WHEN {_draw("reason")} < 0.9 THEN 'case work' END AS reason FROM ({_paired(size.searches, size, "s", 0.85)}) AS p""",
        "gifts": f"""SELECT 'G' || i AS gift_id, p.at AS at, {member} AS member_id, {person} AS person_id, 'received' AS direction,
            'flowers' AS description, 20.0 AS value_gbp, true AS accepted FROM ({_paired(size.cases // 500 + 1, size, "g", 0.9)}) AS p""",
        "feedback": f"""SELECT 'F' || i AS feedback_id, p.at AS at, {person} AS person_id, {member} AS member_id, 'letter' AS channel,
            'thank you for your help' AS text FROM ({_paired(size.cases // 100 + 1, size, "f", 0.9)}) AS p""",
        "requests": f"""SELECT 'R' || i AS request_id, p.at AS at, {person} AS person_id, {member} AS member_id, 'call' AS channel
            FROM ({_paired(size.cases // 50 + 1, size, "r", 0.9)}) AS p""",
        "declarations": f"""SELECT {member} AS member_id, {person} AS person_id, p.at AS declared_at,
            'friend' AS relation FROM ({_paired(size.cases // 500 + 1, size, "d", 0.2)}) AS p""",
    }  # fmt: skip


def records_of(size: Size, scratch: Path, *, threads: int | None = None) -> Path:
    """The folder that holds the records, made once and kept."""
    folder = scratch / f"records-{size.contacts}-v{VERSION}"
    done = folder / "made"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    engine = DuckDBEngine(scratch=scratch, threads=threads)
    for name, query in tables(size).items():
        engine.run(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")
    engine.close()
    done.touch()
    return folder
