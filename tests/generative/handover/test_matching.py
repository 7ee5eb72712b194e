"""Held reports open when two people name the same member, in whatever spelling, and never otherwise."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.handover.identifiers import identifiers
from boundaries.handover.ids import is_id, new_id
from boundaries.handover.matching import (
    PRIME,
    MatchError,
    MatchShare,
    combine,
    hold,
    open_by_match,
    open_held,
    release_held,
    shares_for,
)
from boundaries.handover.padding import SealError
from boundaries.handover.people import NamedMember

INDEX_KEY = bytes(range(32))
QUICK = settings(max_examples=80, deadline=None)
NUMBERS = st.integers(10, 999_999).map(str)


def by_number(number: str, reporter: str) -> tuple[MatchShare, bytes]:
    (made,) = shares_for(NamedMember(number=number), INDEX_KEY, reporter)
    return made


SAME: tuple[tuple[str, tuple[NamedMember, ...]], ...] = (
    (
        "name:john smith",
        tuple(
            NamedMember(name=name)
            for name in (
                "John Smith", "SMITH, John", "smith john", "PC John Smith", "John SMITH (custody)", "Det. Sgt. John  Smith", "Mr Smith, John",
                "John P. Smith", "J\u00f3hn Smith", "PC 1234 John Smith", "John Paul Smith", "\uff2aohn Smith",
            )
        ),
    ),
    (
        "number:1234",
        (
            NamedMember(number="1234"), NamedMember(number="PC 1234"), NamedMember(number="01234"), NamedMember(name="PC 1234 Smith"),
            NamedMember(name="PC1234 Smith"), NamedMember(name="Smith 1234"), NamedMember(number="collar number 1234, I think"),
            NamedMember(number="no. 1234 or 4567"), NamedMember(name="1234"), NamedMember(number="\u0661\u0662\u0663\u0664"),
        ),
    ),
    ("number:123ab", (NamedMember(number="123AB"), NamedMember(number="123 ab"), NamedMember(number="AB123"), NamedMember(name="PC 123AB Smith"))),
    (
        "handle:j.smith_99",
        (
            NamedMember(handle="@J.Smith_99"), NamedMember(handle="j.smith_99"), NamedMember(handle="insta @j.smith_99"),
            NamedMember(handle="https://www.instagram.com/J.Smith_99/?hl=en"), NamedMember(handle="snapchat: J.smith_99"),
        ),
    ),
    (
        "phone:07700900123",
        (NamedMember(handle="07700 900123"), NamedMember(handle="+44 7700 900123"), NamedMember(handle="0044 (0)7700-900-123")),
    ),
    (
        "surname:smith at leeds central",
        (
            NamedMember(name="PC Smith", station="Leeds Central"), NamedMember(name="J. Smith", station="leeds central police station"),
            NamedMember(name="Smith, PC", station="LEEDS  CENTRAL"),
        ),
    ),
    ("name:obrien sian", (NamedMember(name="Si\u00e2n O\u2019Brien"), NamedMember(name="O'BRIEN, Sian"), NamedMember(name="Sgt Sian OBrien"))),
    ("name:lukasz oster", (NamedMember(name="\u0141ukasz \u00d8ster"), NamedMember(name="Oster, Lukasz"))),
)  # fmt: skip


@pytest.mark.parametrize(("identifier", "namings"), SAME, ids=[identifier for identifier, _ in SAME])
def test_spellings_of_one_member_meet(identifier: str, namings: tuple[NamedMember, ...]) -> None:
    assert [naming for naming in namings if identifier not in identifiers(naming)] == []


@pytest.mark.parametrize(
    "naming",
    [
        NamedMember(), NamedMember(name="Smith"), NamedMember(name="PC Smith"), NamedMember(station="Leeds Central"),
        NamedMember(name="a detective constable"), NamedMember(description="tall, dark hair"), NamedMember(handle="@"),
        NamedMember(number="1"), NamedMember(number="none"), NamedMember(name="J Smith"), NamedMember(name="?", number="?", handle="?"),
    ],
)  # fmt: skip
def test_too_little_names_nobody(naming: NamedMember) -> None:
    assert identifiers(naming) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NamedMember(number="1234"), NamedMember(number="1235")),
        (NamedMember(number="123AB"), NamedMember(number="123")),
        (NamedMember(name="John Smith"), NamedMember(name="Jane Smith")),
        (NamedMember(name="PC Smith", station="Leeds"), NamedMember(name="PC Smith", station="York")),
        (NamedMember(handle="@j.smith"), NamedMember(handle="@j_smith")),
        (NamedMember(name="John Smith"), NamedMember(name="John Smith-Jones")),
        (NamedMember(name="Dave Smith"), NamedMember(name="David Smith")),
    ],
)
def test_different_members_do_not_meet(one: NamedMember, other: NamedMember) -> None:
    assert set(identifiers(one)) & set(identifiers(other)) == set()


def test_two_members_of_one_full_name_do_meet() -> None:
    """The price of matching names at all: docs/threat-model.md says so."""
    one, other = NamedMember(name="John Smith", number="1234"), NamedMember(name="John Smith", number="5678")
    assert set(identifiers(one)) & set(identifiers(other)) == {"name:john smith"}


@QUICK
@given(st.builds(NamedMember, st.text(max_size=60), st.text(max_size=20), st.text(max_size=60), st.text(max_size=30)))
def test_any_naming_gives_identifiers_once_each(member: NamedMember) -> None:
    found = identifiers(member)
    assert len(found) == len(set(found))
    assert all(kind and text.strip() == text and text for kind, _, text in (one.partition(":") for one in found))
    shouted = NamedMember(*(part.upper().lower() for part in (member.name, member.number, member.handle, member.station)))
    again = NamedMember(*(part.upper().lower() for part in (shouted.name, shouted.number, shouted.handle, shouted.station)))
    assert identifiers(shouted) == identifiers(again)


@QUICK
@given(NUMBERS, st.lists(st.builds(new_id), min_size=2, max_size=5, unique=True))
def test_any_two_shares_of_one_identifier_give_its_secret(number: str, reporters: list[str]) -> None:
    made = [by_number(number, reporter) for reporter in reporters]
    assert len({share.tag for share, _ in made}) == len({secret for _, secret in made}) == 1
    assert {combine(one, other) for (one, _), (other, _) in combinations(made, 2)} == {made[0][1]}


@QUICK
@given(NUMBERS, NUMBERS)
def test_shares_of_two_identifiers_never_do(one_number: str, other_number: str) -> None:
    if one_number.lstrip("0") == other_number.lstrip("0"):
        return
    (one, one_secret), (other, other_secret) = by_number(one_number, new_id()), by_number(other_number, new_id())
    with pytest.raises(MatchError):
        combine(one, other)
    forced = combine(one, MatchShare(one.tag, other.x, other.y))
    assert forced not in (one_secret, other_secret)


@QUICK
@given(NUMBERS, st.integers(0, PRIME - 1))
def test_one_share_alone_fits_every_secret(number: str, secret: int) -> None:
    """For any secret there is a line through the point, so that one point tells nothing of which it is."""
    share, _ = by_number(number, new_id())
    slope = (share.y - secret) * pow(share.x, -1, PRIME) % PRIME
    assert (secret + slope * share.x) % PRIME == share.y


def test_one_receipt_gives_one_share_and_cannot_match_itself() -> None:
    reporter = new_id()
    one, again = by_number("1234", reporter)[0], by_number("PC 1234", reporter)[0]
    assert one == again
    with pytest.raises(MatchError, match="same reporter"):
        combine(one, again)
    with pytest.raises(MatchError):
        shares_for(NamedMember(number="1234"), INDEX_KEY, "")


def test_shares_tell_neither_name_nor_reporter() -> None:
    reporter = new_id()
    for share, secret in shares_for(NamedMember(name="PC 1234 John Smith", handle="@js99"), INDEX_KEY, reporter):
        assert is_id(share.tag)
        for hidden in ("1234", "smith", "js99", reporter):
            assert hidden not in f"{share.tag}"
        assert str(share.y) not in repr(share)
        assert secret not in (share.x.to_bytes(32, "big"), share.y.to_bytes(32, "big"))
    other_key = shares_for(NamedMember(number="1234"), bytes(32), reporter)
    assert other_key[0][0].tag != by_number("1234", reporter)[0].tag


HELD = shares_for(NamedMember(name="PC 1234 John Smith", handle="@js99"), INDEX_KEY, new_id())


@pytest.mark.parametrize("place", range(len(HELD)))
def test_any_one_identifier_opens_a_hold(place: int) -> None:
    held = hold(b"content", {share.tag: secret for share, secret in HELD}, "report-1", b"r" * 32)
    share, secret = HELD[place]
    assert open_held(held, {share.tag: secret}, "report-1") == b"content"
    with pytest.raises(SealError):
        open_held(held, {share.tag: secret}, "report-2")
    with pytest.raises(SealError):
        open_held(held, {share.tag: bytes(32)}, "report-1")


def test_the_reporter_alone_can_end_a_hold() -> None:
    held = hold(b"content", {share.tag: secret for share, secret in HELD}, "report-1", b"r" * 32)
    assert release_held(held, b"r" * 32, "report-1") == b"content"
    for wrong in (b"s" * 32, HELD[0][1]):
        with pytest.raises(SealError):
            release_held(held, wrong, "report-1")
    with pytest.raises(SealError):
        release_held(hold(b"content", {HELD[0][0].tag: HELD[0][1]}, "report-1"), b"r" * 32, "report-1")


def test_its_own_shares_never_open_a_hold() -> None:
    held = hold(b"content", {share.tag: secret for share, secret in HELD}, "report-1")
    own = [share for share, _ in HELD]
    assert open_by_match(held, own, own, "report-1") is None
    assert open_by_match(held, own, [by_number("9999", new_id())[0]], "report-1") is None
    assert open_by_match(held, own, [], "report-1") is None


def test_a_false_share_spoils_only_itself() -> None:
    held = hold(b"content", {share.tag: secret for share, secret in HELD}, "report-1")
    own = [share for share, _ in HELD]
    honest = by_number("1234", new_id())[0]
    false = [MatchShare(honest.tag, honest.x, (honest.y + 1) % PRIME), MatchShare(honest.tag, 5, 5)]
    assert open_by_match(held, own, false, "report-1") is None
    assert open_by_match(held, own, [*false, honest], "report-1") == b"content"


def test_nothing_to_match_cannot_be_held() -> None:
    with pytest.raises(MatchError, match="Send the report"):
        hold(b"content", {}, "report-1")


@pytest.mark.parametrize(("x", "y"), [(0, 1), (-1, 1), (PRIME, 1), (1, -1), (1, PRIME)])
def test_a_share_outside_the_field_is_refused(x: int, y: int) -> None:
    with pytest.raises(MatchError):
        MatchShare("t", x, y)
