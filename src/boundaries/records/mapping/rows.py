"""One batch of a source made into rows of a contract table: filtered, joined, translated; what is left out is counted."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.records.contract import TABLES, Kind
from boundaries.records.mapping.cells import ROW
from boundaries.records.mapping.definition import Block, Filter, Given, Missing, fields_of
from boundaries.records.mapping.files import SourceFile
from boundaries.records.mapping.lookups import Joined
from boundaries.records.mapping.texts import by_distinct, extractor, number, tidier, trimmed
from boundaries.records.mapping.times import Times, local_times

UNREAD = "? "
"""Stands before a time that its format does not read, so that nothing later reads it by another one."""


@dataclass
class Tally:
    """What happened to the rows of one block or file: `left_out` by rule, `unfound` keys by column, rejects (row, column, reason).

    `seen` counts rows and `last` is the highest number among them.
    """

    seen: int = 0
    last: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unfound: Counter[str] = field(default_factory=Counter)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Translator:
    """Makes contract columns of the batches of one file; `memory` holds distinct values already rewritten, by place."""

    block: Block
    file: SourceFile
    lookups: dict[str, Joined]
    tally: Tally
    memory: dict[str, dict[str, str | None]] = field(default_factory=dict)

    def rows(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Contract columns as text, and the row numbers under `cells.ROW`."""
        if batch.num_rows:
            self.tally.seen += batch.num_rows
            self.tally.last = batch.column(ROW)[-1].as_py()
        cells = {name: trimmed(batch.column(name)) for name in batch.schema.names if name != ROW}
        cells[ROW] = batch.column(ROW)
        for rule, wanted in [*((rule, True) for rule in self.block.keep), *((rule, False) for rule in self.block.drop)]:
            cells = self._filtered(cells, rule, wanted)
        made: dict[str, pa.Array] = {ROW: cells[ROW]}
        before = len(self.tally.rejects)
        for column in sorted(self.block.columns, key=lambda column: bool(column.lookup)):
            made[column.column] = self._made(column, cells, made)
        return self._without(made, before)

    def _filtered(self, cells: dict[str, pa.Array], rule: Filter, wanted: bool) -> dict[str, pa.Array]:
        values = cells[rule.column]
        if rule.lookup:
            joined = self.lookups[rule.lookup]
            holds = joined.find(joined.keys_of(values, self._memory(rule.where)), None).is_valid()
        else:
            assert rule.words is not None
            holds = by_distinct(values.fill_null(""), rule.words, self._memory(rule.where)).is_valid()
        taken = holds if wanted else pc.invert(holds)
        self.tally.left_out[rule.where] += len(values) - (pc.sum(taken).as_py() or 0)
        return {name: column.filter(taken) for name, column in cells.items()}

    def _memory(self, where: str) -> dict[str, str | None]:
        return self.memory.setdefault(where, {})

    def _made(self, column: Given, cells: dict[str, pa.Array], made: dict[str, pa.Array]) -> pa.Array:
        count = len(cells[ROW])
        if column.generated:
            return self._generated(column, cells)
        values = _origin(column, cells, count)
        if column.extract:
            values = trimmed(by_distinct(values, extractor(column.extract), self._memory(column.where + ".extract")))
        if column.lookup:
            values = self._looked_up(column, values, made)
        if column.words or column.default is not None or column.split:
            values = by_distinct(values.fill_null(""), lambda text: _worded(column, text), self._memory(column.where + ".map"))
            values = trimmed(values)
        if column.tidy:
            values = by_distinct(values, tidier(column.tidy, self.file.layout.country), self._memory(column.where + ".as"))
        return self._typed(column, values)

    def _typed(self, column: Given, values: pa.Array) -> pa.Array:
        """Times as local ISO text, numbers with a point; what cannot be read is handed on as it stands, to be rejected."""
        kind = TABLES[self.block.table].column(column.column).kind
        if kind in (Kind.WHOLE, Kind.MONEY) and column.tidy is None:
            return by_distinct(
                values, lambda text: number(text, self.file.layout.decimal), self._memory(column.where + ".number")
            )
        if kind not in (Kind.TIME, Kind.DATE):
            return values
        at = self._times(column, values)
        fractions = (at[~np.isnat(at)].astype(np.int64) % 1_000_000).any()
        text = np.datetime_as_string(at, unit="us" if fractions else "s")
        read = pc.replace_substring(pa.array(text, pa.string()), "T", " ")
        if kind is Kind.DATE:
            read = pc.utf8_slice_codeunits(read, 0, 10)
        return pc.if_else(pa.array(np.isnat(at)), pc.binary_join_element_wise(UNREAD, values, ""), read)

    def _times(self, column: Given, values: pa.Array) -> Times:
        patterns = column.time or self.file.layout.time
        known = ("iso", *patterns) if self.file.typed else patterns
        return local_times(values, known, column.zone or self.file.layout.zone)

    def _looked_up(self, column: Given, values: pa.Array, made: dict[str, pa.Array]) -> pa.Array:
        joined = self.lookups[column.lookup]
        keys = joined.keys_of(values, self._memory(column.where + ".key"))
        at = None
        if joined.lookup.dated:
            when = column.when or TABLES[self.block.table].at
            assert when is not None
            at = local_times(made[when], ("iso",), "local")
        found = joined.find(keys, at)
        given = joined.columns[column.gives].take(found)
        lost = pc.and_(values.is_valid(), found.is_null())
        if at is not None:
            lost = pc.and_(lost, pa.array(~np.isnat(at)))
        count = pc.sum(lost).as_py() or 0
        missing = column.missing or self._missing_by_default(column)
        if count and missing is Missing.REJECT:
            told = f"{joined.lookup.name} holds no such key" + (" at that time" if at is not None else "")
            self.tally.rejects += [(row, column.column, told) for row in made[ROW].filter(lost).to_pylist()]
        elif count and column.missing is None:
            self.tally.unfound[column.where] += count
        return pc.if_else(lost, values, given) if missing is Missing.KEEP else given

    def _missing_by_default(self, column: Given) -> Missing:
        return Missing.REJECT if TABLES[self.block.table].column(column.column).required else Missing.EMPTY

    def _generated(self, column: Given, cells: dict[str, pa.Array]) -> pa.Array:
        """A hash of what the block reads from each row, apart from order and names of the source columns it does not read."""
        parts = []
        for other in sorted(self.block.columns, key=lambda other: other.column):
            for place, name in enumerate(other.sources):
                parts += [f"\x1e{other.column}{place}=", cells[name]]
            if other.constant is not None:
                parts.append(f"\x1e{other.column}={other.constant}")
        texts = pc.binary_join_element_wise(*parts, "", "", null_handling="replace", null_replacement="\x1f")
        if isinstance(texts, pa.StringScalar):
            texts = pa.array([texts.as_py()] * len(cells[ROW]), pa.string())
        return pa.array([blake2b(text.encode(), digest_size=10).hexdigest() for text in texts.to_pylist()], pa.string())

    def _without(self, made: dict[str, pa.Array], before: int) -> dict[str, pa.Array]:
        """The rows that were not rejected since `before`; each row is told once, with its first reason."""
        now = {row: (row, column, reason) for row, column, reason in reversed(self.tally.rejects[before:])}
        if not now:
            return made
        self.tally.rejects[before:] = now.values()
        good = pc.invert(pc.is_in(made[ROW], pa.array(now, pa.int64())))
        return {name: column.filter(good) for name, column in made.items()}


def _origin(column: Given, cells: dict[str, pa.Array], count: int) -> pa.Array:
    """The value before anything is done to it."""
    if column.constant is not None:
        return pa.array([column.constant], pa.string()).take(pa.array(np.zeros(count, np.int64)))
    if column.first:
        return pc.coalesce(*(cells[name] for name in column.first))
    texts = column.template
    pieces: list[str | pa.Array] = []
    for name in fields_of(column.template):
        before, _, texts = texts.partition("{" + name + "}")
        pieces += [before, cells[name]]
    return pc.binary_join_element_wise(*pieces, texts, "")


def _worded(column: Given, text: str) -> str | None:
    """A value through its map: an unknown word stays, or is the default; a list word by word, each once, and empty where it is."""
    if column.split:
        words = [_worded_one(column, word.strip()) for word in text.split(column.split) if word.strip()]
        return ";".join(dict.fromkeys(word for word in words if word))
    return _worded_one(column, text)


def _worded_one(column: Given, text: str) -> str | None:
    word = column.words(text) if column.words and text else None
    if word is None:
        word = column.default if column.default is not None and (column.words or not text) else text
    return word
