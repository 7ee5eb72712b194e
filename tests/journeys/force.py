"""A small simulated force whose records end today, and what its records gain when days go by."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SIZE = ("--profile", "small", "--members", "40", "--months", "6", "--pairs", "3", "--seed", "7")


def end_today(records: Path) -> None:
    """Move every time of the records by as many days as it takes for the newest contact to be of yesterday or today."""
    newest = max(pq.read_table(records / "contacts.parquet").column("at").to_pylist())
    by = timedelta(days=(datetime.now() - newest).days)
    for path in records.glob("*.parquet"):
        table = pq.read_table(path)
        for place, column in enumerate(table.schema):
            if pa.types.is_timestamp(column.type):
                moved = pc.add(table.column(place), pa.scalar(by, pa.duration(column.type.unit)))
                table = table.set_column(place, column.name, moved)
        pq.write_table(table, path)


def add(records: Path, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table; columns that are not named stay empty."""
    path = records / f"{table}.parquet"
    held = pq.read_table(path)
    more = [{column.name: row.get(column.name) for column in held.schema} for row in rows]
    pq.write_table(pa.concat_tables([held, pa.Table.from_pylist(more, held.schema)]), path)


def four_more_weeks(records: Path, member: str, person: str) -> None:
    """Look-ups, visits and messages of one pair by night in the four weeks from now on, none of them on a case."""
    nights = [datetime.now().replace(hour=23, minute=20, second=0, microsecond=0) + timedelta(days=day) for day in range(1, 29)]
    pair = {"member_id": member, "person_id": person}
    hour = timedelta(hours=1)
    add(records, "searches", [{**pair, "search_id": f"N{n}", "at": at - hour, "system": "pnc"} for n, at in enumerate(nights)])
    visits = enumerate(nights[::3])
    add(records, "visits", [{**pair, "visit_id": f"N{n}", "at": at, "until": at + hour, "source": "self"} for n, at in visits])
    sent = {**pair, "direction": "out", "channel": "sms"}
    add(records, "contacts", [{**sent, "contact_id": f"N{n}", "at": at} for n, at in enumerate(nights)])
