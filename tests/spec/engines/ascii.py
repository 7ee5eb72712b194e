"""Tables as they are written in a specification: a header of `name:type`, a line a row, `-` for null."""

from datetime import date, datetime

import pyarrow as pa

_TYPES = {
    "time": (pa.timestamp("us"), datetime.fromisoformat),
    "date": (pa.date32(), date.fromisoformat),
    "whole": (pa.int64(), int),
    "number": (pa.float64(), float),
    "flag": (pa.bool_(), lambda cell: {"yes": True, "no": False}[cell]),
    "text": (pa.string(), lambda cell: cell.replace("\\n", "\n").replace("\\s", " ")),
}


def read(table: str) -> pa.Table:
    """Turn a written table into Arrow."""
    head, *lines = (line for line in table.strip().splitlines() if line.strip())
    names = [cell.strip().split(":") for cell in head.split("|")]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    columns = {}
    for place, (name, kind) in enumerate(names):
        of_arrow, of_text = _TYPES[kind]
        columns[name] = pa.array([None if row[place] == "-" else of_text(row[place]) for row in rows], of_arrow)
    return pa.table(columns)
