"""A replayed world: when each pair would first have come to the unit's notice."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries.catalogue import load_catalogue
from boundaries.detection.replay import replay
from boundaries.evaluation.judging import RECORD_CODE, SCAN_CODE, OpenEngine, Plan, build, code_hash, stands
from boundaries.progress import Progress
from boundaries.records.load import load_records


def replayed(plan: Plan, work: Path, open_engine: OpenEngine, progress: Progress) -> pa.Table:
    """The day each pair of a world first entered the budget, week by week: member_id, person_id, first_listed_at, rank."""
    folder = build(plan, work, progress)
    held, stamp = work / plan.name / "replay.parquet", work / plan.name / "replay.stamp"
    if not stands(stamp, (*RECORD_CODE, *SCAN_CODE)):
        stamp.unlink(missing_ok=True)
        engine = open_engine()
        try:
            records = load_records(folder, engine, progress=progress)
            pq.write_table(replay(records, load_catalogue(), every_days=7, progress=progress), held)
        finally:
            engine.close()
        stamp.write_text(code_hash((*RECORD_CODE, *SCAN_CODE)), encoding="utf-8")
    return pq.read_table(held)
