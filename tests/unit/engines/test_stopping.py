"""An engine that is told to stop in the middle of a statement stops, whichever statement it is."""

import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from boundaries.engines.duckdb import DuckDBEngine

ROUNDS, LATEST_S, PATIENCE_S = 400, 0.006, 10.0
ROWS = pa.table({"number": list(range(2_000))})


@pytest.fixture
def told_to_stop() -> Iterator[None]:
    """The clock's signal means what Ctrl-C means."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def _everything_an_engine_does(engine: DuckDBEngine) -> None:
    engine.put("rows", ROWS)
    engine.put("streamed", pa.RecordBatchReader.from_batches(ROWS.schema, iter(ROWS.to_batches(max_chunksize=100))))
    engine.lend("lent", ROWS)
    engine.keep("kept", "SELECT number FROM rows WHERE number % 2 = 0")
    engine.view("seen", "SELECT count(*) AS how_many FROM kept")
    engine.run("CREATE OR REPLACE TABLE made AS SELECT max(number) AS most FROM lent")
    assert engine.table("SELECT how_many FROM seen").num_rows == 1
    assert sum(batch.num_rows for batch in engine.batches("SELECT number FROM streamed")) == ROWS.num_rows
    for name in ("seen", "kept", "lent", "streamed", "rows"):
        engine.drop(name)


def test_an_engine_told_to_stop_at_any_moment_says_that_it_was_interrupted(told_to_stop: None) -> None:
    moments, stopped = random.Random(5), 0
    engine = DuckDBEngine(memory_gib=0.5, threads=2)
    for _ in range(ROUNDS):
        try:
            signal.setitimer(signal.ITIMER_REAL, moments.uniform(0.0001, LATEST_S))
            until = time.monotonic() + PATIENCE_S
            while time.monotonic() < until:
                _everything_an_engine_does(engine)
        except KeyboardInterrupt:
            stopped += 1
    assert stopped == ROUNDS
    _everything_an_engine_does(engine)
    engine.close()


def test_an_engine_told_to_stop_while_it_opens_leaves_nothing(told_to_stop: None) -> None:
    for number in range(40):
        with pytest.raises(KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, 0.0005 * (number + 1))
            until = time.monotonic() + PATIENCE_S
            while time.monotonic() < until:
                DuckDBEngine(memory_gib=0.5, threads=2).close()


def test_an_engine_closes_while_threads_of_a_stopped_command_still_ask() -> None:
    for _ in range(40):
        engine = DuckDBEngine(memory_gib=0.5, threads=1)

        def ask(engine: DuckDBEngine = engine) -> None:
            while True:
                engine.table("SELECT 1")

        with ThreadPoolExecutor(2) as pool:
            asking = [pool.submit(ask) for _ in range(2)]
            time.sleep(0.005)
            engine.close()
            assert all(done.exception() is not None for done in asking)
