"""Every route goes through the one guard, and every permission is a row of one table."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver

from boundaries.casework import urls
from boundaries.casework.permissions import NEEDS_KEY, PERMISSIONS, Action, may
from boundaries.casework.roles import KEY_HOLDERS, Role

OPEN = {"sign_in", "sign_in_by_passkey", "oidc_begin", "oidc_return", "invitation"}

TABLE = """
                    analyst investigator supervisor head alternate operator trainer auditor administrator
see_home            yes     yes          yes        yes  yes       yes      yes     yes     yes
sign_out            yes     yes          yes        yes  yes       yes      yes     yes     yes
change_own_account  yes     yes          yes        yes  yes       yes      yes     yes     yes
unlock              yes     yes          yes        yes  yes       -        -       -       -
send_unsent         yes     yes          yes        yes  yes       -        -       -       -
list_entries        yes     yes          yes        yes  yes       -        -       -       -
read_entry          yes     yes          yes        yes  yes       -        -       -       -
search_entries      yes     yes          yes        yes  yes       -        -       -       -
note                yes     yes          yes        yes  yes       -        -       -       -
grade_entry         yes     yes          yes        yes  yes       -        -       -       -
link_entries        yes     yes          yes        yes  yes       -        -       -       -
add_intelligence    -       yes          yes        yes  yes       -        -       -       -
count_seen          -       -            -          yes  -         -        -       -       -
close_entry         -       yes          yes        yes  yes       -        -       -       -
merge_entries       -       yes          yes        yes  yes       -        -       -       -
reply               -       yes          yes        yes  yes       -        -       -       -
name_member         yes     yes          yes        yes  yes       -        -       -       -
recuse_self         yes     yes          yes        yes  yes       -        -       -       -
recuse_colleague    -       -            yes        yes  yes       -        -       -       -
ask_for_source      -       yes          yes        yes  yes       -        -       -       -
grant_source        -       -            yes        yes  yes       -        -       -       -
count_held          -       -            -          yes  -         -        -       -       -
give_access         -       -            yes        yes  yes       -        -       -       -
list_people         -       -            yes        yes  yes       -        -       -       yes
invite              -       -            -          yes  -         -        -       -       yes
change_people       -       -            -          yes  -         -        -       -       yes
reset_sign_in       -       -            yes        yes  -         -        -       -       yes
list_pairs          yes     yes          yes        yes  yes       -        -       -       -
read_pair           yes     yes          yes        yes  yes       -        -       -       -
show_names          yes     yes          yes        yes  yes       -        -       -       -
give_verdict        yes     yes          yes        yes  yes       -        -       -       -
list_cases          yes     yes          yes        yes  yes       -        -       -       -
open_case           -       yes          yes        yes  yes       -        -       -       -
read_case           yes     yes          yes        yes  yes       -        -       -       -
write_case          yes     yes          yes        yes  yes       -        -       -       -
allocate_case       -       yes          yes        yes  yes       -        -       -       -
move_case           -       yes          yes        yes  yes       -        -       -       -
agree               -       yes          yes        yes  yes       -        -       -       -
take_pack           -       yes          yes        yes  yes       -        -       -       -
export              -       yes          yes        yes  yes       -        -       -       -
read_learning       yes     yes          yes        yes  yes       -        -       -       -
see_figures         yes     yes          yes        yes  yes       -        -       -       -
make_return         -       yes          yes        yes  yes       -        -       -       -
prepare_meeting     yes     yes          yes        yes  yes       -        -       -       -
take_meeting_pack   yes     yes          yes        yes  yes       -        -       -       -
see_oversight       yes     yes          yes        yes  yes       -        -       -       -
make_assessment     -       yes          yes        yes  yes       -        -       -       -
see_units           yes     yes          yes        yes  yes       -        -       -       -
read_registers      yes     yes          yes        yes  yes       -        -       -       -
change_registers    yes     yes          yes        yes  yes       -        -       -       -
read_trail          -       -            -          -    -         -        -       yes     -
see_anomalies       -       -            -          -    -         -        -       yes     -
review_retention    -       yes          yes        yes  yes       -        -       -       -
decide_disposal     -       -            yes        yes  yes       -        -       -       -
read_certificates   -       -            yes        yes  yes       -        -       yes     -
"""


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every route below these."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def test_every_route_goes_through_the_guard() -> None:
    routes = list(patterns(urls.urlpatterns))
    assert len(routes) > 20
    assert [one.name for one in routes if not hasattr(one.callback, "action")] == []
    assert {one.name for one in routes if one.callback.action is None} == OPEN


def test_every_action_has_a_route() -> None:
    assert {one.callback.action for one in patterns(urls.urlpatterns)} >= set(Action)


def test_who_may_do_what() -> None:
    head, *lines = TABLE.strip().splitlines()
    roles = [Role(name) for name in head.split()]
    assert set(roles) == set(Role)
    written = {Action(line.split()[0]): line.split()[1:] for line in lines}
    for action, answers in written.items():
        assert {role: may(role, action) for role in roles} == {
            role: answer == "yes" for role, answer in zip(roles, answers, strict=True)
        }, action


@pytest.mark.parametrize("role", sorted(set(Role) - KEY_HOLDERS))
def test_who_holds_no_key_may_do_nothing_that_needs_one(role: Role) -> None:
    assert [action for action in NEEDS_KEY if role in PERMISSIONS[action]] == []


def test_every_action_says_who() -> None:
    assert set(PERMISSIONS) == set(Action)
