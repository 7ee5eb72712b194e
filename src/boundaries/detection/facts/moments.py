"""Every contact, visit and look-up of a pair, with what was true when it happened.

Three running windows, one sort each, instead of range joins: the member's roster, the pair's allocations, the person's cases. What does not
decide a window travels through them packed into one whole number, for the sorts cost by the byte.
"""

from boundaries.detection.facts.spans import AFTERCARE_DAYS, DAY_S, FAR_AHEAD
from boundaries.engines.dialect import Dialect
from boundaries.records.contract import TABLES

CHANNELS = tuple(dict.fromkeys((*TABLES["contacts"].column("channel").words, *TABLES["visits"].column("source").words)))
PURPOSES = (*TABLES["visits"].column("purpose").words, "given")

# What a happening carries, and how many values each may take; the last is bounded only by the number it is packed into.
_FIELDS = {"worded": 2, "shared": 2, "cased": 2, "way": 4, "kind": 4, "purpose": 16, "channel": 32, "mask": 1 << 32}
_NOT_KNOWN_WAY = 2


def _coded(column: str, words: tuple[str, ...]) -> str:
    """The place of a word in its list, from 1; 0 for null."""
    cases = " ".join(f"WHEN '{word}' THEN {code}" for code, word in enumerate(words, start=1))
    return f"CASE {column} {cases} ELSE 0 END"


def _worded(code: str, words: tuple[str, ...]) -> str:
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words, start=1))
    return f"CASE {code} {cases} END"


def _packed(**values: str) -> str:
    """The fields given as one whole number; the others are 0."""
    weight, terms = 1, []
    for field, size in _FIELDS.items():
        if field in values:
            terms.append(f"CAST({values[field]} AS BIGINT) * {weight}")
        weight *= size
    return " + ".join(terms)


def _unpacked(dialect: Dialect, field: str) -> str:
    weight = 1
    for name, size in _FIELDS.items():
        if name == field:
            return f"({dialect.whole_div('code', str(weight))} % {size})"
        weight *= size
    raise KeyError(field)


def happenings(dialect: Dialect) -> str:
    """The three kinds stacked, what they carry packed into `code`.

    `way` 1 the member began it, 0 the person did; `mask` the lexicon classes a text hit; the purpose of a look-up says only that one is given.
    """
    way = f"CASE c.direction WHEN 'out' THEN 1 WHEN 'in' THEN 0 ELSE {_NOT_KNOWN_WAY} END"
    contact = _packed(
        kind="1", way=way, channel=_coded("c.channel", CHANNELS), shared="CASE WHEN c.endpoint_kind = 'shared' THEN 1 ELSE 0 END",
        mask="COALESCE(w.mask, 0)", worded="CASE WHEN c.text IS NULL THEN 0 ELSE 1 END",
    )  # fmt: skip
    visit = _packed(
        kind="2", way=str(_NOT_KNOWN_WAY), channel=_coded("v.source", CHANNELS), purpose=_coded("v.purpose", PURPOSES),
        cased="CASE WHEN v.case_no IS NULL THEN 0 ELSE 1 END",
    )  # fmt: skip
    purpose = f"CASE WHEN s.reason IS NULL THEN 0 ELSE {len(PURPOSES)} END"
    search = _packed(kind="3", way=str(_NOT_KNOWN_WAY), purpose=purpose, cased="s.cased")
    return f"""
        SELECT c.row AS row, c.member_no AS member_no, c.person_no AS person_no, c.at AS happened_at, {contact} AS code
        FROM contacts AS c LEFT JOIN worded_contacts AS w ON w.row = c.row WHERE c.person_no IS NOT NULL
        UNION ALL SELECT v.row, v.member_no, v.person_no, v.at, {visit} FROM visit_rows AS v
        UNION ALL SELECT s.row, s.member_no, s.person_no, s.at, {search} FROM search_rows AS s"""


def roster_spans(dialect: Dialect) -> str:
    """Roster lines numbered in order, each with the latest end of duty, of absence and of any line that began until then."""
    running = "OVER (PARTITION BY member_no ORDER BY from_at)"
    return f"""
        SELECT CAST(ROW_NUMBER() OVER (ORDER BY member_no, from_at) AS INTEGER) AS line, member_no, from_at,
               MAX(on_until_at) {running} AS on_until_at, MAX(absent_until_at) {running} AS absent_until_at,
               MAX(rostered_until_at) {running} AS rostered_until_at
        FROM rosters"""


def on_roster(dialect: Dialect, mine: str) -> str:
    """Adds the member's last roster line that began by then, for the members that `mine` picks."""
    line = f"{dialect.last_known('began')} OVER (PARTITION BY member_no ORDER BY happened_at)"
    return f"""
        SELECT * FROM (SELECT row, member_no, person_no, happened_at, code, {line} AS line
        FROM (
            SELECT row, member_no, person_no, happened_at, code, CAST(NULL AS INTEGER) AS began FROM happenings WHERE {mine}
            UNION ALL SELECT 0, member_no, 0, from_at, 0, line FROM roster_spans WHERE {mine}
        ) AS r) AS w WHERE code > 0"""


