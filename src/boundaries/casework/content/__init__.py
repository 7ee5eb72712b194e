"""Sealed content: a safe for each entry and case, its keys for whoever may have them, and what lies in it.

What other parts use: `make_safe`, `open_safe`, `put`, `post`, `read`, `recuse`, `name_members`, `eligible` and `search`.
"""

from boundaries.casework.content.compartments import Compartment, SafeKeys
from boundaries.casework.content.eligibility import Eligible, eligible
from boundaries.casework.content.gathering import read_some
from boundaries.casework.content.pieces import Piece, Superseded, moment_in, post, put, read
from boundaries.casework.content.recusal import name_members, recuse, recuse_meanwhile_lost
from boundaries.casework.content.safes import make_safe, open_safe
from boundaries.casework.content.search import Found, pieces_of_kind, search
from boundaries.casework.content.wraps import NoKey

__all__ = [
    "Compartment",
    "Eligible",
    "Found",
    "NoKey",
    "Piece",
    "SafeKeys",
    "Superseded",
    "eligible",
    "make_safe",
    "moment_in",
    "name_members",
    "open_safe",
    "pieces_of_kind",
    "post",
    "put",
    "read",
    "read_some",
    "recuse",
    "recuse_meanwhile_lost",
    "search",
]
