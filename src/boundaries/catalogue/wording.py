"""Checks on words that people outside the police read."""

import re

from boundaries.catalogue.entry import Entry

_LABELLED = re.compile(r"victim", re.IGNORECASE)


def public_text(entry: Entry, key: str) -> str:
    """Text the public reads: it never calls anybody a victim, since few people call themselves one."""
    text = entry.text(key)
    if _LABELLED.search(text):
        entry.fault(key, "says 'victim' in words the public reads; say what happened instead")
    return text


def public_question(entry: Entry, key: str) -> str:
    """A question the public reads; it ends with a question mark."""
    text = public_text(entry, key)
    if text and not text.endswith("?"):
        entry.fault(key, "should be a question and end with '?'")
    return text
