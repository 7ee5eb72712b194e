"""Cuts a stream of batches into chunks of a size that is matched well, and works on a few at once."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

# Few enough that a chunk's buffers are used again for the next and stay near the processor.
CHUNK_ROWS = 100_000
CHUNK_BYTES = 8_000_000


def chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.Int64Array, pa.StringArray]]:
    """Batches put together, and cut, into chunks of a size that matches well."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        for piece in _pieces(batch):
            if waiting and (rows + piece.num_rows > CHUNK_ROWS or size + piece.nbytes > CHUNK_BYTES):
                yield _together(waiting)
                waiting, rows, size = [], 0, 0
            waiting.append(piece)
            rows += piece.num_rows
            size += piece.nbytes
    if waiting:
        yield _together(waiting)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A batch, halved until its pieces fit a chunk or are single rows."""
    if batch.num_rows <= 1 or (batch.num_rows <= CHUNK_ROWS and batch.nbytes <= CHUNK_BYTES):
        yield batch
        return
    half = batch.num_rows // 2
    yield from _pieces(batch.slice(0, half))
    yield from _pieces(batch.slice(half))


def _together(batches: list[pa.RecordBatch]) -> tuple[pa.Int64Array, pa.StringArray]:
    table = pa.Table.from_batches(batches).select(["row", "text"])
    rows, texts = table.column("row").cast(pa.int64()), table.column("text").cast(pa.string())
    return pa.concat_arrays(rows.chunks), pa.concat_arrays(texts.chunks)


def ahead(work: Callable[[_Given], _Made], given: Iterable[_Given], workers: int) -> Iterator[_Made]:
    """What `work` makes of each, in order, a few of them at once and never many: memory holds twice as many as there are workers."""
    waiting: deque[Future[_Made]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for one in given:
            waiting.append(pool.submit(work, one))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