def in_allocation(dialect: Dialect, mine: str) -> str:
    """Adds until when the pair had a case in common (from a day early), as far as that had begun."""
    early = dialect.plus_seconds("{}", str(-DAY_S))
    visited = dialect.plus_seconds("v.at", str((1 - AFTERCARE_DAYS) * DAY_S))
    return f"""
        SELECT * FROM (SELECT row, member_no, person_no, happened_at, code, line,
               MAX(until_at) OVER (PARTITION BY member_no, person_no ORDER BY happened_at) AS with_until_at
        FROM (
            SELECT row, member_no, person_no, happened_at, code, line, CAST(NULL AS TIMESTAMP) AS until_at FROM on_roster
            UNION ALL SELECT 0, member_no, person_no, {early.format("from_at")}, 0, 0, until_at FROM pair_cases WHERE {mine}
            UNION ALL SELECT 0, member_no, person_no, {early.format("v.at")}, 0, 0, {visited}
            FROM visit_rows AS v WHERE source IN ('dispatch', 'custody', 'counter') AND {mine}
        ) AS a) AS w WHERE code > 0"""


def _staged() -> str:
    """Adds until when the person's latest-closing case so far was open."""
    return """
        SELECT row, member_no, person_no, happened_at, code, line, with_until_at,
               MAX(until_at) OVER (PARTITION BY person_no ORDER BY happened_at) AS open_until_at
        FROM (
            SELECT row, member_no, person_no, happened_at, code, line, with_until_at, CAST(NULL AS TIMESTAMP) AS until_at
            FROM in_allocation
            UNION ALL SELECT 0, 0, person_no, from_at, 0, 0, CAST(NULL AS TIMESTAMP), open_until_at FROM person_cases
        ) AS s"""


def settled_moments(dialect: Dialect, mine: str) -> str:
    """One row per happening: duty, allocation, stage, hour and whether the case file knows of it (nulls: not known).

    Reads what `in_allocation` left. Words are held as codes, for `moments` to read.
    """
    care = f"{dialect.plus_seconds('s.open_until_at', str(AFTERCARE_DAYS * DAY_S))} >= s.happened_at"
    care_pair = f"{dialect.plus_seconds('s.with_until_at', str(AFTERCARE_DAYS * DAY_S))} >= s.happened_at"
    rostered = f"s.happened_at <= {dialect.plus_seconds('o.rostered_until_at', str(7 * DAY_S))}"
    fields = ", ".join(
        f"CAST({_unpacked(dialect, name)} AS TINYINT) AS {name}"
        for name in ("kind", "channel", "purpose", "cased", "shared", "worded")
    )
    day = dialect.days_between(dialect.timestamp("2000-01-01 00:00:00"), "s.happened_at")
    return f"""
        WITH staged AS ({_staged()}),
        judged AS (
            SELECT s.row AS row, s.member_no AS member_no, s.person_no AS person_no, s.happened_at AS happened_at, s.code AS code,
                   CAST(CASE WHEN {rostered} THEN CASE WHEN o.on_until_at >= s.happened_at THEN 0 ELSE 1 END END AS TINYINT) AS off_duty,
                   CAST(CASE WHEN o.absent_until_at >= s.happened_at AND (o.on_until_at IS NULL OR o.on_until_at < s.happened_at)
                        THEN 1 ELSE 0 END AS TINYINT) AS absent,
                   CAST(CASE WHEN {care_pair} THEN 1 ELSE 0 END AS TINYINT) AS allocated,
                   CAST(CASE WHEN s.with_until_at IS NULL THEN 0 ELSE 1 END AS TINYINT) AS known_pair,
                   CAST(CASE WHEN s.open_until_at IS NULL THEN 0 WHEN s.open_until_at >= s.happened_at THEN 1 WHEN {care} THEN 2 ELSE 3 END
                        AS TINYINT) AS stage,
                   CAST({dialect.hour("s.happened_at")} AS TINYINT) AS hour, CAST({day} AS INTEGER) AS day
            FROM staged AS s LEFT JOIN roster_spans AS o ON o.line = s.line
            WHERE s.code > 0
        )
        SELECT j.row, j.member_no, j.person_no, j.happened_at, {fields},
               CAST(NULLIF({_unpacked(dialect, "way")}, {_NOT_KNOWN_WAY}) AS TINYINT) AS way, CAST({_unpacked(dialect, "mask")} AS INTEGER) AS mask,
               j.off_duty, j.absent, j.hour, j.allocated, j.known_pair, j.stage,
               CAST(CASE WHEN r.day IS NULL THEN 0 ELSE 1 END AS TINYINT) AS logged, j.day
        FROM judged AS j LEFT JOIN (SELECT * FROM recorded_days WHERE {mine}) AS r ON r.member_no = j.member_no AND r.person_no = j.person_no AND r.day = j.day"""


def members_part(part: int, parts: int) -> str:
    """Picks one part of the members; every window is over one member or one of their pairs, so that parts do not meet."""
    return f"MOD(member_no, {parts}) = {part}"


def moments() -> str:
    """Settled moments with the words for channel (of a visit: its source) and purpose."""
    return f"""
        SELECT kind, row, member_no, person_no, happened_at, way, {_worded("channel", CHANNELS)} AS channel,
               {_worded("purpose", PURPOSES)} AS purpose, cased, shared, mask, worded, off_duty, absent, hour, allocated, known_pair, stage,
               logged, day
        FROM settled_moments"""


__all__ = ["FAR_AHEAD", "happenings", "in_allocation", "members_part", "moments", "on_roster", "roster_spans", "settled_moments"]
