"""Columns of a table of pairs as arrays; what a pair does not have counts as nothing."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.evaluation.listing import Codes, Floats


def numbers(table: pa.Table, name: str) -> Floats:
    """A column as doubles; null is 0, true is 1."""
    return np.asarray(table.column(name).cast(pa.float64()).fill_null(0.0).to_numpy(), dtype=np.float64)


def codes(table: pa.Table, name: str) -> Codes:
    """A column of words as whole numbers, alike for equal words; null is a word of its own."""
    words = pc.fill_null(table.column(name), "").combine_chunks().dictionary_encode()
    return np.asarray(words.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
