"""No single column gives the true pairs away: ranked by the best of them, under two fifths stand in the top 50 per 1,000 members."""

import re

import pandas as pd

from boundaries.evaluation.force import Force, load_profile, simulate

PAIR = ["member_id", "person_id"]
KISS = re.compile(r"\s[xX]( ?[xX])*$")
PETS = re.compile(r"\b(lovely|hun|love|darling|sweetheart|babe)\b", re.IGNORECASE)


def columns(force: Force) -> pd.DataFrame:
    """Simple counts per pair, as a first look at the records would take them."""
    tables = {name: table.to_pandas() for name, table in force.tables.items()}
    contacts = tables["contacts"]
    numbers = tables["endpoints"].dropna(subset=["person_id"]).drop_duplicates("endpoint").set_index("endpoint").person_id
    contacts["person_id"] = contacts.person_id.fillna(contacts.endpoint.map(numbers))
    contacts = contacts.dropna(subset=["person_id"]).reset_index(drop=True)
    contacts["off"] = ~on_duty(contacts, tables["duties"])
    contacts["night"] = (contacts["at"].dt.hour >= 22) | (contacts["at"].dt.hour < 7)
    contacts["own"] = contacts.channel.isin(["whatsapp", "social"])
    out = contacts.direction == "out"
    text = contacts.text.fillna("")
    contacts["kiss"] = text.map(lambda value: bool(KISS.search(value)))
    contacts["kiss_out"] = contacts.kiss & out
    contacts["pet_out"] = text.map(lambda value: bool(PETS.search(value))) & out
    contacts["off_out"] = contacts.off & out
    log = tables["case_log"].dropna(subset=["person_id"])[PAIR].drop_duplicates().assign(kept=True)
    contacts["unlogged"] = contacts[PAIR].merge(log, how="left", on=PAIR).kept.isna().to_numpy()
    counted = ["off", "night", "own", "kiss", "kiss_out", "pet_out", "off_out", "unlogged"]
    pairs = (
        contacts.groupby(PAIR)[counted]
        .sum()
        .assign(contacts=contacts.groupby(PAIR).size(), out=contacts[out].groupby(PAIR).size())
    )
    visits = tables["visits"].assign(
        late=lambda rows: (rows["at"].dt.hour >= 21) | (rows["at"].dt.hour < 6), uncased=lambda rows: rows.case_id.isna()
    )
    looks = (
        tables["searches"]
        .dropna(subset=["person_id"])
        .assign(mute=lambda rows: rows.reason.isna(), phones=lambda rows: rows.system == "phones")
    )
    others = {
        "visits": visits.groupby(PAIR).size(), "late_visits": visits.groupby(PAIR).late.sum(), "uncased_visits": visits.groupby(PAIR).uncased.sum(),
        "hits": visits[visits.source.str.endswith("gps")].groupby(PAIR).size(), "looks": looks.groupby(PAIR).size(),
        "mute_looks": looks.groupby(PAIR).mute.sum(), "phone_looks": looks.groupby(PAIR).phones.sum(),
        **{name: tables[name].groupby(PAIR).size() for name in ("gifts", "feedback", "requests")},
    }  # fmt: skip
    return pd.concat([pairs, *(values.rename(name) for name, values in others.items())], axis=1).fillna(0).astype(float)


def on_duty(contacts: pd.DataFrame, duties: pd.DataFrame) -> pd.Series:
    """Whether a contact falls into any duty that began before it."""
    working = duties[duties.kind.isin(["duty", "overtime"])].sort_values("starts_at")
    found = pd.merge_asof(
        contacts.sort_values("at")[["at", "member_id"]].reset_index(), working, left_on="at", right_on="starts_at", by="member_id"
    )
    return (found["at"] < found.ends_at).set_axis(found["index"]).sort_index()


def test_the_best_single_column_finds_under_two_fifths() -> None:
    found = []
    for seed in (5, 6, 7):
        force = simulate(load_profile("large"), members=500, seed=seed, pairs=10)
        counts = columns(force)
        truth = pd.MultiIndex.from_frame(force.truth["pairs"].select(PAIR).to_pandas())
        noise = pd.Series(range(len(counts)), counts.index).sample(frac=1, random_state=seed)
        ranked = {name: counts.loc[noise.index, name].nlargest(25).index.isin(truth).sum() / len(truth) for name in counts}
        found.append(ranked)
    mean = pd.DataFrame(found).mean()
    assert mean.max() < 0.4, mean.sort_values().tail(3).to_dict()
    # Nor may the world be so hard that nothing shows anywhere.
    assert mean.max() > 0.02
