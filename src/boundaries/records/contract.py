"""The record contract as data: sixteen tables, their columns, and which of them must be there."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds."""

    ID = "id"
    TEXT = "text"
    WORD = "word"
    WORDS = "words"
    TIME = "time"
    DATE = "date"
    WHOLE = "whole number"
    MONEY = "money"
    FLAG = "yes or no"


@dataclass(frozen=True)
class Column:
    """One column: `required` means present and never null; `words` is its closed vocabulary."""

    name: str
    kind: Kind
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: `key` is the column whose values must not repeat, `at` the time by which a row is known."""

    name: str
    columns: tuple[Column, ...]
    key: str | None = None
    at: str | None = None
    required: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _columns(*lines: str) -> tuple[Column, ...]:
    """Read `name* kind [word|word]` lines; the star marks a required column."""
    columns = []
    for line in lines:
        name, kind, *words = line.split()
        columns.append(
            Column(name.rstrip("*"), Kind[kind.upper()], name.endswith("*"), tuple(words[0].split("|")) if words else ())
        )
    return tuple(columns)


_ROLES = (
    "response|neighbourhood|cid|domestic_abuse|sexual_offences|custody|contact_centre|front_counter|family_liaison|roads|other"
)
_VULNERABILITIES = (
    "child|elderly|mental_health|learning_disability|alcohol|drugs|domestic_abuse|sexual_offence_victim|bereaved"
    "|repeat_victim|missing|homeless|suspect|witness|other"
)
_CASE_KINDS = (
    "domestic_abuse|sexual_offence|violence|theft|burglary|fraud|asb|missing_person|mental_health|sudden_death"
    "|collision|harassment|drugs|other"
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "members",
            _columns(
                "member_id* id",
                "kind* word officer|special|pcso|staff|volunteer|contractor|other",
                f"role word {_ROLES}",
                "rank text",
                "unit text",
                "supervisor_id id",
                "started_on date",
                "left_on date",
                "sex text",
                "ethnicity text",
            ),
            key="member_id",
            required=True,
        ),
        Table(
            "people",
            _columns(
                "person_id* id", "birth_year whole", "sex text", f"vulnerabilities words {_VULNERABILITIES}", "member_id id"
            ),
            key="person_id",
            required=True,
        ),
        Table(
            "endpoints",
            _columns(
                "endpoint* id",
                "member_id id",
                "person_id id",
                "kind word work|personal|shared|other",
                "valid_from time",
                "valid_to time",
            ),
        ),
        Table(
            "contacts",
            _columns(
                "contact_id* id",
                "at* time",
                "member_id* id",
                "direction* word out|in|other",
                "channel* word call|sms|email|whatsapp|teams|social|other",
                "person_id id",
                "endpoint id",
                "duration_s whole",
                "text text",
            ),
            key="contact_id",
            at="at",
        ),
        Table(
            "cases",
            _columns(
                "case_id* id",
                f"kind* word {_CASE_KINDS}",
                "opened_at* time",
                "closed_at time",
                "outcome word charge|caution|community_resolution|nfa_evidential|nfa_victim|nfa_other|transferred|no_crime|other",
                "risk word standard|medium|high|other",
                "unit text",
            ),
            key="case_id",
            at="opened_at",
        ),
        Table(
            "case_people", _columns("case_id* id", "person_id* id", "role* word victim|witness|suspect|reporter|relative|other")
        ),
        Table(
            "case_members",
            _columns(
                "case_id* id",
                "member_id* id",
                "role* word oic|attending|supervisor|specialist|liaison|call_taker|guard|other",
                "from_at time",
                "to_at time",
                "source word dispatched|allocated|self|other",
            ),
            at="from_at",
        ),
        Table(
            "case_log",
            _columns(
                "entry_id* id",
                "case_id* id",
                "at* time",
                "member_id id",
                "kind* word contact|update|supervision|risk_change|outcome|other",
                "person_id id",
                "text text",
            ),
            key="entry_id",
            at="at",
        ),
        Table(
            "visits",
            _columns(
                "visit_id* id",
                "at* time",
                "until time",
                "member_id* id",
                "person_id* id",
                "source* word dispatch|notebook|bwv|vehicle_gps|radio_gps|custody|counter|other",
                "case_id id",
                "purpose word attendance|statement|welfare_check|safeguarding|arrest|enquiry|other",
            ),
            key="visit_id",
            at="at",
        ),
        Table(
            "duties",
            _columns(
                "member_id* id", "starts_at* time", "ends_at* time", "kind* word duty|overtime|on_call|sick|leave|course|other"
            ),
            at="starts_at",
        ),
        Table(
            "searches",
            _columns("search_id* id", "at* time", "member_id* id", "system text", "person_id id", "case_id id", "reason text"),
            key="search_id",
            at="at",
        ),
        Table(
            "gifts",
            _columns(
                "gift_id* id",
                "at* time",
                "member_id* id",
                "person_id id",
                "direction* word received|given|other",
                "description text",
                "value_gbp money",
                "accepted flag",
            ),
            key="gift_id",
            at="at",
        ),
        Table(
            "feedback",
            _columns("feedback_id* id", "at* time", "person_id id", "member_id id", "channel text", "text text"),
            key="feedback_id",
            at="at",
        ),
        Table(
            "requests",
            _columns("request_id* id", "at* time", "person_id* id", "member_id* id", "channel text", "text text"),
            key="request_id",
            at="at",
        ),
        Table(
            "declarations",
            _columns(
                "member_id* id",
                "person_id* id",
                "declared_at* time",
                "relation word family|friend|neighbour|colleague|met_on_duty|other",
            ),
            at="declared_at",
        ),
        Table(
            "verdicts",
            _columns(
                "member_id* id",
                "person_id* id",
                "decided_at* time",
                "verdict* word concern|explained|data_error|insufficient|other",
                "reason text",
            ),
            at="decided_at",
        ),
    )
}
