"""How one contract column is read from whatever a force's file holds, as SQL over the raw relation `r`."""

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa

from boundaries.engines.dialect import Dialect
from boundaries.records.clock import london
from boundaries.records.contract import Column, Kind

_EARLIEST, _LATEST = "1850-01-01 00:00:00", "2200-01-01 00:00:00"
_OFFSET = r"[T ].*([Zz]|[+-]\d\d(:?\d\d)?)$"

# What systems put where whoever typed had no id: read as an id, it would be one person whom everybody deals with.
NOBODY = (
    "unknown", "unk", "not known", "not recorded", "not applicable", "n/a", "none", "null", "nil", "nan", "tbc", "-", "--", "?",
    "withheld", "anonymous", "private", "unavailable", "no number",
)  # fmt: skip
_NAMING = ("member_id", "person_id", "case_id", "endpoint", "supervisor_id")


@dataclass(frozen=True)
class Value:
    """One column as SQL: `raw` as found, `sql` typed and tidy (null where blank or unreadable).

    `untidy` holds for rows where `raw` may differ from `sql` (ALWAYS: `raw` is of another type), `unreadable` where something stands that cannot be read,
    `other` where a word lies outside the vocabulary; an empty predicate never holds. `steps` are expressions worked out first, one
    after the other, each held as the column `step_name` gives: they keep the SQL short where a value is looked at many times.
    """

    column: Column
    raw: str
    sql: str
    untidy: str
    unreadable: str = ""
    other: str = ""
    steps: tuple[str, ...] = ()

    @property
    def always_untidy(self) -> bool:
        return self.untidy == ALWAYS


ALWAYS = "always"


def step_name(column: str, place: int) -> str:
    """The column of the raw relation that holds a step."""
    return f"{column}__{place}"


def with_steps(relation: str, values: Collection[Value]) -> str:
    """A query over a raw relation with every step of its columns worked out, or nothing where there is none."""
    levels = max((len(value.steps) for value in values), default=0)
    if not levels:
        return ""
    query = relation
    for level in range(levels):
        worked = ", ".join(
            f"{value.steps[level]} AS {step_name(value.column.name, level)}" for value in values if level < len(value.steps)
        )
        query = f"SELECT r.*, {worked} FROM {query if not level else f'({query})'} AS r"
    return query


def value_of(column: Column, found: pa.DataType | None, dialect: Dialect) -> Value:
    """The reading of a contract column that was found with this Arrow type (None: not in the file)."""
    raw = f"r.{column.name}"
    if found is None or pa.types.is_null(found):
        null = f"CAST(NULL AS {SQL_TYPES[column.kind]})"
        return Value(column, null, null, "")
    if pa.types.is_dictionary(found):
        found = found.value_type
    match column.kind:
        case Kind.ID | Kind.TEXT:
            return _text(column, raw, found)
        case Kind.WORD:
            return _word(column, _as_text(raw, found))
        case Kind.WORDS:
            return _words(column, _as_text(raw, found), dialect)
        case Kind.TIME | Kind.DATE:
            return _time(column, raw, found, dialect)
        case Kind.FLAG:
            return _flag(column, raw, found)
        case _:
            return _number(column, raw, found)


SQL_TYPES: dict[Kind, str] = {
    Kind.ID: "VARCHAR",
    Kind.TEXT: "VARCHAR",
    Kind.WORD: "VARCHAR",
    Kind.WORDS: "VARCHAR",
    Kind.TIME: "TIMESTAMP",
    Kind.DATE: "DATE",
    Kind.WHOLE: "INTEGER",
    Kind.MONEY: "DOUBLE",
    Kind.FLAG: "BOOLEAN",
}


def _is_text(found: pa.DataType) -> bool:
    return bool(pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_string_view(found))


