"""A finished world: its tables, its truth, and how they are written to a folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from boundaries.errors import BoundariesError


@dataclass(frozen=True)
class Force:
    """The contract's tables by name, the truth beside them (`pairs`, `negatives`), and the parameters of the world."""

    tables: Mapping[str, pa.Table]
    truth: Mapping[str, pa.Table]
    world: Mapping[str, Any]

    def write(self, folder: Path, format: str = "parquet") -> None:
        """Write the tables to the folder and the truth to `truth` inside it.

        Errors: a folder that already holds something else than a world, a format that is neither `parquet` nor `csv`.
        """
        if format not in ("parquet", "csv"):
            raise BoundariesError(f"'{format}' is not a format", "simulate", "Choose parquet or csv.")
        if folder.exists() and (
            not folder.is_dir() or (any(folder.iterdir()) and not (folder / "truth" / "world.json").exists())
        ):
            raise BoundariesError(
                "this is not an empty folder", str(folder), "Name a new folder, or one an earlier world was written to."
            )
        (folder / "truth").mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            for old in (folder / f"{name}.parquet", folder / f"{name}.csv"):
                old.unlink(missing_ok=True)
            if format == "csv":
                pacsv.write_csv(table, folder / f"{name}.csv")
            else:
                pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        for name, table in self.truth.items():
            pq.write_table(table, folder / "truth" / f"{name}.parquet")
        (folder / "truth" / "world.json").write_text(json.dumps(self.world, indent=2, sort_keys=True) + "\n", encoding="utf-8")
