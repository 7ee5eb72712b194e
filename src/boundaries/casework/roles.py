"""The roles of the unit's site; an account has exactly one, and who needs two has two accounts."""

from enum import StrEnum


class Role(StrEnum):
    """What someone is there for."""

    ANALYST = "analyst"
    INVESTIGATOR = "investigator"
    SUPERVISOR = "supervisor"
    HEAD = "head"
    ALTERNATE = "alternate"
    OPERATOR = "operator"
    TRAINER = "trainer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


HANDLERS = frozenset({Role.ANALYST, Role.INVESTIGATOR, Role.SUPERVISOR, Role.HEAD})
"""Those who may be given the keys of an entry; an administrator never is."""

ALTERNATES = frozenset({Role.HEAD, Role.ALTERNATE})
"""Those who are given the keys where too few handlers remain: the head, and the alternate authority outside the unit."""

KEY_HOLDERS = HANDLERS | ALTERNATES
"""Those who have a key pair of their own."""

TITLES = {
    Role.ANALYST: "Analyst",
    Role.INVESTIGATOR: "Investigator",
    Role.SUPERVISOR: "Supervisor",
    Role.HEAD: "Head of unit",
    Role.ALTERNATE: "Alternate authority",
    Role.OPERATOR: "Operator",
    Role.TRAINER: "Trainer",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}
"""What each role is called on a page."""
