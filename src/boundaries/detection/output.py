"""Writes a scan to its folder: four Parquet files and scan.json, each whole or not at all."""

import fcntl
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from boundaries import __version__
from boundaries.catalogue import Catalogue
from boundaries.detection.detectors import FOLDER
from boundaries.detection.scan import Scan
from boundaries.errors import BoundariesError
from boundaries.records.state import Records
from boundaries.text.loading import lexicons_hash


@dataclass(frozen=True)
class Run:
    """How a scan was run: seconds it took, and the purpose for which names were unmasked, if they were."""

    seconds: float
    unmasked: str | None = None


def detectors_hash(folder: Path = FOLDER) -> str:
    """SHA-256 over the names and content of the detector files and the lexicons, in hex."""
    digest = sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    digest.update(lexicons_hash().encode())
    return digest.hexdigest()


def peak_mib() -> int:
    """The most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (1024 * 1024) if sys.platform == "darwin" else peak // 1024)


def source_facts(records: Records, catalogue: Catalogue, as_of: datetime) -> dict[str, Any]:
    """What a scan rests on: the moment it looks from, and the hashes of the catalogue, the detectors and each table."""
    tables = {
        name: {"hash": state.hash, "rows": state.rows, "rejected": state.rejected}
        for name, state in records.tables.items()
        if state.present
    }
    return {"as_of": as_of.isoformat(), "catalogue_hash": catalogue.hash, "detectors_hash": detectors_hash(), "tables": tables}


def facts_of(scan: Scan, records: Records, catalogue: Catalogue, run: Run) -> dict[str, Any]:
    """What scan.json holds."""
    return {
        **source_facts(records, catalogue, scan.as_of),
        "engine": records.engine.name,
        "versions": {"boundaries": __version__, records.engine.name: records.engine.version, "pyarrow": pa.__version__},
        "seconds": round(run.seconds, 3),
        "peak_mib": peak_mib(),
        "budget": scan.budget,
        "content": scan.content.value,
        "texts_read": scan.texts_read,
        "unmasked": run.unmasked,
    }


def write_scan(folder: Path, scan: Scan, records: Records, catalogue: Catalogue, run: Run) -> None:
    """Write the scan; scan.json last, so that a folder with it is whole. The report of an earlier scan goes: it told of other pairs.

    Raises BoundariesError where the folder cannot be written.
    """
    tables: Mapping[str, pa.Table] = {
        "findings": scan.findings, "evidence": scan.evidence, "coverage": scan.coverage, "rejects": records.rejects
    }  # fmt: skip
    told = json.dumps(facts_of(scan, records, catalogue, run), indent=2, ensure_ascii=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for earlier in ("scan.json", "report.html"):
            (folder / earlier).unlink(missing_ok=True)
        for name, table in tables.items():
            write_whole(folder / f"{name}.parquet", lambda path, rows=table: pq.write_table(rows, path, compression="zstd"))  # type: ignore[misc]
        write_whole(folder / "scan.json", lambda path: path.write_text(told, encoding="utf-8"))
    except OSError as error:
        raise BoundariesError(
            f"the scan cannot be written: {error.strerror or error}", str(folder), "Give --out a folder that can be written."
        ) from error


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a scan's folder: whoever else would write there waits, so that no folder holds the half of one scan and the half of another."""
    held = os.open(folder, os.O_RDONLY)
    try:
        # A file system that knows no locks is written to without.
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file and move it there, so that a reader never meets half of one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        write(Path(name))
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
