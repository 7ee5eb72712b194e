"""What an export loses: tables a profile does not have, months that never arrived, columns nobody filled, rows gone."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.evaluation.force.profile import Profile
from boundaries.records.contract import TABLES


def lose(tables: Mapping[str, pa.Table], profile: Profile, share: float, rng: np.random.Generator) -> dict[str, pa.Table]:
    """The tables as this force would export them, with a share of the data missing at random."""
    left = {name: table for name, table in tables.items() if name not in profile.without_tables}
    for column in profile.without_columns:
        name, field = column.split(".")
        if name in left:
            left[name] = left[name].drop_columns([field])
    if share <= 0:
        return left
    return {name: _thin(name, table, share, rng) if not TABLES[name].required else table for name, table in left.items()}


def _thin(name: str, table: pa.Table, share: float, rng: np.random.Generator) -> pa.Table:
    """Months go with the whole share, columns with half of it, single rows with a quarter."""
    contract = TABLES[name]
    gone = rng.random(32) < share
    loose = rng.random(table.num_rows) < share / 4
    keep = ~loose
    # A case that is gone would orphan its rows; months are lost from the tables of events only.
    if name == "cases":
        keep = np.ones(table.num_rows, dtype=bool)
    elif contract.at and contract.at in table.column_names and table.num_rows:
        at = table.column(contract.at)
        month = pc.year(at).to_numpy(zero_copy_only=False) * 12 + pc.month(at).to_numpy(zero_copy_only=False)
        month = np.nan_to_num(np.asarray(month, dtype=float))
        keep &= ~gone[(month.astype(np.int64)) % 32]
    table = table.filter(pa.array(keep))
    for column in contract.columns:
        lost = rng.random() < share / 2
        needed = column.required or column.name in ("person_id", "endpoint", "case_id", contract.at)
        if lost and not needed and column.name in table.column_names:
            spot = table.column_names.index(column.name)
            table = table.set_column(spot, column.name, pa.nulls(table.num_rows, table.schema.field(spot).type))
    return table
