"""Which engine a command runs on."""

from enum import StrEnum

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError
from boundaries.settings import Settings


class Engines(StrEnum):
    """The engines a command may name."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def chosen_engine(name: Engines, chosen: Settings) -> Engine:
    """The engine asked for, with the memory, threads and scratch folder of the settings."""
    if name is Engines.SPARK:
        raise BoundariesError(
            "the Spark engine is not part of this version", "--engine spark", "Run on duckdb, the embedded engine."
        )
    return DuckDBEngine(scratch=chosen.scratch, memory_gib=chosen.memory_gib, threads=chosen.threads)
