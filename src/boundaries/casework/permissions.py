"""Who may do what: one table, read by the guard of every route."""

from collections.abc import Mapping
from enum import StrEnum

from boundaries.casework.roles import KEY_HOLDERS, Role


class Action(StrEnum):
    """Everything that a route lets someone do."""

    SEE_HOME = "see_home"
    SIGN_OUT = "sign_out"
    CHANGE_OWN_ACCOUNT = "change_own_account"
    UNLOCK = "unlock"
    SEND_UNSENT = "send_unsent"
    LIST_ENTRIES = "list_entries"
    READ_ENTRY = "read_entry"
    SEARCH_ENTRIES = "search_entries"
    NOTE = "note"
    GRADE_ENTRY = "grade_entry"
    LINK_ENTRIES = "link_entries"
    ADD_INTELLIGENCE = "add_intelligence"
    COUNT_SEEN = "count_seen"
    REPLY = "reply"
    CLOSE_ENTRY = "close_entry"
    MERGE_ENTRIES = "merge_entries"
    NAME_MEMBER = "name_member"
    RECUSE_SELF = "recuse_self"
    RECUSE_COLLEAGUE = "recuse_colleague"
    ASK_FOR_SOURCE = "ask_for_source"
    GRANT_SOURCE = "grant_source"
    COUNT_HELD = "count_held"
    GIVE_ACCESS = "give_access"
    LIST_PEOPLE = "list_people"
    INVITE = "invite"
    CHANGE_PEOPLE = "change_people"
    RESET_SIGN_IN = "reset_sign_in"
    LIST_PAIRS = "list_pairs"
    READ_PAIR = "read_pair"
    SHOW_NAMES = "show_names"
    GIVE_VERDICT = "give_verdict"
    LIST_CASES = "list_cases"
    OPEN_CASE = "open_case"
    READ_CASE = "read_case"
    WRITE_CASE = "write_case"
    MOVE_CASE = "move_case"
    ALLOCATE_CASE = "allocate_case"
    AGREE = "agree"
    TAKE_PACK = "take_pack"
    EXPORT = "export"
    READ_LEARNING = "read_learning"
    SEE_FIGURES = "see_figures"
    MAKE_RETURN = "make_return"
    PREPARE_MEETING = "prepare_meeting"
    TAKE_MEETING_PACK = "take_meeting_pack"
    SEE_OVERSIGHT = "see_oversight"
    MAKE_ASSESSMENT = "make_assessment"
    SEE_UNITS = "see_units"
    READ_REGISTERS = "read_registers"
    CHANGE_REGISTERS = "change_registers"
    READ_TRAIL = "read_trail"
    SEE_ANOMALIES = "see_anomalies"
    REVIEW_RETENTION = "review_retention"
    DECIDE_DISPOSAL = "decide_disposal"
    READ_CERTIFICATES = "read_certificates"


_EVERYONE = frozenset(Role)
_LEADERS = frozenset({Role.SUPERVISOR, Role.HEAD})