def _as_text(raw: str, found: pa.DataType) -> str:
    """Any value as text; a whole number stored as a fraction keeps no `.0`."""
    if _is_text(found):
        return raw
    if pa.types.is_floating(found) or pa.types.is_decimal(found):
        whole = f"TRY_CAST({raw} AS BIGINT)"
        return f"CASE WHEN {whole} = {raw} THEN CAST({whole} AS VARCHAR) WHEN {raw} = {raw} THEN CAST({raw} AS VARCHAR) END"
    return f"CAST({raw} AS VARCHAR)"


def _text(column: Column, raw: str, found: pa.DataType) -> Value:
    text = _as_text(raw, found)
    if column.name == "text":
        # Most of the bytes of all records, so it is not gone through to see whether some is blank.
        return Value(column, text, f"NULLIF({text}, '')", ALWAYS)
    untidy = f"({text} < '!' OR {text} LIKE '% ')" if _is_text(found) else ""
    sql = f"NULLIF(TRIM({text}), '')"
    if column.name not in _NAMING or not _is_text(found):
        return Value(column, text, sql, untidy)
    words = ", ".join(f"'{word}'" for word in NOBODY)
    # Most ids have a digit second, which is seen at a tenth of the cost, and there are millions of them.
    nobody = f"CASE WHEN SUBSTR({text}, 2, 1) BETWEEN '0' AND '9' THEN FALSE ELSE LOWER(TRIM({text})) IN ({words}) END"
    named = f"CASE WHEN {nobody} THEN NULL ELSE {sql} END"
    return Value(column, text, named, f"({untidy} OR {nobody})", nobody)


def _word(column: Column, text: str) -> Value:
    tidy = f"NULLIF(REPLACE(REPLACE(LOWER(TRIM({text})), ' ', '_'), '-', '_'), '')"
    words = ", ".join(f"'{word}'" for word in column.words)
    sql = f"CASE WHEN {tidy} IN ({words}) THEN {tidy} WHEN {tidy} IS NOT NULL THEN 'other' END"
    # As `NOT IN`, which engines take several times as long over where a column repeats a few words.
    outside = " ".join(f"WHEN '{word}' THEN FALSE" for word in column.words)
    return Value(column, text, sql, f"CASE {text} {outside} ELSE {text} IS NOT NULL END", other=f"{tidy} NOT IN ({words})")


def _words(column: Column, text: str, dialect: Dialect) -> Value:
    """A list written with `;` (or as a Parquet list); where it has to be tidied, its words stand in the order of the vocabulary."""
    any_word = "|".join(column.words)
    spaced = f"REPLACE(REPLACE(REPLACE(REPLACE(LOWER(TRIM({text})), '[', ''), ']', ''), ',', ';'), '-', '_')"
    tidied = f"REPLACE(REPLACE(REPLACE(REPLACE({spaced}, '; ', ';'), ' ;', ';'), ' ', '_'), '''', '')"
    tidy = f"r.{step_name(column.name, 0)}"
    known = [word for word in column.words if word != "other"]
    parts = " || ".join(f"CASE WHEN ';' || {tidy} || ';' LIKE '%;{word};%' THEN '{word};' ELSE '' END" for word in known)
    other = f"NOT {dialect.matches(tidy, f'^;*(({any_word})(;+|$))*$')}"
    named = f"';' || {tidy} || ';' LIKE '%;other;%'"
    joined = f"TRIM(TRAILING ';' FROM {parts} || CASE WHEN {named} OR {other} THEN 'other' ELSE '' END)"
    tidy_already = dialect.matches(text, f"^(({any_word});)*({any_word})$")
    sql = f"CASE WHEN {tidy_already} THEN {text} ELSE NULLIF({joined}, '') END"
    return Value(column, text, sql, f"NOT {tidy_already}", other=other, steps=(tidied,))


