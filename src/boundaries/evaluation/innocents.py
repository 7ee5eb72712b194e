"""Real messages, of people about whom nothing is known to be wrong: what a scan says of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from boundaries.catalogue import load_catalogue
from boundaries.detection.scan import Scan, scan
from boundaries.evaluation.judging import OpenEngine
from boundaries.evaluation.listing import places
from boundaries.evaluation.real import real_inputs
from boundaries.progress import Progress
from boundaries.records.load import load_records

STRONG = 6.0


@dataclass(frozen=True)
class Innocents:
    """One real input under a scan; counts only, never an id or a text.

    `strong` pairs reach 6 bits; `in_budget` is how many of them lie in the top 50 per 1,000 members; `detectors` counts the
    strong pairs that each (sign, detector) gave a bit or more, with the most bits it gave any pair.
    """

    name: str
    contacts: int
    members: int
    pairs: int
    listed: int
    strong: int
    in_budget: int
    highest: float
    detectors: Mapping[tuple[str, str], tuple[int, float]]
    unchecked: int
    checked: int


def scan_innocents(data: Path, work: Path, open_engine: OpenEngine, progress: Progress) -> tuple[Innocents, ...]:
    """Scan every real input that the data folder holds."""
    told = []
    for name, folder, mapping in real_inputs(data, work / "real"):
        engine = open_engine()
        try:
            records = load_records(folder, engine, mapping=mapping, progress=progress)
            found = scan(records, load_catalogue(), progress=progress)
            told.append(_told(name, records.tables["contacts"].rows, records.tables["members"].rows, found))
        finally:
            engine.close()
    return tuple(told)


def _told(name: str, contacts: int, members: int, found: Scan) -> Innocents:
    findings, coverage = found.findings, found.coverage.column("state").to_pylist()
    bits = findings.column("bits").to_pylist()
    strong = findings.filter(pc.greater_equal(findings.column("bits"), STRONG))
    keys = set(zip(strong.column("member_id").to_pylist(), strong.column("person_id").to_pylist(), strict=True))
    count: Counter[tuple[str, str]] = Counter()
    most: dict[tuple[str, str], float] = {}
    for row in found.evidence.select(["member_id", "person_id", "sign", "detector", "bits"]).to_pylist():
        if row["bits"] >= 1.0:
            place = row["sign"], row["detector"]
            count[place] += (row["member_id"], row["person_id"]) in keys
            most[place] = max(most.get(place, 0.0), row["bits"])
    return Innocents(
        name=name,
        contacts=contacts,
        members=members,
        pairs=found.pairs.num_rows,
        listed=findings.num_rows,
        strong=len(keys),
        in_budget=min(len(keys), places(50, members)),
        highest=max(bits, default=0.0),
        detectors={place: (count[place], most[place]) for place in sorted(most)},
        unchecked=coverage.count("not_checked"),
        checked=len(coverage) - coverage.count("not_checked"),
    )
