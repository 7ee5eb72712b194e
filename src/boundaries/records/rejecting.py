"""Which rows are rejected and why: faults of a row by itself, then ids and rows that stand there twice."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.engines.protocol import Engine
from boundaries.records.contract import TABLES
from boundaries.records.reading import Reading
from boundaries.records.source import Reject


def reject(reading: Reading, engine: Engine) -> tuple[Reject, ...]:
    """Every rejected row of a table, each once with its first fault; kept by the engine as `rejected_TABLE(file_row, fault)`.

    No such table is kept where nothing is rejected.
    """
    faults = [(fault.column, fault.reason) for fault in reading.faults]
    name = f"rejected_{reading.table}"
    if faults:
        cases = " ".join(f"WHEN {fault.holds} THEN {index}" for index, fault in enumerate(reading.faults))
        engine.keep(
            name,
            f"SELECT * FROM (SELECT r.file_row AS file_row, CASE {cases} END AS fault FROM {reading.relation} AS r)"
            " AS judged WHERE fault IS NOT NULL",
        )
    key = TABLES[reading.table].key
    repeated = _repeated(reading, engine, bool(faults))
    if repeated is not None:
        faults.append((key or "", "duplicate id" if key else "duplicate row"))
        rows, now = f"repeated_rows_{reading.table}", f"rejected_now_{reading.table}"
        engine.put(rows, repeated)
        number = len(faults) - 1
        added = f"SELECT file_row, {number} AS fault FROM {rows}"
        earlier = f"SELECT file_row, fault FROM {name} UNION ALL " if number else ""
        engine.keep(now, earlier + added)
        engine.keep(name, f"SELECT * FROM {now}")
        engine.drop(now)
        engine.drop(rows)
    if not faults:
        return reading.source.rejects
    found = engine.table(f"SELECT file_row, fault FROM {name}").to_pydict()
    told = [Reject(reading.table, row, *faults[fault]) for row, fault in zip(found["file_row"], found["fault"], strict=True)]
    return (*reading.source.rejects, *told)


def accepted(reading: Reading, rejected: bool) -> str:
    """What stands after FROM to read the accepted rows of a table as `r`; may be followed by joins."""
    relation = reading.relation
    if not rejected:
        return f"{relation} AS r"
    return (
        f"(SELECT q.* FROM {relation} AS q WHERE NOT EXISTS"
        f" (SELECT 1 FROM rejected_{reading.table} AS x WHERE x.file_row = q.file_row)) AS r"
    )


def _repeated(reading: Reading, engine: Engine, rejected: bool) -> pa.Table | None:
    """The file_row of every accepted row that repeats an id, or a whole row where the table has no id.

    Kept is the earliest by the table's time, then the one with the smallest content, so that neither the order of the rows nor a
    later record decides. Equal 64-bit hashes name the candidates; only those are compared in full.
    """
    key, at = TABLES[reading.table].key, TABLES[reading.table].at
    if key and _in_order(reading.sql[key], accepted(reading, rejected), engine):
        return None
    columns = list(reading.sql)
    same = [reading.sql[key]] if key else [reading.sql[column] for column in columns]
    hashed = engine.dialect.text_hash(", ".join(same))
    source = accepted(reading, rejected)
    batches = [batch.column(0).to_numpy() for batch in engine.batches(f"SELECT {hashed} AS hashed FROM {source}")]
    if not batches:
        return None
    hashes = np.concatenate(batches)
    hashes.sort()
    twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    if not len(twice):
        return None
    named = f"repeated_hashes_{reading.table}"
    engine.put(named, pa.table({"hashed": twice}))
    first = [at] if at else []
    order = ", ".join(f"{column} NULLS FIRST" for column in [*(f"p.{name}" for name in [*first, *columns]), "p.file_row"])
    partition = f"p.{key}" if key else ", ".join(f"p.{column}" for column in columns)
    typed = ", ".join(f"{sql} AS {column}" for column, sql in reading.sql.items())
    rows = engine.table(
        f"SELECT file_row FROM (SELECT p.file_row AS file_row, ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {order}) AS place"
        f" FROM (SELECT r.file_row AS file_row, {typed}, {hashed} AS hashed FROM {source}) AS p"
        f" JOIN {named} AS h ON h.hashed = p.hashed) AS placed WHERE place > 1"
    )
    engine.drop(named)
    return rows if rows.num_rows else None


def _in_order(key: str, source: str, engine: Engine) -> bool:
    """Whether every id is greater than the one before it, as in many exports; then none stands there twice. Stops at the first that is not."""
    last = ""
    for batch in engine.batches(f"SELECT {key} AS id FROM {source}"):
        ids = batch.column(0)
        if not len(ids):
            continue
        first = ids[0].as_py()
        if first is None or first <= last or not pc.all(pc.less(ids[:-1], ids[1:]), skip_nulls=False).as_py():
            return False
        last = ids[-1].as_py()
    return True