def _time(column: Column, raw: str, found: pa.DataType, dialect: Dialect) -> Value:
    kind = SQL_TYPES[column.kind]
    steps: tuple[str, ...] = ()
    if _is_text(found):
        return _written_time(column, raw, dialect)
    if pa.types.is_timestamp(found) and found.tz:
        utc, local = (f"r.{step_name(column.name, place)}" for place in (0, 1))
        steps = (dialect.utc(raw), london(utc))
    elif pa.types.is_date(found) or pa.types.is_timestamp(found):
        local = raw if pa.types.is_date(found) and column.kind is Kind.DATE else f"CAST({raw} AS TIMESTAMP)"
    else:
        local = "CAST(NULL AS TIMESTAMP)"
    sane = _sane(local, dialect)
    sql = f"CAST(CASE WHEN {sane} THEN {local} END AS {kind})"
    unreadable = f"({raw} IS NOT NULL AND {sql} IS NULL)"
    as_it_is = local if local == raw else f"CAST({local} AS {kind})"
    return Value(column, as_it_is, sql, f"NOT {sane}", unreadable, steps=steps)


def _written_time(column: Column, raw: str, dialect: Dialect) -> Value:
    """A time or date as text: trimmed, then judged for an offset, then UTC where it has one, then local, then within bounds."""
    text, carries, utc, local, typed = (f"r.{step_name(column.name, place)}" for place in range(5))
    steps = (
        f"NULLIF(TRIM({raw}), '')",
        f"(length({text}) > 16 AND {dialect.matches(text, _OFFSET)})",
        f"CASE WHEN {carries} THEN {dialect.utc(dialect.zoned(text))} END",
        f"CASE WHEN {carries} THEN {london(utc)} ELSE TRY_CAST({text} AS TIMESTAMP) END",
        f"CAST(CASE WHEN {_sane(local, dialect)} THEN {local} END AS {SQL_TYPES[column.kind]})",
    )
    return Value(column, raw, typed, ALWAYS, f"({text} IS NOT NULL AND {typed} IS NULL)", steps=steps)


def _sane(at: str, dialect: Dialect) -> str:
    return f"({at} >= {dialect.timestamp(_EARLIEST)} AND {at} < {dialect.timestamp(_LATEST)})"


def _number(column: Column, raw: str, found: pa.DataType) -> Value:
    """A whole number is never negative; a fraction of one is rounded. Money may carry a pound sign and commas."""
    kind = SQL_TYPES[column.kind]
    source = f"REPLACE(REPLACE(TRIM({raw}), '£', ''), ',', '')" if _is_text(found) else raw
    number = f"TRY_CAST({source} AS DOUBLE)" if not pa.types.is_boolean(found) else "CAST(NULL AS DOUBLE)"
    if column.kind is Kind.WHOLE:
        sql = f"CASE WHEN {number} >= 0 AND {number} < 2147483647 THEN CAST(ROUND({number}) AS INTEGER) END"
    else:
        sql = f"CASE WHEN {number} > -1e15 AND {number} < 1e15 THEN {number} END"
    present = f"{raw} IS NOT NULL AND TRIM({raw}) <> ''" if _is_text(found) else f"{raw} IS NOT NULL"
    if pa.types.is_integer(found):
        fits = f"({raw} BETWEEN 0 AND 2147483646)" if column.kind is Kind.WHOLE else f"({raw} IS NULL)"
        return Value(column, f"CAST({raw} AS {kind})", sql, f"NOT {fits}", f"({present} AND {sql} IS NULL)")
    return Value(column, raw, sql, ALWAYS, f"({present} AND {sql} IS NULL)")


def _flag(column: Column, raw: str, found: pa.DataType) -> Value:
    if pa.types.is_boolean(found):
        return Value(column, raw, raw, "")
    text = f"LOWER(TRIM({_as_text(raw, found)}))"
    sql = f"CASE WHEN {text} IN ('true', 't', 'yes', 'y', '1') THEN true WHEN {text} IN ('false', 'f', 'no', 'n', '0') THEN false END"
    return Value(column, raw, sql, ALWAYS, f"({raw} IS NOT NULL AND {text} <> '' AND {sql} IS NULL)")
