"""Reads a register from a CSV file: what can be used, and what is wrong with every line that cannot."""

import csv
import io

from boundaries.casework.registers.columns import COLUMNS, Register, checked
from boundaries.casework.uploads import MOST_KEPT
from boundaries.errors import BoundariesError, Fault

MOST_BYTES = MOST_KEPT - 1


def read_register(register: Register, held: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """The rows with their line numbers, and the faults; raises BoundariesError for what is no such file. Other columns are left alone."""
    name = f"{register}.csv"
    if len(held) > MOST_BYTES:
        raise BoundariesError("this file is too large", name, f"Divide it into files below {MOST_BYTES // 1_000_000} MB.")
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BoundariesError("this is not in UTF-8", name, "Export it as CSV in UTF-8.") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found, faults = [], []
    try:
        missing = [one.name for one in COLUMNS[register] if one.is_needed and one.name not in (rows.fieldnames or ())]
        if missing:
            told = tuple(Fault(column, "this column is not there") for column in missing)
            raise BoundariesError("this is not the register that was chosen", name, "Look at its first line.", told)
        for told_row in rows:
            row, wrong = checked(register, told_row)
            faults += [Fault(f"line {rows.line_num}", f"{column}: {why}") for column, why in wrong.items()]
            if not wrong:
                found.append((rows.line_num, row))
    except csv.Error as error:
        raise BoundariesError(f"line {rows.line_num} is no CSV", name, "Export it again.") from error
    return found, faults
