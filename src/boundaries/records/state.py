"""What loading gives: the tables held by the engine, what was rejected, and what a reader should know."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from boundaries.engines.protocol import Engine
from boundaries.errors import Fault


@dataclass(frozen=True)
class TableState:
    """One contract table after loading.

    `source` is the file name ("" if missing), `rows` the accepted and `rejected` the rejected rows, `columns` the contract
    columns that stand in the source and hold at least one value, `hash` the SHA-256 of the source bytes in hex ("" if missing); `empty` are
    the contract columns that stand in the source and hold nothing.
    """

    name: str
    source: str
    present: bool
    rows: int
    rejected: int
    columns: frozenset[str]
    hash: str
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Records:
    """A force's records, loaded: the engine holds `loaded_TABLE` for every contract table, and the key tables.

    `rejects` has the columns table, row (1-based in its file), column and reason, sorted; `newest_at` is the newest time of
    an event (duties reach ahead and do not count), none where there is no event.
    """

    engine: Engine
    tables: dict[str, TableState]
    rejects: pa.Table
    warnings: tuple[Fault, ...]
    newest_at: datetime | None
