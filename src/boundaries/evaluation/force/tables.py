"""From a ledger to the contract's Arrow tables: ids, times, nulls, order."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.evaluation.force.chance import Flags, Ints, Words, or_null
from boundaries.evaluation.force.endpoints import Numbers
from boundaries.evaluation.force.ledger import NO_TIME, Columns
from boundaries.evaluation.force.population import VULNERABILITIES
from boundaries.evaluation.force.scene import Scene
from boundaries.records.contract import TABLES, Column, Kind

_ARROW = {
    Kind.TIME: pa.timestamp("us"), Kind.DATE: pa.date32(), Kind.WHOLE: pa.int64(), Kind.MONEY: pa.float64(), Kind.FLAG: pa.bool_(),
}  # fmt: skip
_LETTERS = {
    "contact_id": "K", "visit_id": "V", "search_id": "S", "entry_id": "L", "gift_id": "G", "feedback_id": "F", "request_id": "R",
}  # fmt: skip


class Names:
    """The ids written out; people are renumbered so that neighbours in number are not neighbours in life."""

    def __init__(self, scene: Scene) -> None:
        rng = scene.world.stream("names")
        self.first_day = np.datetime64(scene.world.calendar.first, "D")
        self.labels = {
            "member_id": _label("M", rng.permutation(len(scene.members)), 5),
            "person_id": _label("P", rng.permutation(len(scene.people)), 7),
            "case_id": _label("C", np.arange(len(scene.cases)), 7),
        }

    def ids(self, kind: str, numbers: Words) -> pa.Array:
        """Whole numbers to ids; below zero is null."""
        numbers = numbers.astype(np.int64)
        return self.labels[kind].take(pa.array(numbers, mask=numbers < 0))

    def times(self, seconds: Words) -> pa.Array:
        """Seconds of the world's clock to times."""
        seconds = seconds.astype(np.int64)
        missing = seconds == NO_TIME
        moments = self.first_day.astype("datetime64[us]") + np.where(missing, 0, seconds).astype("timedelta64[s]")
        return pa.array(moments.astype("datetime64[us]"), pa.timestamp("us"), mask=missing)

    def dates(self, days: Words) -> pa.Array:
        """Days of the world's clock to dates; very late ones are null."""
        missing = days > 10**5
        return pa.array(self.first_day + np.where(missing, 0, days).astype("timedelta64[D]"), pa.date32(), mask=missing)


def _label(letter: str, numbers: Ints, width: int) -> pa.Array:
    return pa.array([f"{letter}{number:0{width}d}" for number in numbers.tolist()], pa.string())


def to_tables(scene: Scene, names: Names, numbers: Numbers) -> dict[str, pa.Table]:
    """Every table of the contract; rows in order of time, then of writing."""
    ledger = scene.ledger
    present = present_people(scene)
    _write_parties(scene, present)
    _resolve_contacts(scene, numbers)
    tables = {}
    for name, table in TABLES.items():
        columns = ledger.columns(name)
        if not columns:
            tables[name] = pa.table({column.name: pa.array([], arrow_type(column)) for column in table.columns})
            continue
        order = _order(columns)
        tables[name] = pa.table({column.name: _column(names, column, columns, order) for column in table.columns})
    return tables


def arrow_type(column: Column) -> pa.DataType:
    """How a column of the contract stands in Parquet."""
    return _ARROW.get(column.kind, pa.string())


def present_people(scene: Scene) -> Flags:
    """The people whom any record names, and members who are people."""
    present = scene.people.own_member >= 0
    for table in scene.ledger.fragments:
        people = scene.ledger.columns(table).get("person_id")
        if people is not None:
            present[people[people >= 0].astype(np.int64)] = True
    rows = kept_cases(scene)[scene.cases.person_case]
    present[scene.cases.person[rows]] = True
    return np.asarray(present)


def kept_cases(scene: Scene) -> Flags:
    """Cases alive in the record, or named by one of its rows."""
    kept = scene.cases.closed >= 0
    for table in ("case_log", "visits", "searches"):
        cases = scene.ledger.columns(table).get("case_id")
        if cases is not None:
            kept[cases[cases >= 0].astype(np.int64)] = True
    return np.asarray(kept)


