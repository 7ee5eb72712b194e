"""What a segment tells of its last writings: which entries were read anew between two of them, or that this is not told any more."""

from hypothesis import given
from hypothesis import strategies as st

from boundaries.casework.content import changes

WRITINGS = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.booleans(), max_size=4), min_size=1, max_size=20)


@given(WRITINGS, st.data())
def test_what_was_read_anew_between_two_writings_is_told_or_nothing_is(
    writings: list[dict[str, bool]], data: st.DataObject
) -> None:
    lately = ""
    for place, changed in enumerate(writings):
        lately = changes.noted(lately, str(place) if place else "", str(place + 1), changed)
    first = data.draw(st.integers(0, len(writings) - 1))
    told = changes.since(lately, str(first) if first else "", str(len(writings)))
    late = writings[first:]
    if len(late) > changes._WRITINGS:
        assert told is None
    else:
        assert told == {one: any(some.get(one, False) for some in late) for some in late for one in some}
    assert changes.since(lately, "another", str(len(writings))) is None
    assert changes.since(lately, "", "another") is None, "it was written again meanwhile"
    assert changes.since("", "1", "2") is None, "another version wrote it"


def test_with_many_at_once_all_is_worked_out_afresh() -> None:
    many = dict.fromkeys(map(str, range(changes.MANY + 1)), False)
    lately = changes.noted(changes.noted("", "a", "b", many), "b", "c", {"1": True})
    assert changes.since(lately, "a", "c") is None
    assert changes.since(lately, "b", "c") == {"1": True}
