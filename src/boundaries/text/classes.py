"""The classes of wording the lexicons look for; a mask carries one bit for each."""

from enum import StrEnum


class TextClass(StrEnum):
    """A kind of wording; its place in the order is its bit in a mask, so new classes go at the end."""

    KISS = "kiss"
    PET_NAME = "pet_name"
    FLIRTATION = "flirtation"
    SEXUALISED = "sexualised"
    PHYSICAL = "physical"
    PRAISE = "praise"
    INVITATION = "invitation"
    SECRECY = "secrecy"


CLASSES: tuple[str, ...] = tuple(kind.value for kind in TextClass)


def bit(kind: str) -> int:
    """The mask of one class; raises `ValueError` for a name that is no class."""
    return 1 << CLASSES.index(kind)


def classes_of(mask: int) -> tuple[str, ...]:
    """The classes whose bits a mask carries, in order."""
    return tuple(kind for index, kind in enumerate(CLASSES) if mask >> index & 1)