PERMISSIONS: Mapping[Action, frozenset[Role]] = {
    Action.SEE_HOME: _EVERYONE,
    Action.SIGN_OUT: _EVERYONE,
    Action.CHANGE_OWN_ACCOUNT: _EVERYONE,
    Action.UNLOCK: KEY_HOLDERS,
    Action.SEND_UNSENT: KEY_HOLDERS,
    Action.LIST_ENTRIES: KEY_HOLDERS,
    Action.READ_ENTRY: KEY_HOLDERS,
    Action.SEARCH_ENTRIES: KEY_HOLDERS,
    Action.NOTE: KEY_HOLDERS,
    Action.GRADE_ENTRY: KEY_HOLDERS,
    Action.LINK_ENTRIES: KEY_HOLDERS,
    Action.ADD_INTELLIGENCE: KEY_HOLDERS - {Role.ANALYST},
    Action.COUNT_SEEN: frozenset({Role.HEAD}),
    Action.REPLY: KEY_HOLDERS - {Role.ANALYST},
    Action.CLOSE_ENTRY: KEY_HOLDERS - {Role.ANALYST},
    Action.MERGE_ENTRIES: KEY_HOLDERS - {Role.ANALYST},
    Action.NAME_MEMBER: KEY_HOLDERS,
    Action.RECUSE_SELF: KEY_HOLDERS,
    Action.RECUSE_COLLEAGUE: _LEADERS | {Role.ALTERNATE},
    Action.ASK_FOR_SOURCE: KEY_HOLDERS - {Role.ANALYST},
    Action.GRANT_SOURCE: _LEADERS | {Role.ALTERNATE},
    Action.COUNT_HELD: frozenset({Role.HEAD}),
    Action.GIVE_ACCESS: _LEADERS | {Role.ALTERNATE},
    Action.LIST_PEOPLE: _LEADERS | {Role.ALTERNATE, Role.ADMINISTRATOR},
    Action.INVITE: frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    Action.CHANGE_PEOPLE: frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    Action.RESET_SIGN_IN: _LEADERS | {Role.ADMINISTRATOR},
    Action.LIST_PAIRS: KEY_HOLDERS,
    Action.READ_PAIR: KEY_HOLDERS,
    Action.SHOW_NAMES: KEY_HOLDERS,
    Action.GIVE_VERDICT: KEY_HOLDERS,
    Action.LIST_CASES: KEY_HOLDERS,
    Action.OPEN_CASE: KEY_HOLDERS - {Role.ANALYST},
    Action.READ_CASE: KEY_HOLDERS,
    Action.WRITE_CASE: KEY_HOLDERS,
    Action.MOVE_CASE: KEY_HOLDERS - {Role.ANALYST},
    Action.ALLOCATE_CASE: KEY_HOLDERS - {Role.ANALYST},
    Action.AGREE: KEY_HOLDERS - {Role.ANALYST},
    Action.TAKE_PACK: KEY_HOLDERS - {Role.ANALYST},
    Action.EXPORT: KEY_HOLDERS - {Role.ANALYST},
    Action.READ_LEARNING: KEY_HOLDERS,
    Action.SEE_FIGURES: KEY_HOLDERS,
    Action.MAKE_RETURN: KEY_HOLDERS - {Role.ANALYST},
    Action.PREPARE_MEETING: KEY_HOLDERS,
    Action.TAKE_MEETING_PACK: KEY_HOLDERS,
    Action.SEE_OVERSIGHT: KEY_HOLDERS,
    Action.MAKE_ASSESSMENT: KEY_HOLDERS - {Role.ANALYST},
    Action.SEE_UNITS: KEY_HOLDERS,
    Action.READ_REGISTERS: KEY_HOLDERS,
    Action.CHANGE_REGISTERS: KEY_HOLDERS,
    Action.READ_TRAIL: frozenset({Role.AUDITOR}),
    Action.SEE_ANOMALIES: frozenset({Role.AUDITOR}),
    Action.REVIEW_RETENTION: KEY_HOLDERS - {Role.ANALYST},
    Action.DECIDE_DISPOSAL: _LEADERS | {Role.ALTERNATE},
    Action.READ_CERTIFICATES: _LEADERS | {Role.ALTERNATE, Role.AUDITOR},
}
"""Which roles may do each action; what an action is done to is decided by `visibility` and `policies`."""


NEEDS_KEY = frozenset(
    {
        Action.SEND_UNSENT,
        Action.LIST_ENTRIES,
        Action.LIST_PAIRS,
        Action.LIST_CASES,
        Action.READ_LEARNING,
        Action.SEE_FIGURES,
        Action.COUNT_HELD,
        Action.ADD_INTELLIGENCE,
        Action.REVIEW_RETENTION,
        Action.NAME_MEMBER,
        Action.READ_ENTRY,
        Action.SEARCH_ENTRIES,
        Action.NOTE,
        Action.GRADE_ENTRY,
        Action.LINK_ENTRIES,
        Action.COUNT_SEEN,
        Action.REPLY,
        Action.RECUSE_SELF,
        Action.RECUSE_COLLEAGUE,
        Action.ASK_FOR_SOURCE,
        Action.GRANT_SOURCE,
        Action.GIVE_ACCESS,
        Action.READ_PAIR,
        Action.SHOW_NAMES,
        Action.GIVE_VERDICT,
        Action.DECIDE_DISPOSAL,
        Action.EXPORT,
        Action.MAKE_RETURN,
        Action.PREPARE_MEETING,
        Action.TAKE_MEETING_PACK,
        Action.SEE_OVERSIGHT,
        Action.MAKE_ASSESSMENT,
        Action.SEE_UNITS,
        Action.READ_REGISTERS,
        Action.CHANGE_REGISTERS,
        Action.OPEN_CASE,
        Action.READ_CASE,
        Action.WRITE_CASE,
        Action.MOVE_CASE,
        Action.ALLOCATE_CASE,
        Action.CLOSE_ENTRY,
        Action.MERGE_ENTRIES,
        Action.AGREE,
        Action.TAKE_PACK,
    }
)
"""Actions that only someone whose key is unlocked can do: whoever takes an account over by a new password learns not even what is there."""


def may(role: Role, action: Action) -> bool:
    """Whether a role may do an action at all."""
    return role in PERMISSIONS[action]
