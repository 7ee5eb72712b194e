"""A mapping at work: every block's files opened, checked, translated and stacked into one raw relation per contract table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.engines.protocol import Engine
from boundaries.errors import BoundariesError, Fault
from boundaries.progress import Progress, silent
from boundaries.records.contract import TABLES
from boundaries.records.mapping.cells import ROW
from boundaries.records.mapping.checking import Opened, faults_in
from boundaries.records.mapping.definition import Block, Lookup, Mapping
from boundaries.records.mapping.files import SourceFile, opened, paths_of
from boundaries.records.mapping.lookups import Joined, joined
from boundaries.records.mapping.reading import read_mapping
from boundaries.records.mapping.rows import Tally, Translator
from boundaries.records.source import Part, Reject, Source

_MANUAL = "See docs/how-to/map-an-export.md for every key."


def mapped_sources(path: Path, folder: Path, engine: Engine, progress: Progress = silent) -> dict[str, Source]:
    """The tables that the mapping file `path` makes from the files of a folder, in the contract's order, as raw relations.

    Raises BoundariesError with every fault of the mapping at its place, or for a source that cannot be read.
    """
    mapping, faults = read_mapping(path)
    files, unfound = _opened(mapping, folder)
    found = (*faults, *unfound, *faults_in(mapping, files))
    if found:
        count = f"{len(found)} faults" if len(found) > 1 else "a fault"
        raise BoundariesError(f"the mapping has {count}", str(path), _MANUAL, found)
    lookups = {
        name: joined(lookup, list(files.files[lookup.where]), _wanted(lookup, mapping))
        for name, lookup in mapping.lookups.items()
    }
    tables = [table for table in TABLES if any(block.table == table for block in mapping.blocks)]
    told = {name: loaded.warnings for name, loaded in lookups.items()}
    sources = {}
    for done, table in enumerate(tables):
        progress("mapping the tables", done, len(tables))
        blocks = [block for block in mapping.blocks if block.table == table]
        used = {column.lookup for block in blocks for column in block.columns} | {
            rule.lookup for block in blocks for rule in (*block.keep, *block.drop)
        }
        warnings = tuple(fault for name in sorted(used & told.keys()) for fault in told.pop(name))
        joins = [file.path for name in sorted(used & lookups.keys()) for file in files.files[mapping.lookups[name].where]]
        sources[table] = _Stack(table, blocks, files, lookups, engine).source((*joins, path), warnings)
    return sources


def _opened(mapping: Mapping, folder: Path) -> tuple[Opened, list[Fault]]:
    """Every file named, opened; a fault for each that is not there or cannot be read."""
    files: dict[str, tuple[SourceFile, ...]] = {}
    faults = []
    items: list[Lookup | Block] = [*mapping.lookups.values(), *mapping.blocks]
    for item in items:
        held = []
        paths = paths_of(item.layout, folder) if item.layout.file else ()
        if item.layout.file and not paths:
            faults.append(Fault(f"{item.where}.file", f'no file "{item.layout.file}" in {folder}'))
        for path in paths:
            try:
                held.append(opened(path, item.layout))
            except BoundariesError as error:
                faults.append(Fault(f"{item.where}.file", f"{error.where}: {error.what}. {error.to_do}"))
        files[item.where] = tuple(held)
    return Opened(files), faults


def _wanted(lookup: Lookup, mapping: Mapping) -> tuple[str, ...]:
    """The columns of a lookup that something needs."""
    given = [column.gives for block in mapping.blocks for column in block.columns if column.lookup == lookup.name]
    return tuple(dict.fromkeys(name for name in (lookup.key, lookup.valid_from, lookup.valid_to, *given) if name))


@dataclass
class _Stack:
    """The blocks of one table, stacked: filled while the engine draws the rows."""

    table: str
    blocks: list[Block]
    files: Opened
    lookups: dict[str, Joined]
    engine: Engine
    parts: list[Part] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    blocks_of_parts: list[Block] = field(default_factory=list)
    before: int = 0
    failure: BoundariesError | None = None

    def source(self, joins: tuple[Path, ...], warnings: tuple[Fault, ...]) -> Source:
        """The stacked relation; `joins` are files besides the blocks' own that it depends on."""
        given = {column.column for block in self.blocks for column in block.columns}
        names = [column.name for column in TABLES[self.table].columns if column.name in given]
        schema = pa.schema([(name, pa.string()) for name in names])
        arriving = schema.append(pa.field("part", pa.int32())).append(pa.field("file_row", pa.int64()))
        raw = f"raw_{self.table}"
        self.engine.put(raw, pa.RecordBatchReader.from_batches(arriving, self._batches(arriving)))
        if self.failure is not None:
            raise self.failure
        repeated = self._settle(raw, names)
        paths = tuple(dict.fromkeys([*(file.path for block in self.blocks for file in self.files.files[block.where]), *joins]))
        told = (*warnings, *self._told(), *repeated)
        return Source(self.table, paths, raw, schema, tuple(self.rejects), told, tuple(self.parts))

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """Rows as the engine draws them; a failure ends them and is kept, since no error may cross the engine."""
        try:
            for block in self.blocks:
                for file in self.files.files[block.where]:
                    yield from self._file(block, file, schema)
        except BoundariesError as error:
            self.failure = error

    def _file(self, block: Block, file: SourceFile, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        own, total = Tally(), self.tallies.setdefault(block.where, Tally())
        self.parts.append(Part(self.before, file.name))
        self.blocks_of_parts.append(block)
        unread: list[tuple[int, str]] = []
        translator = Translator(block, file, self.lookups, own)
        for batch in file.rows(block.sources, unread):
            yield _batch(translator.rows(batch), schema, self.before, len(self.parts) - 1)
        told = [(row, "", reason) for row, reason in unread] + own.rejects
        self.rejects += [Reject(self.table, self.before + row, column, reason) for row, column, reason in told]
        self.before += max([own.last, *(row for row, _ in unread)])
        total.seen += own.seen + len(unread)
        total.left_out += own.left_out
        total.unfound += own.unfound

    def _settle(self, raw: str, names: list[str]) -> list[Fault]:
        """Number the generated ids that one file holds more than once, and leave out the rows that repeat a key where asked."""
        ids = {column.column for block in self.blocks for column in block.columns if column.generated}
        unique = [str(number) for number, block in enumerate(self.blocks_of_parts) if block.unique]
        if not ids and not unique:
            return []
        columns = [self._numbered(name) if name in ids else f"m.{name} AS {name}" for name in names]
        mapped = f"mapped_{self.table}"
        self.engine.keep(mapped, f"SELECT {', '.join(columns)}, m.part AS part, m.file_row AS file_row FROM {raw} AS m")
        if not unique:
            self.engine.keep(raw, f"SELECT * FROM {mapped}")
            self.engine.drop(mapped)
            return []
        key = TABLES[self.table].key
        same = f"m.{key}" if key else ", ".join(f"m.{name}" for name in names)
        place = f"ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY m.file_row) AS place"
        repeats = f"d.place > 1 AND d.part IN ({', '.join(unique)})" + (f" AND d.{key} IS NOT NULL" if key else "")
        kept = ", ".join(f"d.{name} AS {name}" for name in (*names, "part", "file_row"))
        self.engine.keep(raw, f"SELECT {kept} FROM (SELECT m.*, {place} FROM {mapped} AS m) AS d WHERE NOT ({repeats})")
        left_out = self._by_block(mapped) - self._by_block(raw)
        self.engine.drop(mapped)
        what = f"rows left out that repeat {key or 'an earlier row'}"
        return [Fault(f"{where}.unique", f"{count} {what}") for where, count in left_out.items()]

    def _by_block(self, relation: str) -> Counter[str]:
        """How many rows of a relation came from each block."""
        counts: Counter[str] = Counter()
        for row in self.engine.table(f"SELECT part, COUNT(*) AS n FROM {relation} GROUP BY part ORDER BY part").to_pylist():
            counts[self.blocks_of_parts[row["part"]].where] += row["n"]
        return counts

    def _numbered(self, name: str) -> str:
        """A generated id, with a number where the same file holds the same row again: two texts in one minute are two."""
        parts = [
            str(number)
            for number, block in enumerate(self.blocks_of_parts)
            if any(column.column == name and column.generated for column in block.columns)
        ]
        place = f"ROW_NUMBER() OVER (PARTITION BY m.part, m.{name} ORDER BY m.file_row)"
        again = f"m.part IN ({', '.join(parts) or '-1'}) AND {place} > 1"
        return f"CASE WHEN {again} THEN m.{name} || '-' || CAST({place} AS VARCHAR) ELSE m.{name} END AS {name}"

    def _told(self) -> list[Fault]:
        """What was left out by rule, and which keys no lookup holds, with counts."""
        faults = []
        for block in self.blocks:
            tally = self.tallies[block.where]
            for rules, verb in ((block.keep, "is not"), (block.drop, "is")):
                for rule in rules:
                    if count := tally.left_out[rule.where]:
                        told = f"{rule.column} {verb} {rule.told}"
                        faults.append(Fault(rule.where, f"{count} of {tally.seen} rows left out ({told})"))
            for column in block.columns:
                if count := tally.unfound[column.where]:
                    faults.append(Fault(column.where, f"{count} keys not in the lookup {column.lookup}; left empty"))
        return faults


def _batch(made: dict[str, pa.Array], schema: pa.Schema, before: int, part: int) -> pa.RecordBatch:
    count = len(made[ROW])
    columns = [made.get(name, pa.nulls(count, pa.string())) for name in schema.names[:-2]]
    parts = pa.array(np.full(count, part, np.int32))
    return pa.RecordBatch.from_arrays([*columns, parts, pc.add(made[ROW], before)], schema=schema)
