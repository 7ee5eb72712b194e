"""`boundaries verdicts`: what the unit decided, as a table that the next scan reads."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import typer

from boundaries.detection.report.words import count
from boundaries.errors import BoundariesError
from boundaries.sites.running import run

_COLUMNS = pa.schema(
    [
        ("member_id", pa.string()),
        ("person_id", pa.string()),
        ("decided_at", pa.timestamp("us")),
        ("verdict", pa.string()),
        ("reason", pa.string()),
    ]
)


def verdicts(
    records: Annotated[Path, typer.Argument(help="The records folder that the next scan reads, or a .csv or .parquet file.")],
) -> None:
    """Write the unit's verdicts as the table `verdicts`, so that the next scan sets explained pairs aside."""
    path = records / "verdicts.parquet" if records.is_dir() else records
    if path.suffix not in (".parquet", ".csv"):
        raise BoundariesError(
            "this is neither a folder nor a .parquet or .csv file", str(records), "Name the folder of the records."
        )
    told = io.StringIO()
    run("unit", "migrate", verbosity=0)
    run("unit", "verdicts", stdout=told)
    rows = [json.loads(line) for line in told.getvalue().splitlines()]
    table = pa.Table.from_pylist([{**row, "decided_at": datetime.fromisoformat(row["decided_at"])} for row in rows], _COLUMNS)
    if path.suffix == ".csv":
        pacsv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    typer.echo(f"{count(len(rows), 'verdict')} in {path}.")
