"""Each contact that a member began, in its surroundings: the roster, the pair's cases, the person's, the case log."""

import pandas as pd

from .cases import AFTERCARE, allocations
from .kisses import ends_in_a_kiss
from .records import Records

_GRACE, _ROSTERED = pd.Timedelta(minutes=30), pd.Timedelta(days=7)
_NEVER = pd.Timestamp("1700-01-01")
_WORKING = ("duty", "overtime", "on_call", "course")
_LONGEST = 1 << 18  # more days than any record is from then


def marked(records: Records, on_case: pd.DataFrame, concerned: pd.DataFrame) -> pd.DataFrame:
    """For each contact that the member began, what the detectors ask of it; `concerned` are the people of each case."""
    contacts = _begun(records)
    at = contacts["at"]
    # A time of exactly midnight is a date that lost its hour.
    timed = at != at.dt.normalize()
    duty = _lasting(contacts, _rosters(records), "member_id", ["working_until", "rostered_until"])
    shared = _lasting(contacts, allocations(records, on_case), "pair", ["until_at"])
    cases = _lasting(contacts, concerned.rename(columns={"opened_at": "from_at"}), "person_id", ["until_at"])
    rostered, on_shared = timed & (duty["rostered_until"] + _ROSTERED >= at), shared["until_at"] + AFTERCARE >= at
    unlogged = ~_on_day(contacts["pair"], at).isin(_logged(records, concerned))
    return pd.DataFrame(
        {
            "pair": contacts["pair"], "rostered": rostered, "off_duty": rostered & ~(duty["working_until"] >= at), "on_case": on_shared,
            "unlogged": on_shared & unlogged, "after_close": (cases["until_at"] + AFTERCARE < at) & unlogged,
            "worded": contacts["worded"], "kissed": contacts["kissed"],
        }
    )  # fmt: skip


def _begun(records: Records) -> pd.DataFrame:
    """The contacts that the member began, in order of time."""
    rows = records.read("contacts", ["member_id", "person_id", "at", "text"], [("direction", "!=", "in")])
    texts = rows["text"].dropna()
    rows = rows.drop(columns="text").assign(pair=records.pair(rows), worded=rows["text"].notna(), kissed=False)
    rows.loc[texts[ends_in_a_kiss(texts)].index, "kissed"] = True
    return rows.sort_values("at", ignore_index=True)


def _lasting(contacts: pd.DataFrame, stretches: pd.DataFrame, by: str, ends: list[str]) -> pd.DataFrame:
    """For each contact the latest ends of the stretches of its member, pair or person that had begun; null where none had."""
    stretches = stretches[[by, "from_at", *ends]].sort_values("from_at")
    stretches[ends] = stretches.groupby(by)[ends].cummax()
    return pd.merge_asof(contacts[["at", by]], stretches, left_on="at", right_on="from_at", by=by)


def _rosters(records: Records) -> pd.DataFrame:
    """Duties, with half an hour of grace at both ends of those at work."""
    duties = records.read("duties", ["member_id", "starts_at", "ends_at", "kind"])
    duties = duties[duties["ends_at"] >= duties["starts_at"]]
    working = (duties["ends_at"] + _GRACE).where(duties["kind"].isin(_WORKING), _NEVER)
    return duties.assign(from_at=duties["starts_at"] - _GRACE, working_until=working, rostered_until=duties["ends_at"])


def _logged(records: Records, concerned: pd.DataFrame) -> "pd.Series[int]":
    """Each pair on each day within one of an entry, which speaks for its person, or for all of the case, and for its member, or all on it."""
    log = records.read("case_log", ["case_id", "member_id", "person_id", "at"]).rename(columns={"person_id": "told"})
    unsigned = log[log["member_id"] < 0].drop(columns="member_id")
    if len(unsigned):
        on_it = records.read("case_members", ["case_id", "member_id"]).drop_duplicates()
        log = pd.concat([log[log["member_id"] >= 0], unsigned.merge(on_it, on="case_id")])
    entries = log.merge(concerned[["case_id", "person_id"]], on="case_id")
    entries = entries[(entries["told"] < 0) | (entries["told"] == entries["person_id"])]
    day = _on_day(records.pair(entries), entries["at"]).drop_duplicates()
    return pd.concat([day - 1, day, day + 1])


def _on_day(pair: "pd.Series[int]", at: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
    """One number for a pair and a day."""
    return pair * _LONGEST + (at - _NEVER).dt.days
