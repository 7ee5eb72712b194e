"""Which records concern which pair, worked out apart from the scan."""

from collections import defaultdict
from collections.abc import Mapping

import pyarrow as pa

from boundaries.records.contract import TABLES


class Ties:
    """Which records concern which member and person, read off the tables plainly."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        keys = {name: TABLES[name].key for name in tables if TABLES[name].key and name not in ("members", "people", "cases")}
        self.rows = {name: {row[key]: row for row in tables[name].to_pylist()} for name, key in keys.items()}
        self.times = {
            name: {id_: row["at"] for id_, row in self.rows[name].items()} for name in ("contacts", "visits", "searches")
        }
        self.owner = {row["endpoint"]: row["person_id"] for row in tables["endpoints"].to_pylist() if row["person_id"]}
        people = tables["case_people"].to_pylist()
        self.on_case: dict[str, set[str]] = defaultdict(set)
        for row in people:
            self.on_case[row["case_id"]].add(row["person_id"])
        self.staff: dict[str, set[str]] = defaultdict(set)
        for row in tables["case_members"].to_pylist():
            self.staff[row["case_id"]].add(row["member_id"])
        self.kin: dict[str, set[str]] = defaultdict(set)
        for row in people:
            if row["role"] == "relative":
                for other in self.on_case[row["case_id"]]:
                    self.kin[other].add(row["person_id"])

    def ties(self, table: str, record: str, member: str, person: str, detector: str) -> bool:
        if table == "cases":
            return member in self.staff[record] and person in self.on_case[record]
        if table == "people":
            return record == person
        row = self.rows[table].get(record)
        if row is None or row["member_id"] != member:
            return False
        if table == "searches" and "kin" in detector:
            named = {row["person_id"]} if row["person_id"] else self.on_case[row["case_id"]]
            return bool(named & self.kin[person])
        if table == "searches" and not row["person_id"]:
            return person in self.on_case[row["case_id"]]
        if table == "contacts" and not row["person_id"]:
            return self.owner.get(row["endpoint"], f"endpoint:{row['endpoint']}") == person
        return bool(row["person_id"] == person)
