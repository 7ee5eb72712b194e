"""One small synthetic force for the properties of a scan, and ways to scan it."""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from boundaries.catalogue import load_catalogue
from boundaries.detection.scan import Scan, scan
from boundaries.engines.duckdb import DuckDBEngine
from boundaries.evaluation.force import load_profile, simulate
from boundaries.records.contract import TABLES
from boundaries.records.load import load_records


@cache
def force() -> dict[str, pa.Table]:
    """The contract tables of a force of ninety members over three months, with four true pairs in it."""
    with tempfile.TemporaryDirectory() as place:
        simulate(load_profile("small"), members=90, months=3, seed=11, pairs=4).write(Path(place))
        return {
            name: pq.read_table(Path(place) / f"{name}.parquet") for name in TABLES if (Path(place) / f"{name}.parquet").exists()
        }


def scanned(tables: Mapping[str, pa.Table], *, threads: int = 2, as_of: datetime | None = None) -> Scan:
    engine = DuckDBEngine(threads=threads, memory_gib=1.0)
    try:
        with tempfile.TemporaryDirectory() as place:
            for name, table in tables.items():
                pq.write_table(table, Path(place) / f"{name}.parquet")
            return scan(load_records(Path(place), engine, as_of=datetime(2100, 1, 1)), load_catalogue(), as_of=as_of)
    finally:
        engine.close()


def told(scan: Scan) -> dict[str, bytes]:
    """What a scan writes, byte by byte."""
    written = {}
    for name, table in (("findings", scan.findings), ("evidence", scan.evidence), ("coverage", scan.coverage)):
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        written[name] = sink.getvalue().to_pybytes()
    return written


def newest_at(tables: Mapping[str, pa.Table]) -> datetime:
    return max(pc.max(tables[name].column("at")).as_py() for name in ("contacts", "visits", "searches"))


def as_it_stood(tables: Mapping[str, pa.Table], moment: datetime) -> dict[str, pa.Table]:
    """The tables as an export just before a moment would have them: later rows gone, later endings not yet known."""
    then = pa.scalar(moment, pa.timestamp("us"))
    cut = {}
    opened = {case["case_id"]: case["opened_at"] for case in tables["cases"].to_pylist()}
    for name, table in tables.items():
        known = table
        if name in ("case_people", "case_members"):
            known = known.filter(pa.array([opened[case] < moment for case in known.column("case_id").to_pylist()], pa.bool_()))
        start = "valid_from" if name == "endpoints" else TABLES[name].at
        if start and start in known.column_names:
            known = known.filter(pc.fill_null(pc.less(known.column(start), then), True))
        for column in ("closed_at", "to_at", "valid_to", "until", "ends_at"):
            if column in known.column_names:
                later = pc.fill_null(pc.greater_equal(known.column(column), then), False)
                end = then if column in ("until", "ends_at") else pa.scalar(None, pa.timestamp("us"))
                known = _with(known, column, pc.if_else(later, end, known.column(column)))
        if name == "cases":
            open_still = pc.is_null(known.column("closed_at"))
            known = _with(known, "outcome", pc.if_else(open_still, pa.scalar(None, pa.string()), known.column("outcome")))
        cut[name] = known
    return cut


def _with(table: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, values)
