"""The records as they stood at a moment: what a scan may know, and nothing later."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from boundaries.records import implied
from boundaries.records.contract import TABLES
from boundaries.records.state import Records
from boundaries.records.store import NUMBERED_ROWS, number_name

_LONDON = ZoneInfo("Europe/London")
# What may tell of an end after the newest event.
_ENDING = ("cases", "case_members")
_OF_CASES = ("case_people", "case_members")
# What is stored of contacts under no name of its own; `text` as whether there is one.
_NOT_STORED = {"contact_id", "person_id", "endpoint"}


def newest_moment(records: Records) -> datetime:
    """One second after the newest event: the moment a scan takes when none is asked for; the present where there is no event."""
    if records.newest_at is None:
        return datetime.now(_LONDON).replace(tzinfo=None, microsecond=0)
    return records.newest_at + timedelta(seconds=1)


def known_before(records: Records, as_of: datetime) -> Records:
    """Name a view after every contract table, over what was known strictly before `as_of`; give the records with the columns held by then.

    Rows count from their time on; what happened to them later is null or cut to `as_of`. People and cases of a case are known once
    the case was opened; a row of a case that the records do not hold is known at no time. Tables of case work that are missing are
    read off the others, as far as those imply them, and those that lost many rows are filled up so. `contact_texts(row, contact_id, at, text)` holds what is set apart of `contacts`.
    """
    engine = records.engine
    moment = engine.dialect.timestamp(as_of.isoformat(sep=" "))
    stood = _as_it_stood(records, as_of, moment)
    implied.find_lost(stood, moment, {name: _view(name, moment, "loaded_cases") for name in implied.SOURCES})
    read_off = _read_off(stood, moment)
    for name, query in read_off.items():
        engine.keep(f"implied_{name}", query)
    for name in TABLES:
        engine.view(name, f"SELECT * FROM implied_{name}" if name in read_off else _view(name, moment, _cases(read_off)))
    engine.view("contact_texts", f"SELECT * FROM loaded_contact_texts AS t WHERE t.at < {moment}")
    return stood


def _as_it_stood(records: Records, as_of: datetime, moment: str) -> Records:
    """The records less the columns that held nothing before the moment: a column that came into use later was not there to be checked."""
    past_all = records.newest_at is not None and as_of > records.newest_at
    cased = bool(records.tables["cases"].columns)
    tables = dict(records.tables)
    for name in _ENDING if past_all else TABLES:
        state = tables[name]
        dated = TABLES[name].at is not None or name == "case_people"
        if state.columns and dated and (cased or name not in _OF_CASES):
            tables[name] = replace(state, columns=_held(records, name, state.columns, moment))
    return replace(records, tables=tables)


def _held(records: Records, name: str, columns: frozenset[str], moment: str) -> frozenset[str]:
    """Those of a table's columns that held something before the moment; none where it had no row."""
    asked = {column: f"COUNT(v.{number_name(name, column)})" for column in columns}
    if name == "contacts":
        asked = {column: count for column, count in asked.items() if column not in _NOT_STORED}
        asked |= {"text": "COUNT(CASE WHEN v.worded THEN 1 END)"} if "text" in asked else {}
    if name == "cases" and "closed_at" not in columns:
        asked.pop("outcome", None)  # of when it was reached nothing is told, unless something else implies it
    counts = ", ".join(f"{count} AS {column}_held" for column, count in asked.items())
    view = _view(name, moment, "loaded_cases")
    row = records.engine.table(f"SELECT COUNT(*) AS rows_known, {counts} FROM ({view}) AS v").to_pylist()[0]
    return frozenset(column for column in columns if row["rows_known"] and row.get(f"{column}_held", 1))


def _read_off(records: Records, moment: str) -> dict[str, str]:
    """A query for each table of case work that is missing, lacks when cases closed or lost many rows, as far as others imply it."""
    found, lost = implied.implied_by(records), {name for name, one in implied.lost(records).items() if one.is_many}
    queries = {"cases": implied.cases(moment, "cases" not in found)} if {"cases", implied.CLOSED} & set(found) else {}
    if "cases" in lost:
        queries["cases"] = implied.filled_up(
            "cases", queries.get("cases", _view("cases", moment, "loaded_cases")), implied.cases(moment, given=False)
        )
    for name, query in (("case_people", implied.case_people(moment)), ("case_members", implied.case_members(moment))):
        if name in found:
            queries[name] = query
        elif name in lost:
            queries[name] = implied.filled_up(name, _view(name, moment, _cases(queries)), query)
    return queries


def _cases(read_off: dict[str, str]) -> str:
    """The relation that says when cases opened."""
    return "implied_cases" if "cases" in read_off else "loaded_cases"


def _view(name: str, moment: str, cases: str) -> str:
    match name:
        case "people":
            return "SELECT * FROM loaded_people AS t"
        case "members":
            later = {"left_on": _unless_later("left_on", moment)}
            return f"{_select(name, later)} WHERE t.started_on IS NULL OR t.started_on < {moment}"
        case "endpoints":
            later = {"valid_to": _unless_later("valid_to", moment)}
            return f"{_select(name, later)} WHERE t.valid_from IS NULL OR t.valid_from < {moment}"
        case "cases":
            outcome = f"CASE WHEN t.closed_at < {moment} THEN t.outcome END"
            return f"{_select(name, {'closed_at': _unless_later('closed_at', moment), 'outcome': outcome})} WHERE t.opened_at < {moment}"
        case "case_people":
            return f"{_select(name, {})} JOIN {cases} AS c ON c.case_no = t.case_no WHERE c.opened_at < {moment}"
        case "case_members":
            from_at = "COALESCE(t.from_at, c.opened_at)"
            later = {"from_at": from_at, "to_at": _unless_later("to_at", moment)}
            joined = f"{_select(name, later)} JOIN {cases} AS c ON c.case_no = t.case_no"
            return f"{joined} WHERE c.opened_at < {moment} AND {from_at} < {moment}"
        case "visits" | "duties":
            end = "until" if name == "visits" else "ends_at"
            cut = f"CASE WHEN t.{end} >= {moment} THEN {moment} ELSE t.{end} END"
            return f"{_select(name, {end: cut})} WHERE t.{TABLES[name].at} < {moment}"
        case _:
            return f"SELECT * FROM loaded_{name} AS t WHERE t.{TABLES[name].at} < {moment}"


def _unless_later(column: str, moment: str) -> str:
    return f"CASE WHEN t.{column} < {moment} THEN t.{column} END"


def _select(name: str, later: dict[str, str]) -> str:
    """Every column of a loaded table `t`, some of them as they stood."""
    names = [*(["row"] if name in NUMBERED_ROWS else []), *(number_name(name, column.name) for column in TABLES[name].columns)]
    columns = ", ".join(f"{later.get(column, f't.{column}')} AS {column}" for column in names)
    return f"SELECT {columns} FROM loaded_{name} AS t"
