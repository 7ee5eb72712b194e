"""Every detector does what its own file says: a hit, an innocent look-alike and a boundary, laid over a quiet force."""

import re
from pathlib import Path

import numpy as np
import pytest

from boundaries.catalogue import load_catalogue
from boundaries.detection.detector import Detector, Example, Model
from boundaries.detection.detectors import load_detectors
from boundaries.detection.scan import weigh_all
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.load import load_records
from tests.spec.detectors.laying import laid
from tests.spec.detectors.quiet_force import AS_OF, quiet_force, write

DETECTORS = load_detectors()
KINDS = ("hit", "look-alike", "boundary")
# Examples of one batch share a force; few to a batch, so that no detector sees more oddities than a force of this size has.
EXAMPLES = {
    f"{detector.id}-{place}": (detector, example)
    for detector in DETECTORS.values()
    for place, example in enumerate(detector.examples)
}
BATCHES = 5


def test_every_detector_explains_itself() -> None:
    poor = {
        id_
        for id_, detector in DETECTORS.items()
        if len(detector.innocent) < 2
        or len(detector.triage) < 2
        or not detector.clears
        or {e.name for e in detector.examples} != set(KINDS)
    }
    assert poor == set()


def test_a_hit_speaks_and_a_look_alike_says_less() -> None:
    """Bounds that could not fail would prove nothing."""
    slack = set()
    for id_, detector in DETECTORS.items():
        hits = [example for example in detector.examples if example.name == "hit"]
        quiet = [example for example in detector.examples if example.name == "look-alike"]
        against = detector.model is Model.AGAINST
        speaks = all(example.most < 0 if against else example.least > 0 for example in hits)
        if not speaks or any(example.least > example.most for example in detector.examples):
            slack.add(id_)
        if any(example.least < 0 if against else example.most > min(hit.least for hit in hits) for example in quiet):
            slack.add(id_)
    assert slack == set()


def test_sentences_read_whatever_the_numbers() -> None:
    """A sentence quotes only numbers its detector has, and never counts a noun: `1 contacts` cannot be written."""
    wrong = set()
    for id_, detector in DETECTORS.items():
        told = detector.sentence.format(observed="1", expected="fewer than 0.1", exposure="1")
        counts = "{exposure}" in detector.sentence and detector.exposure in ("pair", "1")
        if counts or re.search(r"\b1 (?!of\b)[a-z-]*s\b", told):
            wrong.add(id_)
    assert wrong == set()


def test_a_shared_handset_never_counts_against_a_pair() -> None:
    """Whoever holds it may have written: the model cannot tell, so no detector may use it."""
    weighed = [detector for detector in DETECTORS.values() if detector.model in (Model.RATE, Model.SHARE)]
    conditions = {(d.id, sql) for d in weighed for sql in (d.observed, d.exposure, d.records) if "kind = 1" in sql}
    assert {(id_, sql) for id_, sql in conditions if "shared = 0" not in sql} == set()
    assert len(conditions) > 10


@pytest.fixture(scope="module")
def bits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The bits of every example's own detector for its own pair."""
    found: dict[str, float] = {}
    names = list(EXAMPLES)
    for batch in range(BATCHES):
        found |= _weighed({name: EXAMPLES[name] for name in names[batch::BATCHES]}, tmp_path_factory.mktemp("force"))
    return found


def _weighed(examples: dict[str, tuple[Detector, Example]], folder: Path) -> dict[str, float]:
    tables = quiet_force()
    for name, (_, example) in examples.items():
        for table, rows in laid(example, name).items():
            tables[table] += rows
    write(tables, folder)
    engine = DuckDBEngine(threads=2, memory_gib=1.0)
    try:
        records = load_records(folder, engine, now=AS_OF)
        assert records.rejects.num_rows == 0, records.rejects.slice(0, 5).to_pylist()
        weighed = weigh_all(records, load_catalogue(), as_of=AS_OF)
        numbers = {}
        for what in ("member", "person"):
            keys = engine.table(f"SELECT {what}_id AS id, {what}_no AS n FROM {what}_keys")
            numbers[what] = dict(zip(keys.column("id").to_pylist(), keys.column("n").to_pylist(), strict=True))
    finally:
        engine.close()
    bits = {}
    for name, (detector, _) in examples.items():
        pair = (weighed.tally.member == numbers["member"][f"MX-{name}"]) & (
            weighed.tally.person == numbers["person"][f"PX-{name}"]
        )
        at = np.flatnonzero(pair)
        assert detector.id in weighed.scores.weights, f"{detector.id} could not be checked: {weighed.coverage}"
        bits[name] = float(weighed.scores.weights[detector.id].bits[at].sum())
    return bits


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str, bits: dict[str, float]) -> None:
    _, example = EXAMPLES[name]
    assert example.least <= bits[name] <= example.most, f"{example.story}: {bits[name]:.2f} bits"
