"""Labels: one per id, the same throughout a scan, unlinkable to another, and nothing shown without a purpose."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.detection.report.labels import Labels
from boundaries.errors import BoundariesError

FACTS = {"as_of": "2025-07-01T00:00:00", "catalogue_hash": "aa", "detectors_hash": "bb", "tables": {"contacts": {"hash": "cc"}}}


def masked(*pairs: tuple[str, str], facts: dict[str, Any] | None = None) -> Labels:
    """Labels over findings of these pairs."""
    findings = [{"member_id": member, "person_id": person} for member, person in pairs]
    return Labels(findings, FACTS if facts is None else facts, unmask=False, purpose=None)


def test_a_label_is_the_same_in_every_look_at_one_scan() -> None:
    assert masked(("M1", "P1")).member("M1") == masked(("M1", "P1"), ("M2", "P2")).member("M1")


def test_a_label_means_nothing_in_another_scan() -> None:
    assert masked(("M1", "P1")).member("M1") != masked(("M1", "P1"), facts=FACTS | {"as_of": "2025-07-02T00:00:00"}).member("M1")


def test_one_id_as_member_and_as_person_gets_two_labels() -> None:
    labels = masked(("X-77", "X-77"))
    assert labels.member("X-77").split()[1] != labels.person("X-77").split()[1]


def test_ten_thousand_members_get_ten_thousand_labels() -> None:
    labels = masked(*((f"M{n}", f"P{n}") for n in range(10_000)))
    assert len({labels.member(f"M{n}") for n in range(10_000)}) == 10_000
    assert labels.member("M0") == masked(("M0", "P0")).member("M0"), "a better rank keeps the shorter label"


@pytest.mark.parametrize("purpose", [None, "", "  \n "])
def test_ids_are_not_shown_without_a_purpose(purpose: str | None) -> None:
    with pytest.raises(BoundariesError, match="stated purpose"):
        Labels([], FACTS, unmask=True, purpose=purpose)


def test_with_a_purpose_ids_are_shown() -> None:
    labels = Labels([{"member_id": "M1", "person_id": "P1"}], FACTS, unmask=True, purpose="review of lead 12")
    assert (labels.member("M1"), labels.purpose) == ("Member M1", "review of lead 12")


def test_a_purpose_without_unmasking_changes_nothing() -> None:
    labels = Labels([{"member_id": "M1", "person_id": "P1"}], FACTS, unmask=False, purpose="review of lead 12")
    assert labels.purpose is None
    assert "M1" not in labels.member("M1")


def test_an_id_within_a_sentence_is_replaced_as_a_word_only() -> None:
    labels = masked(("M-204", "P-88"))
    text = labels.clean("M-204 wrote to P-88 about XM-2041.", "M-204", "P-88")
    assert text == f"{labels.member('M-204')} wrote to {labels.person('P-88')} about XM-2041."


def test_a_short_whole_number_is_a_count_not_an_id() -> None:
    assert masked(("7", "12")).clean("7 of 12 contacts", "7", "12") == "7 of 12 contacts"


def test_a_record_known_by_the_id_of_any_listed_person_is_masked() -> None:
    labels = masked(("M1", "P1"), ("M2", "P2"))
    assert labels.record("people", "P2", "M1", "P1") == labels.person("P2")
    assert labels.record("contacts", "K-1", "M1", "P1") == "K-1"


@pytest.mark.parametrize(("table", "known"), [("people", "P9"), ("members", "M9"), ("endpoints", "+447700900123")])
def test_a_person_or_a_number_that_has_no_label_is_withheld(table: str, known: str) -> None:
    assert known not in masked(("M1", "P1")).record(table, known, "M1", "P1")


def test_a_label_leads_back_to_the_id_in_any_case_with_or_without_its_word() -> None:
    labels = masked(("M1", "P1"))
    label = labels.member("M1")
    assert {labels.member_of(said) for said in (label, label.lower(), label.split()[1], f" {label} ")} == {"M1"}
    assert labels.member_of("nobody") is None


def test_characters_that_steer_a_terminal_are_taken_out() -> None:
    labels = Labels([{"member_id": "M\x1b[2J", "person_id": "P\u202e1"}], FACTS, unmask=True, purpose="x\x1b]0;y\x07")
    told = labels.member("M\x1b[2J") + labels.person("P\u202e1") + str(labels.purpose)
    assert not {"\x1b", "\u202e", "\x07"} & set(told)


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_masking_never_leaves_an_id_that_stands_as_a_word(member: str, person: str, around: str) -> None:
    labels = masked((f"m#{member}", f"p#{person}"))
    text = labels.clean(f"m#{member} {around} p#{person}", f"m#{member}", f"p#{person}")
    assert text.startswith(labels.member(f"m#{member}"))
    assert text.endswith(labels.person(f"p#{person}"))
