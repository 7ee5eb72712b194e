"""The page on writing a detector names every key, every word and every column that a detector may use."""

from dataclasses import fields
from pathlib import Path

import pytest

from boundaries.detection.detector import Among, Detector, Example, Facts, Model, Seen, Stratum
from boundaries.detection.facts.prepare import case_work_beside, prepare
from boundaries.detection.praise import forget_praise
from boundaries.detection.wording import forget_wording
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records
from boundaries.records.moment import known_before
from boundaries.text.classes import CLASSES, bit
from tests.spec.detectors.quiet_force import AS_OF, write

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "write-a-detector.md").read_text(encoding="utf-8")
WORDS = [field.name for kind in (Detector, Seen, Example) for field in fields(kind)]
WORDS += [word.value for kind in (Among, Facts, Model, Stratum) for word in kind]
# Rows of gifts, feedback and requests have the columns of the contract; what pairs' first rows were is not asked of a detector.
EXPLAINED = (Facts.MOMENTS, Facts.KIN, Facts.CASES, Facts.PAIRS, Facts.DECLARED)


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_the_page_names_the_key_or_word(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_page_names_every_bit_of_the_mask() -> None:
    assert all(f"{kind} {bit(kind)}" in PAGE for kind in CLASSES)


def test_the_page_names_every_column_of_the_relations(tmp_path: Path) -> None:
    write({"members": [{"member_id": "M1", "kind": "officer"}], "people": [{"person_id": "P1"}]}, tmp_path)
    engine = DuckDBEngine(threads=1, memory_gib=1.0)
    try:
        known_before(load_records(tmp_path, engine, now=AS_OF), AS_OF)
        forget_wording(engine)
        forget_praise(engine)
        with case_work_beside(engine, AS_OF, ()) as cases:
            prepare(engine, cases)
        columns = {name for facts in EXPLAINED for name in engine.table(f"SELECT * FROM {facts} LIMIT 0").column_names}
    finally:
        engine.close()
    assert {name for name in columns if f"`{name}`" not in PAGE} == set()
    assert {"stage", "later_days", "own_entries"} <= columns
