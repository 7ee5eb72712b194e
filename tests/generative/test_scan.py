"""Whatever the records hold: bits add up, evidence points at real records of the pair, and neither order, threads nor the future shows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.detection.detectors import load_detectors
from boundaries.detection.scan import Scan
from boundaries.records.contract import TABLES
from tests.generative.small_force import as_it_stood, force, newest_at, scanned, told
from tests.generative.ties import Ties

SLOW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
OPTIONAL = [name for name, table in TABLES.items() if not table.required]
NAMED = sorted({place for d in load_detectors().values() for place in (*d.needs, *d.helps) if place not in ("members", "people")})
COLUMNS = [place for place in NAMED if "." in place and not TABLES[place.split(".")[0]].column(place.split(".")[1]).required]


@cache
def whole() -> Scan:
    return scanned(force())


def rows(table: pa.Table) -> Iterator[dict[str, object]]:
    return iter(table.to_pylist())


def test_there_is_something_to_look_at() -> None:
    assert len(whole().findings) > 100
    assert len(set(whole().evidence.column("detector").to_pylist())) > 25
    assert {"contacts", "visits", "searches", "cases"} <= set(whole().evidence.column("table").to_pylist())


def test_the_tables_are_those_of_the_contract() -> None:
    text, number, whole_number, time, texts = pa.string(), pa.float64(), pa.int64(), pa.timestamp("us"), pa.list_(pa.string())
    findings = {"rank": whole_number, "member_id": text, "person_id": text, "bits": number, "signs": texts, "detectors": texts}
    findings |= {"first_at": time, "last_at": time, "new_at": time, "urgency": text, "vulnerabilities": texts, "band": text}
    evidence = {"member_id": text, "person_id": text, "sign": text, "detector": text, "bits": number, "observed": number}
    evidence |= {"expected": number, "exposure": number, "first_at": time, "last_at": time, "summary": text, "table": text}
    evidence |= {"record_ids": texts, "records": whole_number}
    coverage = {"sign": text, "detector": text, "state": text, "reason": text, "rows": whole_number}
    assert [(f.name, f.type) for f in whole().findings.schema] == list(findings.items())
    assert [(f.name, f.type) for f in whole().evidence.schema] == list(evidence.items())
    assert [(f.name, f.type) for f in whole().coverage.schema] == list(coverage.items())


def test_bits_add_up_to_the_last_digit() -> None:
    by_pair: dict[tuple[object, object], list[dict[str, object]]] = defaultdict(list)
    for row in rows(whole().evidence):
        by_pair[row["member_id"], row["person_id"]].append(row)
    for finding in rows(whole().findings):
        mine = by_pair.pop((finding["member_id"], finding["person_id"]))
        signs: dict[str, float] = defaultdict(float)
        for row in mine:
            signs[str(row["sign"])] += float(str(row["bits"]))
        assert sum(signs.values()) == finding["bits"] == sum(float(str(row["bits"])) for row in reversed(mine))
        assert finding["signs"] == sorted(
            (sign for sign, bits in signs.items() if bits > 0), key=lambda sign: (-signs[sign], sign)
        )
        assert finding["detectors"] == [row["detector"] for row in mine if float(str(row["bits"])) > 0]
    assert by_pair == {}


def test_findings_are_best_first_without_a_tie() -> None:
    keys = [(-float(str(f["bits"])), str(f["member_id"]), str(f["person_id"])) for f in rows(whole().findings)]
    assert keys == sorted(set(keys))
    assert whole().findings.column("rank").to_pylist() == list(range(1, len(keys) + 1))
    assert all(bits < 0 for bits, _, _ in keys)


def test_evidence_rests_on_records_of_the_pair() -> None:
    records = Ties(force())
    strays = [
        (row["detector"], row["member_id"], row["person_id"], record)
        for row in rows(whole().evidence)
        for record in (row["record_ids"] if isinstance(row["record_ids"], list) else [])
        if not records.ties(str(row["table"]), record, str(row["member_id"]), str(row["person_id"]), str(row["detector"]))
    ]
    assert strays[:5] == []


def test_evidence_counts_its_records_and_names_the_newest() -> None:
    times = Ties(force()).times
    for row in rows(whole().evidence):
        ids = row["record_ids"]
        assert isinstance(ids, list)
        assert len(ids) == len(set(ids)), row["detector"]
        assert len(ids) == min(int(str(row["records"])), 200)
        if row["table"] in times and ids:
            held = [times[str(row["table"])][record] for record in ids]
            assert held == sorted(held, reverse=True)
            assert held[0] == row["last_at"]
            assert len(held) == 200 or held[-1] == row["first_at"]


@pytest.mark.parametrize("threads", [1, 2])
def test_neither_the_order_of_rows_nor_threads_show(threads: int) -> None:
    dice = np.random.default_rng(threads)
    shuffled = {name: table.take(pa.array(dice.permutation(len(table)))) for name, table in force().items()}
    assert told(scanned(shuffled, threads=threads)) == told(whole())


@pytest.mark.parametrize("share", [0.4, 0.75])
def test_what_comes_later_never_shows(share: float) -> None:
    """Rows of every table that come later, and later closures, outcomes and endings of what had begun."""
    first = datetime.fromisoformat(str(pc.min(force()["contacts"].column("at"))))
    moment = first + share * (newest_at(force()) - first)
    cut = as_it_stood(force(), moment)
    assert len(cut["contacts"]) < len(force()["contacts"])
    assert cut["cases"].column("closed_at").null_count > 0
    late, then = scanned(force(), as_of=moment), scanned(cut, as_of=moment)
    assert late.findings.equals(then.findings)
    assert late.evidence.equals(then.evidence)
    assert len(then.findings) > 20


def test_what_adds_bits_points_at_records() -> None:
    """What is missing too: a case with nothing in its log is what too little written up rests on."""
    bare = {row["detector"] for row in rows(whole().evidence) if float(str(row["bits"])) > 0 and not row["record_ids"]}
    assert bare <= {"several_people"}
    assert {"thin_log", "thin_own_log"} & {row["detector"] for row in rows(whole().evidence) if row["observed"] == 0}
    assert whole().findings.column("first_at").null_count == 0


def test_what_was_explained_rests_on_later_records_alone() -> None:
    """Every detector, those on relatives too: a pair set aside shows nothing that its reviewer could already have seen."""
    decided_at = newest_at(force()) - timedelta(days=30)
    pairs = {(str(row["member_id"]), str(row["person_id"])) for row in rows(whole().findings)}
    verdicts = [
        {"member_id": member, "person_id": person, "decided_at": decided_at, "verdict": "explained"}
        for member, person in sorted(pairs)
    ]
    after = scanned({**force(), "verdicts": pa.Table.from_pylist(verdicts)})
    speaks = [row for row in rows(after.evidence) if float(str(row["bits"])) > 0 and row["first_at"]]
    speaks = [row for row in speaks if (str(row["member_id"]), str(row["person_id"])) in pairs]
    assert len(speaks) > 20
    assert {str(row["detector"]) for row in speaks if datetime.fromisoformat(str(row["first_at"])) <= decided_at} == set()


def test_neither_order_nor_what_comes_later_shows_in_case_work_that_is_implied() -> None:
    left = without(force(), {"cases", "case_people"})
    dice = np.random.default_rng(3)
    shuffled = {name: table.take(pa.array(dice.permutation(len(table)))) for name, table in left.items()}
    assert told(scanned(shuffled)) == told(scanned(left))
    moment = datetime.fromisoformat(str(pc.min(force()["contacts"].column("at")))) + timedelta(days=60)
    cut = without(as_it_stood(force(), moment), {"cases", "case_people"})
    late, then = scanned(left, as_of=moment), scanned(cut, as_of=moment)
    assert late.evidence.equals(then.evidence)
    assert {"contact_volume", "visit_volume"} < set(then.evidence.column("detector").to_pylist())


@pytest.mark.parametrize("table", OPTIONAL)
def test_coverage_says_what_a_missing_table_takes_away(table: str) -> None:
    held_to_coverage({table})


@SLOW
@given(st.sets(st.sampled_from([*OPTIONAL, *COLUMNS]), min_size=2, max_size=12))
def test_coverage_says_what_is_missing(gone: set[str]) -> None:
    held_to_coverage(gone if not {"contacts", "visits", "searches"} <= gone else gone - {"visits"})


def held_to_coverage(gone: set[str]) -> None:
    left = without(force(), gone)
    scan = scanned(left)
    states = dict(zip(scan.coverage.column("detector").to_pylist(), scan.coverage.column("state").to_pylist(), strict=True))
    detectors = load_detectors()
    assert set(states) == set(detectors)
    for id_, detector in detectors.items():
        needed = [place for place in detector.needs if lacks(left, (place,))]
        gone_for_good = [place for place in needed if not implied(left, place)]
        wanted = "partly" if needed or lacks(left, detector.helps) else "checked"
        assert states[id_] == ("not_checked" if gone_for_good else wanted), id_
    assert all(line["reason"] for line in rows(scan.coverage) if line["state"] != "checked")
    for line in scan.weighed.coverage:
        places = (*detectors[line.detector].needs, *detectors[line.detector].helps)
        assert set(line.lacks) == {place for place in places if lacks(left, (place,))}, line.detector
    assert {id_ for id_, state in states.items() if state == "not_checked"} & set(
        scan.evidence.column("detector").to_pylist()
    ) == set()


def without(tables: Mapping[str, pa.Table], gone: set[str]) -> dict[str, pa.Table]:
    """The tables less those gone, and less the columns gone."""
    left = {name: table for name, table in tables.items() if name not in gone}
    for place in gone:
        name, _, column = place.partition(".")
        if column and name in left and column in left[name].column_names:
            left[name] = left[name].drop_columns([column])
    return left


def lacks(tables: Mapping[str, pa.Table], places: tuple[str, ...]) -> bool:
    """Whether any table, or `table.column`, is not there or holds nothing."""
    for place in places:
        name, _, column = place.partition(".")
        table = tables.get(name)
        if table is None or len(table) == 0:
            return True
        if column and (column not in table.column_names or table.column(column).null_count == len(table)):
            return True
    return False


# What tells of case work that was not exported: any of these columns.
IMPLIED = {
    "cases": ("case_members.case_id", "case_log.case_id", "visits.case_id", "searches.case_id"),
    "case_people": ("case_log.person_id", "visits.case_id"),
    "case_members": ("case_log.member_id", "visits.case_id"),
    "cases.closed_at": ("case_log.kind", "case_members.to_at"),
}


def implied(tables: Mapping[str, pa.Table], place: str) -> bool:
    """Whether something else in the records tells of it; when cases closed, only of cases that the records hold or imply."""
    known = place != "cases.closed_at" or not lacks(tables, ("cases",)) or implied(tables, "cases")
    return known and any(not lacks(tables, (told,)) for told in IMPLIED.get(place, ()))


# With this gone: what cannot be checked, and what still speaks though it once needed what is gone.
GONE = {
    "cases": (
        "lenient closed_quickly",
        "contact_volume visit_volume search_volume contact_after_close visit_after_close self_attached thin_own_log",
    ),
    "cases.closed_at": ("", "contact_after_close visit_after_close"),
    "cases.kind": ("lenient closed_quickly", "contact_volume visit_volume"),
    "case_people": ("", "contact_volume visit_volume search_again contact_unrecorded thin_own_log"),
    "case_members": ("self_attached", "contact_volume visit_volume search_volume contact_unrecorded"),
    "case_log": (
        "contact_unrecorded visit_unrecorded contact_recorded thin_log thin_own_log risk_changed",
        "contact_volume contact_after_close visit_after_close contact_private",
    ),
    "duties": (
        "contact_off_duty visit_off_duty search_off_duty contact_absent visit_absent",
        "contact_private visit_odd contact_late",
    ),
    "members.role": ("", "contact_volume visit_volume search_volume"),
    "searches.reason": ("search_unreasoned", "search_volume search_again search_uncased"),
    "searches.case_id": ("search_uncased", "search_volume search_again search_unreasoned"),
    "visits.case_id": ("visit_uncased", "visit_volume visit_outside"),
    "contacts.text": ("praise_own_words", "contact_volume contact_private contact_late"),
    "endpoints": ("", "contact_volume"),
    "case_members.from_at": ("", "contact_volume visit_volume self_attached"),
    "case_members.source": ("self_attached", "contact_volume"),
}


@pytest.mark.parametrize("place", GONE)
def test_what_still_speaks_without(place: str) -> None:
    silent, speaking = (set(words.split()) for words in GONE[place])
    scan = scanned(without(force(), {place}))
    states = dict(zip(scan.coverage.column("detector").to_pylist(), scan.coverage.column("state").to_pylist(), strict=True))
    of_text = (
        {id_ for id_, detector in load_detectors().items() if "contacts.text" in detector.needs}
        if place == "contacts.text"
        else set()
    )
    assert {id_ for id_, state in states.items() if state == "not_checked"} == silent | of_text
    assert speaking - set(scan.evidence.column("detector").to_pylist()) == set()
