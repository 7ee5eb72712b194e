"""What the scan is measured against: the engine reading and grouping the same files, and five bare counts by hand in pandas."""

from pathlib import Path

import pandas as pd

from boundaries.engines.duckdb import DuckDBEngine
from boundaries.records.contract import TABLES, Kind

_HANDS_ON = r"\b(?:x+|xo+|kiss|kisses|hun|hunny|babe|baby|darling|sweetheart|gorgeous|sexy|love)\b"


def read_and_group(folder: Path, scratch: Path) -> int:
    """Read every column that the contract knows of every file once, and count contacts by member and person; the pairs."""
    engine = DuckDBEngine(scratch=scratch)
    pairs = 0
    for name, table in TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            continue
        source = engine.read_parquet(path)
        held = set(engine.table(f"SELECT * FROM {source} LIMIT 0").column_names)
        text = (Kind.ID, Kind.TEXT, Kind.WORD, Kind.WORDS)
        seen = [
            f"SUM(strlen(r.{column.name}))" if column.kind in text else f"MAX(r.{column.name})"
            for column in table.columns
            if column.name in held and not (name == "contacts" and column.name in ("member_id", "person_id"))
        ]
        keys = "GROUP BY member_id, person_id" if name == "contacts" else ""
        told = engine.table(f"SELECT COUNT(*), {', '.join(seen)} FROM {source} AS r {keys}")
        pairs = len(told) if keys else pairs
    engine.close()
    return pairs


def counted_by_hand(folder: Path, _scratch: Path) -> int:
    """What five plain detectors look for, only counted, as an analyst first writes it: each a table by pair, compared with nothing; the rows of all."""
    pair = ["member_id", "person_id"]
    contacts = pd.read_parquet(folder / "contacts.parquet", columns=[*pair, "at", "direction", "text"])
    volume = contacts.groupby(pair).size()
    off_duty = _off_duty_share(contacts, folder)
    after_close = _after_close(contacts, folder)
    unlogged = _unlogged(contacts, folder)
    texts = contacts.dropna(subset=["text"])
    warm = texts[texts["text"].str.contains(_HANDS_ON, case=False, regex=True)].groupby(pair).size()
    return sum(len(found) for found in (volume, off_duty, after_close, unlogged, warm))


def _off_duty_share(contacts: pd.DataFrame, folder: Path) -> "pd.Series[float]":
    """The share of a pair's contacts that fall in none of the member's duties."""
    duties = pd.read_parquet(folder / "duties.parquet")
    duties = duties[duties["kind"].isin(["duty", "overtime", "on_call", "course"])].sort_values("starts_at")
    ordered = contacts[["member_id", "person_id", "at"]].sort_values("at")
    placed = pd.merge_asof(ordered, duties, left_on="at", right_on="starts_at", by="member_id")
    placed["off"] = ~(placed["ends_at"] >= placed["at"])
    return placed.groupby(["member_id", "person_id"])["off"].mean()


def _after_close(contacts: pd.DataFrame, folder: Path) -> "pd.Series[int]":
    """Contacts more than four weeks after the last of the person's cases closed."""
    cases = pd.read_parquet(folder / "cases.parquet", columns=["case_id", "closed_at"])
    people = pd.read_parquet(folder / "case_people.parquet", columns=["case_id", "person_id"]).merge(cases, on="case_id")
    people["closed_at"] = people["closed_at"].fillna(pd.Timestamp("2099-01-01"))
    last = people.groupby("person_id")["closed_at"].max().rename("last_closed").reset_index()
    placed = contacts[["member_id", "person_id", "at"]].merge(last, on="person_id")
    late = placed[placed["at"] > placed["last_closed"] + pd.Timedelta(days=28)]
    return late.groupby(["member_id", "person_id"]).size()


def _unlogged(contacts: pd.DataFrame, folder: Path) -> "pd.Series[int]":
    """Contacts that the member began on a day on which the log of no shared case has an entry of theirs."""
    log = pd.read_parquet(folder / "case_log.parquet", columns=["case_id", "member_id", "at"])
    people = pd.read_parquet(folder / "case_people.parquet", columns=["case_id", "person_id"])
    log["day"] = log["at"].dt.normalize()
    logged = log.merge(people, on="case_id")[["member_id", "person_id", "day"]].drop_duplicates()
    began = contacts.loc[contacts["direction"] == "out", ["member_id", "person_id", "at"]].assign(
        day=lambda c: c["at"].dt.normalize()
    )
    placed = began.merge(logged, on=["member_id", "person_id", "day"], how="left", indicator=True)
    return placed[placed["_merge"] == "left_only"].groupby(["member_id", "person_id"]).size()
