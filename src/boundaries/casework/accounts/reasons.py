"""Why somebody says, after the invitation, whose an account is."""

from enum import StrEnum


class Reason(StrEnum):
    """Why somebody says whose an account is; a closed list, since the trail keeps it and a free text could tell of people."""

    COMPARED = "compared"
    MISTAKE = "mistake"
    NEW_NAME = "new_name"


REASONS = {
    Reason.COMPARED: "Date of birth and number were compared with the force's records",
    Reason.MISTAKE: "It was said wrongly before",
    Reason.NEW_NAME: "The person changed their name",
}