def _write_parties(scene: Scene, present: Flags) -> None:
    """Members, people and cases as rows."""
    ledger, members, people, cases, end = scene.ledger, scene.members, scene.people, scene.cases, scene.world.calendar.end
    areas = np.array([*scene.world.profile.areas, "Headquarters"])
    central = members.in_role("contact_centre", "other", "custody") & (members.kind != "pcso")
    ledger.add(
        "members", member_id=np.arange(len(members)), kind=members.kind, role=members.role, rank=members.rank,
        unit=areas[np.where(central, len(areas) - 1, members.area)], supervisor_id=members.supervisor, started_on=members.started,
        left_on=members.left, sex=members.sex, ethnicity=members.ethnicity,
    )  # fmt: skip
    who = np.flatnonzero(present)
    masks, spot = np.unique(people.flags[who], return_inverse=True)
    lists = np.array(
        [";".join(word for bit, word in enumerate(VULNERABILITIES) if mask >> bit & 1) or None for mask in masks.tolist()],
        dtype=object,
    )
    ledger.add(
        "people",
        person_id=who,
        birth_year=people.birth_year[who],
        sex=people.sex[who],
        vulnerabilities=lists[spot],
        member_id=people.own_member[who],
    )
    kept = np.flatnonzero(kept_cases(scene))
    done = cases.closed[kept] < end
    ledger.add(
        "cases", case_id=kept, kind=cases.kind[kept], opened_at=cases.opened[kept], closed_at=np.where(done, cases.closed[kept], NO_TIME),
        outcome=or_null(done, cases.outcome[kept]), risk=cases.risk[kept], unit=areas[cases.area[kept]],
    )  # fmt: skip
    alive = kept_cases(scene)
    rows = alive[cases.person_case]
    ledger.add("case_people", case_id=cases.person_case[rows], person_id=cases.person[rows], role=cases.person_role[rows])
    rows = alive[cases.member_case] & (cases.member_from < end)
    until = np.where(cases.member_to < end, cases.member_to, NO_TIME)
    ledger.add(
        "case_members", case_id=cases.member_case[rows], member_id=cases.member[rows], role=cases.member_role[rows],
        from_at=cases.member_from[rows], to_at=until[rows], source=cases.member_source[rows],
    )  # fmt: skip


def _resolve_contacts(scene: Scene, numbers: Numbers) -> None:
    """Rows known by number only carry the number that person used then."""
    columns = scene.ledger.columns("contacts")
    endpoint = columns.get("endpoint", np.full(len(columns["at"]), None, dtype=object))
    by_number = np.asarray(columns["by_number"], dtype=bool)
    person = columns["person_id"].astype(np.int64)
    endpoint[by_number] = numbers.at(person[by_number], columns["at"][by_number])
    columns["endpoint"] = endpoint
    columns["person_id"] = np.where(by_number, -1, person)


def _order(columns: Columns) -> Ints:
    """By time where there is one, else by the leading ids; ties keep the order of writing."""
    for key in ("at", "starts_at", "opened_at", "declared_at", "decided_at", "case_id", "person_id", "member_id"):
        if key in columns:
            return np.argsort(columns[key], kind="stable")
    return np.arange(len(next(iter(columns.values()))))


def _column(names: Names, column: Column, columns: Mapping[str, Words], order: Ints) -> pa.Array:
    """One column of the contract in Arrow."""
    if column.name in _LETTERS:
        return _label(_LETTERS[column.name], np.arange(1, len(order) + 1), 8)
    if column.name not in columns:
        return pa.nulls(len(order), arrow_type(column))
    values = columns[column.name][order]
    kind = {"supervisor_id": "member_id"}.get(column.name, column.name)
    if kind in names.labels:
        return names.ids(kind, values)
    if column.kind is Kind.TIME:
        return names.times(values)
    if column.kind is Kind.DATE:
        return names.dates(values)
    if column.kind is Kind.WHOLE:
        return pa.array(values.astype(np.int64), mask=values < 0)
    if column.kind in (Kind.MONEY, Kind.FLAG):
        return pa.array(values.tolist(), arrow_type(column))
    plain = pa.array(values.tolist() if values.dtype == object else values, pa.string())
    return pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)
