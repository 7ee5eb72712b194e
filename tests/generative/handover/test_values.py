"""Values come back as they went; anything else is a plain error, whoever wrote it."""

import dataclasses
import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.handover.finding import SentScan
from boundaries.handover.matching import MatchShare
from boundaries.handover.people import SafeContact
from boundaries.handover.report import Attachment, FollowUp, HeldReport, Reply, Report, Route, Teller, read_report
from boundaries.handover.sealing import OpeningKey
from boundaries.handover.wire import Wire, WireError

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
KINDS: tuple[type[Wire], ...] = (Report, HeldReport, FollowUp, Reply, SentScan)
QUICK = settings(max_examples=60, deadline=None)
for kind, strategy in {
    str: TEXT,
    float: st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: number + 0.0),
    datetime: st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    date: st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    MatchShare: st.builds(MatchShare, TEXT, st.integers(1, 10**70), st.integers(0, 10**70)),
}.items():
    st.register_type_strategy(kind, strategy)  # type: ignore[arg-type]
IDS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26)
KEYS = st.sampled_from(["", OpeningKey(bytes(32)).public.to_text()])
ATTACHMENTS = st.builds(
    Attachment, blob_id=IDS, key=st.binary(min_size=32, max_size=32), size=st.integers(0, 2**40), sha256=st.just("0f" * 32), name=TEXT
)  # fmt: skip
SOUND: dict[type[Wire], dict[str, st.SearchStrategy[Any]]] = {
    Report: {"report_id": IDS, "lookup_id": IDS | st.just(""), "reporter_key": KEYS, "attachments": st.tuples(ATTACHMENTS)},
    HeldReport: {"report_id": IDS, "lookup_id": IDS | st.just(""), "reporter_key": KEYS},
    FollowUp: {"follow_up_id": IDS, "lookup_id": IDS | st.just(""), "attachments": st.tuples(ATTACHMENTS)},
    Reply: {"reply_id": IDS, "lookup_id": IDS},
    SentScan: {},
}
REPORT = Report(report_id="a" * 26, route=Route.WEB, received_on=date(2026, 11, 25))


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_comes_back(kind: type[Wire]) -> None:
    @QUICK
    @given(st.builds(kind, **SOUND[kind]))
    def comes_back(value: Wire) -> None:
        assert kind.from_bytes(value.to_bytes()) == value

    comes_back()


def test_every_field_of_a_report_comes_back() -> None:
    fields = {one.name: st.from_type(type_of(one.name)) for one in dataclasses.fields(Report)}
    full = st.builds(Report, **{**fields, **SOUND[Report]})

    @QUICK
    @given(full)
    def comes_back(report: Report) -> None:
        assert read_report(report.to_bytes()) == report

    comes_back()


def type_of(name: str) -> Any:
    return Report.__init__.__annotations__[name]


def changed(**change: Any) -> bytes:
    told = json.loads(REPORT.to_bytes())
    return json.dumps(told | change).encode()


def value(**change: Any) -> bytes:
    return changed(value=json.loads(REPORT.to_bytes())["value"] | change)


DEEP = b"[" * 200_000
WRONG: dict[str, bytes] = {
    "nothing": b"",
    "not UTF-8": b"\xff\xfe",
    "not JSON": b"{",
    "too deep": DEEP,
    "a list": b"[]",
    "another version": changed(version=2),
    "a version that is true": changed(version=True),
    "a version that is text": changed(version="1"),
    "another kind": changed(kind="reply"),
    "a kind that is a number": changed(kind=1),
    "a key beside": changed(more=1),
    "no value": json.dumps({"kind": "report", "version": 1}).encode(),
    "an unknown key": value(colour="red"),
    "a number for text": value(story=1),
    "nothing for text": value(story=None),
    "text for true": value(held="yes"),
    "a number for true": value(held=1),
    "no such route": value(route="pigeon"),
    "no such day": value(received_on="2026-02-30"),
    "text for a list": value(signs="gifts"),
    "a list for text": value(story=["a"]),
    "half a letter": value(story="\ud800"),
    "a list for notes": value(notes=[]),
    "a number in notes": value(notes={"a": 1}),
    "a share outside its field": value(shares=[{"tag": "a", "x": 0, "y": 1}]),
    "a number that is none": value(shares=[{"tag": "a", "x": 1.5, "y": 1}]),
    "infinity": b'{"kind":"report","version":1,"value":{"report_id":Infinity}}',
    "a key twice": REPORT.to_bytes().replace(b'"held":false', b'"held":false,"held":true'),
    "a value lacking": json.dumps({"kind": "report", "version": 1, "value": {"report_id": "a"}}).encode(),
    "a key that is no base64": value(attachments=[{"blob_id": "a", "key": "?", "size": 1, "sha256": "a"}]),
}


NO_IDS = ("", "a", "a" * 27, "A" * 26, "../" + "a" * 23, "a" * 25 + "\n")
ATTACHED = {"blob_id": "a" * 26, "key": "A" * 43 + "=", "size": 1, "sha256": "0" * 64}


@pytest.mark.parametrize(
    "wrong",
    [
        *({"report_id": text} for text in NO_IDS),
        *({"lookup_id": text} for text in NO_IDS if text),
        {"reporter_key": "boundaries-sealing-key-1:AAAA"},
        *({"attachments": [ATTACHED | {"blob_id": text}]} for text in NO_IDS),
        {"attachments": [ATTACHED | {"key": "AAAA"}]},
        {"attachments": [ATTACHED | {"size": -1}]},
        {"attachments": [ATTACHED | {"sha256": "x"}]},
    ],
)
def test_ids_and_keys_that_are_none_stop_at_the_door(wrong: dict[str, Any]) -> None:
    assert read_report(value(attachments=[ATTACHED]))
    with pytest.raises(WireError, match="cannot be right"):
        read_report(value(**wrong))


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_report_is_told(what: str) -> None:
    with pytest.raises(WireError) as told:
        Report.from_bytes(WRONG[what])
    assert len(str(told.value)) < 300


@QUICK
@given(st.binary(max_size=200) | TEXT.map(str.encode))
def test_rubbish_is_no_report(rubbish: bytes) -> None:
    with pytest.raises(WireError):
        read_report(rubbish)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_change_to_the_json_is_a_report_or_told(data: st.DataObject) -> None:
    whole = bytearray(REPORT.to_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        report = read_report(bytes(whole))
    except WireError:
        return
    assert read_report(report.to_bytes()) == report


def test_what_was_told_does_not_show_itself() -> None:
    report = dataclasses.replace(
        REPORT, story="canary", exclude="canary", contact=SafeContact(address="canary"), teller=Teller.PARTNER
    )
    assert "canary" not in repr(report)
    assert "canary" not in repr(FollowUp(follow_up_id="a", lookup_id="b", received_on=date(2026, 1, 1), text="canary"))
    with pytest.raises(WireError) as told:
        Report.from_bytes(report.to_bytes().replace(b'"held":false', b'"canary":false'))
    assert "canary" not in str(told.value)
