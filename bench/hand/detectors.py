"""The five, each pair with what was observed of what and what peers, and the member's other pairs, lead one to expect."""

from pathlib import Path

import numpy as np
import pandas as pd

from .cases import cases_known, of_members, on_case_of, pairs_of
from .contacts import marked
from .records import Records, opened

_PEERS_WEIGH, _OTHERS_WEIGH = 20.0, 10.0


def compared_by_hand(folder: Path, _scratch: Path) -> int:
    """The rows of all five."""
    return sum(len(found) for found in five_detectors(folder).values())


def five_detectors(folder: Path) -> dict[str, pd.DataFrame]:
    """For each detector the pairs it compares, with what was observed of what, and what was to be expected of the pair."""
    records = opened(folder)
    cases = cases_known(records)
    concerned = records.read("case_people", ["case_id", "person_id"]).drop_duplicates().merge(cases, on="case_id")
    on_case = on_case_of(records, cases).merge(concerned[["case_id", "person_id"]], on="case_id")
    on_case["pair"] = records.pair(on_case)
    counts = marked(records, on_case, concerned).groupby("pair").sum()
    pairs = of_members(records, pairs_of(records, on_case))
    shared, own = counts.reindex(pairs.index, fill_value=0), of_members(records, counts)
    found = {
        "contact_volume": _rate(pairs.assign(observed=shared["unlogged"], exposure=pairs["months"])),
        "contact_after_close": _rate(pairs.assign(observed=shared["after_close"], exposure=1)),
        "contact_off_duty": _share(own, "off_duty", "rostered"),
        "contact_unrecorded": _share(own, "unlogged", "on_case"),
        "writes_kiss": _share(own, "kissed", "worded"),
    }
    return {name: _named(records, rows) for name, rows in found.items()}


def _rate(pairs: pd.DataFrame) -> pd.DataFrame:
    """Counts against the rate of peers, times what the member shows with others beside what theirs would be."""
    pairs = pairs.assign(expected=_peers(pairs, ["role", "part", "gravity"]) * pairs["exposure"])
    observed, expected = _left_out(pairs, "member", ["observed", "expected"])
    habit = ((observed + _OTHERS_WEIGH) / (expected + _OTHERS_WEIGH)).clip(0.25, 8)
    return pairs.assign(expected=(pairs["expected"] * habit).clip(lower=1e-4))


def _share(pairs: pd.DataFrame, observed: str, exposure: str) -> pd.DataFrame:
    """Counts against the member's own share with others, leaning on that of peers."""
    pairs = pairs[["member", "role"]].assign(observed=pairs[observed], exposure=pairs[exposure])
    pairs = pairs[pairs["exposure"] > 0]
    share = _peers(pairs, ["role"]).clip(1e-4, 1 - 1e-4)
    part, whole = _left_out(pairs, "member", ["observed", "exposure"])
    own = ((part + _OTHERS_WEIGH * share) / (whole + _OTHERS_WEIGH)).clip(1e-4, 1 - 1e-4)
    return pairs.assign(expected=own * pairs["exposure"])


def _peers(pairs: pd.DataFrame, strata: list[str]) -> "pd.Series[float]":
    """What peers show per exposure: everyone, then ever closer peers, each leaning on those before."""
    every = pairs[["observed", "exposure"]].sum()
    ratio = (every["observed"] - pairs["observed"] + 0.5) / (every["exposure"] - pairs["exposure"] + 1)
    for place in range(len(strata)):
        observed, exposure = _left_out(pairs, strata[: place + 1], ["observed", "exposure"])
        ratio = (observed + _PEERS_WEIGH * ratio) / (exposure + _PEERS_WEIGH)
    return ratio


def _left_out(pairs: pd.DataFrame, by: str | list[str], of: list[str]) -> list["pd.Series[float]"]:
    """The sums of each pair's fellows, itself left out."""
    sums = pairs.groupby(by)[of].transform("sum") - pairs[of]
    return [sums[name] for name in of]


def _named(records: Records, pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs by their ids."""
    member, person = np.divmod(pairs.index.to_numpy(), len(records.ids["person_id"]))
    ids = {"member_id": member, "person_id": person}
    named = {name: pd.Categorical.from_codes(places, records.ids[name]) for name, places in ids.items()}
    return pd.DataFrame({**named, **{name: pairs[name].to_numpy() for name in ("observed", "exposure", "expected")}})
