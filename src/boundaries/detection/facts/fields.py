"""What a moment is, packed into one whole number: the few things that a condition may ask of it, each with its few values.

Millions of moments share some thousands of such codes. A condition is asked once of each code, never of each moment.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from boundaries.records.contract import TABLES
from boundaries.text.classes import CLASSES

CHANNELS = tuple(dict.fromkeys((*TABLES["contacts"].column("channel").words, *TABLES["visits"].column("source").words)))
PURPOSES = (*TABLES["visits"].column("purpose").words, "given")
NOT_KNOWN, NO_HOUR = 2, 31


@dataclass(frozen=True)
class Field:
    """One of the things a code holds, in so many bits; `null` is the value that stands for not known, `words` those of the values from 1."""

    bits: int
    null: int | None = None
    words: tuple[str, ...] = ()


# The first stand in the records; the others are settled by what surrounds the moment.
FIELDS = {
    "kind": Field(2),
    "way": Field(2, null=NOT_KNOWN),
    "channel": Field(len(CHANNELS).bit_length(), null=0, words=CHANNELS),
    "purpose": Field(len(PURPOSES).bit_length(), null=0, words=PURPOSES),
    "cased": Field(1),
    "shared": Field(1),
    "worded": Field(1),
    "mask": Field(len(CLASSES)),
    "off_duty": Field(2, null=NOT_KNOWN),
    "absent": Field(1),
    "hour": Field(5, null=NO_HOUR),
    "allocated": Field(1),
    "known_pair": Field(1),
    "stage": Field(2),
    "logged": Field(1),
    "quiet": Field(1),
}
SHIFTS = dict(zip(FIELDS, np.cumsum([0, *(field.bits for field in FIELDS.values())]).tolist(), strict=False))
# Those of what stands in the records; a row's number has room above them.
RECORDED_BITS = SHIFTS["off_duty"]

Code = NDArray[np.int64]


def packed_sql(**values: str) -> str:
    """The fields given as one whole number; the others are 0."""
    return " + ".join(f"CAST({value} AS BIGINT) * {1 << SHIFTS[field]}" for field, value in values.items())


def coded_sql(column: str, field: str, among: tuple[str, ...]) -> str:
    """The value of a word of a field, one of those given; 0 for null."""
    places = {word: place for place, word in enumerate(FIELDS[field].words, start=1)}
    cases = " ".join(f"WHEN '{word}' THEN {places[word]}" for word in among)
    return f"CASE {column} {cases} ELSE 0 END"


def packed(**values: NDArray[np.int64] | NDArray[np.bool_]) -> Code:
    """The fields given as one whole number for each moment, to be added to what stands in the records."""
    code = np.int64(0)
    for field, value in values.items():
        code = code + (value.astype(np.int64) << SHIFTS[field])
    return np.asarray(code, dtype=np.int64)


def unpacked(code: Code, field: str) -> Code:
    """The value of a field for each code."""
    return np.asarray((code >> SHIFTS[field]) & ((1 << FIELDS[field].bits) - 1), dtype=np.int64)


def read_codes(codes: Code) -> pa.Table:
    """A row per code with what it holds: words as words, nulls as nulls."""
    columns: dict[str, pa.Array] = {"code": pa.array(np.arange(len(codes), dtype=np.int32))}
    for name, field in FIELDS.items():
        values = unpacked(codes, name)
        if field.words:
            columns[name] = pa.array([None, *field.words], pa.string()).take(pa.array(values))
        else:
            columns[name] = pa.array(values, pa.int32(), mask=None if field.null is None else values == field.null)
    return pa.table(columns)
