"""One synthetic world, scanned: every pair with what the scan weighed, where it was listed, and what is true of it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.catalogue import load_catalogue
from boundaries.detection.scan import Scan, scan
from boundaries.engines.protocol import Engine
from boundaries.evaluation.counts import COUNTS, plain_counts
from boundaries.evaluation.force import load_profile, simulate
from boundaries.progress import Progress
from boundaries.records.load import load_records

OpenEngine = Callable[[], Engine]

_KEYS = ["member_id", "person_id"]
RECORD_CODE = ("evaluation/force", "records/contract.py")
SCAN_CODE = ("catalogue", "detection", "engines", "evaluation/counts.py", "evaluation/judging.py", "records", "text")


@dataclass(frozen=True)
class Plan:
    """One world to build: a profile's name, a seed, members, true pairs, months."""

    profile: str
    seed: int
    members: int
    pairs: int
    months: int = 12

    @property
    def name(self) -> str:
        return f"{self.profile}-{self.seed}-{self.members}-{self.pairs}-{self.months}"


@dataclass(frozen=True)
class Judged:
    """A scanned world: its pairs, its members, and its true pairs (also those that left nothing)."""

    plan: Plan
    pairs: pa.Table
    members: pa.Table
    truth: pa.Table


def build(plan: Plan, work: Path, progress: Progress) -> Path:
    """The folder of a world's records, made unless it stands in the work folder and the code that makes it is the same."""
    folder, stamp = work / plan.name / "records", work / plan.name / "records.stamp"
    if stands(stamp, RECORD_CODE):
        return folder
    stamp.unlink(missing_ok=True)
    force = simulate(
        load_profile(plan.profile), members=plan.members, months=plan.months, seed=plan.seed, pairs=plan.pairs, progress=progress
    )
    force.write(folder)
    stamp.write_text(code_hash(RECORD_CODE), encoding="utf-8")
    return folder


def judge(plan: Plan, work: Path, open_engine: OpenEngine, progress: Progress) -> Judged:
    """Scan a world and join what is true of it; the table of pairs is kept in the work folder until the code changes."""
    folder = build(plan, work, progress)
    held, stamp = work / plan.name / "pairs.parquet", work / plan.name / "pairs.stamp"
    members, truth = pq.read_table(folder / "members.parquet"), pq.read_table(folder / "truth" / "pairs.parquet")
    if not stands(stamp, (*RECORD_CODE, *SCAN_CODE)):
        stamp.unlink(missing_ok=True)
        negatives = pq.read_table(folder / "truth" / "negatives.parquet")
        pq.write_table(_scanned(folder, open_engine, (members, truth, negatives), progress), held, compression="zstd")
        stamp.write_text(code_hash((*RECORD_CODE, *SCAN_CODE)), encoding="utf-8")
    return Judged(plan, pq.read_table(held), members, truth)


def _scanned(folder: Path, open_engine: OpenEngine, known: tuple[pa.Table, pa.Table, pa.Table], progress: Progress) -> pa.Table:
    engine = open_engine()
    try:
        records = load_records(folder, engine, progress=progress)
        found = scan(records, load_catalogue(), progress=progress)
        return judged_pairs(found, plain_counts(engine), *known)
    finally:
        engine.close()


def judged_pairs(found: Scan, counts: pa.Table, members: pa.Table, truth: pa.Table, negatives: pa.Table) -> pa.Table:
    """A row per pair that the scan weighed or the truth names, in order of its ids.

    Adds to the scan's columns: `rank` (null where not listed), the plain counts, `is_true`, `negative` (its kind) and `member_role`.
    """
    weighed = found.pairs
    places = weighed.select(_KEYS).append_column("place", pa.array(range(weighed.num_rows), pa.int64()))
    told = truth.select(_KEYS).append_column("is_true", pa.array([True] * truth.num_rows))
    planted = negatives.group_by(_KEYS).aggregate([("kind", "min")]).rename_columns([*_KEYS, "negative"])
    roles = members.select(["member_id", "role"]).rename_columns(["member_id", "member_role"])
    rows = places.join(told, _KEYS, join_type="full outer")
    for one in (planted, found.findings.select([*_KEYS, "rank"]), counts):
        rows = rows.join(one, _KEYS, join_type="left outer")
    rows = rows.join(roles, "member_id", join_type="left outer").sort_by([(key, "ascending") for key in _KEYS])
    features = [name for name in weighed.column_names if name not in _KEYS]
    wide = weighed.select(features).cast(pa.schema([_narrow(weighed.schema.field(name)) for name in features]))
    wide = wide.take(rows.column("place"))
    for name in (*_KEYS, "is_true", "negative", "rank", "member_role", *COUNTS):
        wide = wide.append_column(name, rows.column(name))
    return wide


def _narrow(field: pa.Field) -> pa.Field:
    """Single precision is ample for learning and for ordering, and halves what a world takes."""
    return pa.field(field.name, pa.float32()) if pa.types.is_floating(field.type) else field


def stands(stamp: Path, parts: tuple[str, ...]) -> bool:
    """Whether what a stamp vouches for was made by the code as it is now."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == code_hash(parts)


@cache
def code_hash(parts: tuple[str, ...]) -> str:
    """A hash of the program's own files that decide what is kept: they change, and it is made anew."""
    digest = sha256()
    for part in sorted(parts):
        for path, content in _contents(files("boundaries").joinpath(part), part):
            digest.update(json.dumps([path, sha256(content).hexdigest()]).encode())
    return digest.hexdigest()


def _contents(place: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    if place.is_file():
        yield path, place.read_bytes()
        return
    for inner in sorted(place.iterdir(), key=lambda one: one.name):
        if inner.name not in ("__pycache__", "report"):
            yield from _contents(inner, f"{path}/{inner.name}")
