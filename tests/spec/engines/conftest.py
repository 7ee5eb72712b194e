"""Runs every test of this folder on every engine; a second engine is one more line in ENGINES."""

from collections.abc import Callable, Iterator

import pytest

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.engines.protocol import Engine

ENGINES: dict[str, Callable[..., Engine]] = {"duckdb": DuckDBEngine}


@pytest.fixture(params=ENGINES.values(), ids=ENGINES.keys())
def make_engine(request: pytest.FixtureRequest) -> Callable[..., Engine]:
    """The engine under test as a function, for the tests that choose its threads or memory."""
    return request.param


@pytest.fixture
def engine(make_engine: Callable[..., Engine]) -> Iterator[Engine]:
    """The engine under test, empty."""
    made = make_engine(threads=2, memory_gib=1.0)
    yield made
    made.close()
