"""What a password or passphrase must be: long enough, not among the common ones, not the other one."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

PASSWORD_LENGTH = 12
PASSPHRASE_LENGTH = 16
LONGEST = 512


def fault_of(chosen: str, repeated: str, shortest: int, apart_from: str = "") -> str:
    """What is wrong with a choice, in words for the person, or nothing."""
    if chosen != repeated:
        return "The two do not match. Type the same twice."
    if len(chosen) < shortest:
        return f"Use at least {shortest} characters. Three or more random words are easy to remember and hard to guess."
    if len(chosen) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if apart_from and chosen.casefold() == apart_from.casefold():
        return "Choose another than your password."
    try:
        CommonPasswordValidator().validate(chosen)
    except ValidationError:
        return "This is among the most common ones. Choose another."
    return ""
