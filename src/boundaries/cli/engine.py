"""Which engine a command runs on."""

import signal
import threading
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
    _tidy_when_stopped()
    return DuckDBEngine(scratch=chosen.scratch, memory_gib=chosen.memory_gib, threads=chosen.threads)


def _tidy_when_stopped() -> None:
    """Have a command that is told to end, or whose terminal closes, end as it does for Ctrl-C: what an engine spilled are records."""
    if threading.current_thread() is not threading.main_thread():
        return
    for told in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(told) is signal.SIG_DFL:
            signal.signal(told, signal.default_int_handler)
