"""Prints what a scan finds where tables of case work lost rows: `python -m bench.lost [PROFILE:SEED ...]`, of 2,500 members and 40 true pairs.

Rows are taken away at random, the same for the same world, and the recall in the top 50 per 1,000 members is printed beside that of the whole.
Run at two versions of the program, it compares them.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.catalogue import load_catalogue
from boundaries.detection.scan import scan
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.evaluation.force import load_profile, simulate
from boundaries.records.contract import TABLES
from boundaries.records.load import load_records

MEMBERS, MONTHS, PAIRS, TOP = 2500, 12, 40, 125
EVERY = tuple(name for name, table in TABLES.items() if not table.required)
LOSSES: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("nothing", (), 0.0),
    ("seven in ten of case_people", ("case_people",), 0.7),
    ("seven in ten of case_members", ("case_members",), 0.7),
    ("a third of case_people", ("case_people",), 0.35),
    ("a third of case_members", ("case_members",), 0.35),
    ("a third of cases", ("cases",), 0.34),
    ("a third of every table that may be missing", EVERY, 0.34),
)


def recall(whole: Path, loses: tuple[str, ...], share: float) -> float:
    """The share of the true pairs among the first of the list, once some tables have lost a share of their rows."""
    dice, engine = np.random.default_rng(5), DuckDBEngine()
    try:
        with tempfile.TemporaryDirectory() as place:
            for path in sorted(whole.glob("*.parquet")):
                table = pq.read_table(path)
                if path.stem in loses:
                    table = table.filter(pa.array(dice.random(len(table)) >= share))
                pq.write_table(table, Path(place) / path.name)
            found = scan(load_records(Path(place), engine), load_catalogue()).findings.slice(0, TOP)
    finally:
        engine.close()
    true = _pairs(pq.read_table(whole / "truth" / "pairs.parquet"))
    return len(_pairs(found) & true) / len(true)


def _pairs(table: pa.Table) -> set[tuple[str, str]]:
    return set(zip(table.column("member_id").to_pylist(), table.column("person_id").to_pylist(), strict=True))


def main() -> None:
    """Make each world and print a line for each loss."""
    for told in sys.argv[1:] or ["large:991", "rural:77"]:
        profile, _, seed = told.partition(":")
        print(f"{profile}, seed {seed}: recall in the top {TOP * 1000 // MEMBERS} per 1,000 members")
        with tempfile.TemporaryDirectory() as place:
            simulate(load_profile(profile), members=MEMBERS, months=MONTHS, seed=int(seed), pairs=PAIRS).write(Path(place))
            for name, loses, share in LOSSES:
                print(f"  {name:45}{recall(Path(place), loses, share):6.3f}", flush=True)


if __name__ == "__main__":
    main()
