"""Five detectors worked out a second time, in pandas and from the files alone, come to the figures of the scan for every pair."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.hand.detectors import five_detectors
from boundaries.detection.scan import Scan
from tests.generative.small_force import force, scanned

BENCH = Path(__file__).resolve().parents[2] / "bench"
MADE = "import sys, pathlib, world; print(world.records_of(world.Size(20_000), pathlib.Path(sys.argv[1])))"
DETECTORS = ("contact_volume", "contact_after_close", "contact_off_duty", "contact_unrecorded", "writes_kiss")
PAIR = ["member_id", "person_id"]
NEARLY = 1e-6
Frames = dict[str, pd.DataFrame]


def small(_scratch: Path) -> Frames:
    """A small force whose contacts name the person behind an endpoint; those of handsets that several share, or of nobody's, are left out."""
    tables = {name: table.to_pandas() for name, table in force().items() if name != "endpoints"}
    endpoints, contacts = force()["endpoints"].to_pandas(), tables["contacts"]
    own = endpoints[(endpoints["kind"] == "personal") & ~endpoints["endpoint"].duplicated(keep=False)]
    whose = contacts["endpoint"].map(own.set_index("endpoint")["person_id"])
    named = contacts.assign(person_id=contacts["person_id"].fillna(whose)).drop(columns="endpoint")
    return tables | {"contacts": named.dropna(subset=["person_id"])}


def with_gaps(scratch: Path) -> Frames:
    """The same as such exports are: entries nobody signed, dates without an hour, members with no roster or twice on a case, odd spelling."""
    tables, dice = small(scratch), np.random.default_rng(7)

    def some(name: str, share: float) -> "pd.Series[bool]":
        return pd.Series(dice.random(len(tables[name])) < share, index=tables[name].index)

    def change(name: str, column: str, share: float, by: Callable[["pd.Series[str]"], object]) -> None:
        changed = some(name, share)
        tables[name].loc[changed, column] = by(tables[name].loc[changed, column])

    for name, column in (("case_log", "member_id"), ("case_members", "from_at"), ("case_members", "to_at"), ("members", "role")):
        change(name, column, 0.3, lambda _: None)
    change("contacts", "at", 0.1, lambda at: at.dt.normalize())
    change("contacts", "direction", 0.1, lambda _: "other")
    for odd in (str.upper, lambda text: f"it's\t {text}", lambda text: f"{text}X ", lambda text: f"{text} 2 x 4"):
        change("contacts", "text", 0.1, lambda texts, odd=odd: texts.map(odd, na_action="ignore"))
    change("visits", "source", 0.5, lambda _: "counter")
    twice = tables["case_members"][some("case_members", 0.3)]
    tables["case_members"] = pd.concat([tables["case_members"], twice.assign(to_at=twice["to_at"] + pd.Timedelta(days=40))])
    tables["duties"] = tables["duties"][tables["duties"]["member_id"].str[-1] != "3"]
    return tables


def benched(scratch: Path) -> Frames:
    """What the bench measures both on, in small."""
    ask = [sys.executable, "-c", MADE, str(scratch)]
    told = subprocess.run(ask, cwd=BENCH, stdout=subprocess.PIPE, text=True, check=True)
    return {path.stem: pd.read_parquet(path) for path in Path(told.stdout.strip()).glob("*.parquet")}


@dataclass(frozen=True)
class Both:
    """The same records by hand and as they were scanned."""

    hand: Frames
    scan: Scan


@pytest.fixture(scope="module", params=[small, with_gaps, benched], ids=lambda made: str(made.__name__))
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder, scratch = tmp_path_factory.mktemp("records"), tmp_path_factory.mktemp("scratch")
    tables = {name: pa.Table.from_pandas(rows, preserve_index=False) for name, rows in request.param(scratch).items()}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return Both({name: by_ids(rows) for name, rows in five_detectors(folder).items()}, scanned(tables))


def by_ids(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype(dict.fromkeys(PAIR, str)).set_index(PAIR).sort_index()


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    assert ours.index.equals(theirs.index)
    for counted in ("observed", "exposure"):
        assert (ours[counted] == theirs[counted]).all()
    np.testing.assert_allclose(ours["expected"], theirs["expected"], rtol=NEARLY)


@pytest.mark.parametrize("detector", DETECTORS)
def test_every_pair_compared_has_the_same_figures(both: Both, detector: str) -> None:
    ours = both.hand[detector]
    columns = {f"{detector}_{figure}": figure for figure in ("observed", "exposure", "expected")}
    pairs = both.scan.pairs.select([*PAIR, *columns]).to_pandas().rename(columns=columns)
    assert ours["observed"].sum() > 0
    # Of a pair that is not compared nothing is expected; of one that is, never quite nothing.
    same(ours, by_ids(pairs[pairs["expected"] > 0]))


def test_the_evidence_of_every_listed_pair_quotes_these_figures(both: Both) -> None:
    evidence = both.scan.evidence.to_pandas()
    assert set(DETECTORS) <= set(evidence["detector"])
    for detector, rows in evidence[evidence["detector"].isin(DETECTORS)].groupby("detector"):
        told = by_ids(rows[[*PAIR, "observed", "exposure", "expected"]])
        same(both.hand[detector].reindex(told.index), told)
