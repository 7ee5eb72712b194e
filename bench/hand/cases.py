"""Who worked on whose cases: in what part, for how long, and when a pair had a case in common."""

import numpy as np
import pandas as pd

from .records import Records

AFTERCARE = pd.Timedelta(days=28)
_DAY = pd.Timedelta(days=1)
_FAR_AHEAD = pd.Timestamp("2999-01-01")
_BROUGHT_TOGETHER = ("dispatch", "custody", "counter")
_GRAVITY = {
    "asb": 2, "violence": 3, "sudden_death": 4, "missing_person": 5, "mental_health": 6, "harassment": 7, "domestic_abuse": 8,
    "sexual_offence": 9,
}  # fmt: skip


def cases_known(records: Records) -> pd.DataFrame:
    """What was known of each case: not its end, where that lay ahead."""
    cases = records.read("cases", ["case_id", "kind", "opened_at", "closed_at"])
    return cases.assign(
        gravity=cases["kind"].astype(str).map(_GRAVITY).fillna(1).astype(np.int64),
        until_at=cases["closed_at"].where(cases["closed_at"] < records.as_of, _FAR_AHEAD),
    )


def on_case_of(records: Records, cases: pd.DataFrame) -> pd.DataFrame:
    """A row for each case and member on it: in what parts, and from when until when."""
    rows = records.read("case_members", ["case_id", "member_id", "role", "from_at", "to_at"]).merge(cases, on="case_id")
    left = pd.to_datetime(rows["to_at"])
    rows = rows.assign(
        oic=rows["role"] == "oic", specialist=rows["role"].isin(["specialist", "liaison"]), supervisor=rows["role"] == "supervisor",
        from_at=rows["from_at"].fillna(rows["opened_at"]), until_at=left.where(left < records.as_of).fillna(rows["until_at"]),
    )  # fmt: skip
    parts = dict.fromkeys(("oic", "specialist", "supervisor", "gravity", "until_at"), "max")
    known = rows[rows["from_at"] < records.as_of]
    return known.groupby(["case_id", "member_id"], as_index=False).agg({**parts, "from_at": "min"})


def pairs_of(records: Records, on_case: pd.DataFrame) -> pd.DataFrame:
    """A row for each pair with a case in common: the months they shared, the member's part and the gravest kind."""
    began, until = on_case["from_at"].dt.normalize(), on_case["until_at"].clip(upper=records.as_of).dt.normalize()
    rows = on_case.assign(days=(until - began).dt.days.clip(lower=0) + 1)
    greatest = dict.fromkeys(("oic", "specialist", "supervisor", "gravity"), "max")
    pairs = rows.groupby("pair").agg({**greatest, "days": "sum"})
    part = np.select([pairs["specialist"], pairs["oic"], pairs["supervisor"]], [3, 2, 4], 1)
    return pairs.assign(months=1 + pairs["days"] / 30, part=part)


def of_members(records: Records, pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs with their member, and that member's role."""
    member = pairs.index.to_numpy() // len(records.ids["person_id"])
    return pairs.assign(member=member, role=records.roles[member])


def allocations(records: Records, on_case: pd.DataFrame) -> pd.DataFrame:
    """From a day before a pair shared a case until they no longer did; a dispatch, custody and the counter bring them together."""
    visits = records.read("visits", ["member_id", "person_id", "at", "source"])
    visits = visits[visits["source"].isin(_BROUGHT_TOGETHER) & (visits["person_id"] >= 0)]
    met = pd.DataFrame({"pair": records.pair(visits), "from_at": visits["at"], "until_at": visits["at"] + _DAY - AFTERCARE})
    both = pd.concat([on_case[["pair", "from_at", "until_at"]], met], ignore_index=True)
    return both.assign(from_at=both["from_at"] - _DAY)
