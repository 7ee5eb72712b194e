"""Reads `definition.toml`: the definition, its limbs, the rest of the leaflet and the contact lines."""

import re

from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import LIMB_IDS, Contact, Definition, Limb
from boundaries.catalogue.wording import public_question, public_text

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def read_definition(entry: Entry) -> Definition:
    """Read `definition.toml`; each limb's words must stand in the definition as they are."""
    wording = entry.text("wording")
    limbs = [_limb(limb, wording) for limb in entry.tables("limb")]
    ids = tuple(limb.id for limb in limbs)
    if limbs and ids != LIMB_IDS:
        entry.fault("limb", f"the limbs should be {', '.join(LIMB_IDS)}, in this order; they are {', '.join(ids)}")
    leaflet = entry.table("leaflet")
    definition = Definition(
        title=entry.text("title"),
        subtitle=entry.text("subtitle"),
        heading=entry.text("heading"),
        defined_by=entry.text("defined_by"),
        wording=wording,
        plain=public_text(entry, "plain"),
        source=entry.text("source"),
        limbs=tuple(limbs),
        trust=leaflet.text("trust"),
        staff=leaflet.text("staff"),
        not_a_precondition=leaflet.text("not_a_precondition"),
        arises_from=leaflet.text("arises_from"),
        widest_sense=leaflet.text("widest_sense"),
        training=leaflet.text("training"),
        come_forward=leaflet.text("come_forward"),
        contact=_contact(entry.table("contact")),
    )
    leaflet.close()
    entry.close()
    return definition


def _limb(entry: Entry, wording: str) -> Limb:
    limb = Limb(
        id=entry.text("id"),
        title=entry.text("title"),
        wording=entry.texts("wording"),
        plain=public_text(entry, "plain"),
        asks=public_question(entry, "asks"),
        counts=entry.texts("counts"),
    )
    for words in limb.wording:
        if words not in wording:
            entry.fault("wording", f"'{words}' does not stand in the definition")
    entry.close()
    return limb


def _contact(entry: Entry) -> Contact:
    meanings = entry.table("placeholders")
    contact = Contact(
        phone=entry.text("phone"),
        mailbox=entry.text("mailbox"),
        placeholders={name: meanings.text(name) for name in meanings.names()},
    )
    named = {name for text in (contact.phone, contact.mailbox) for name in _PLACEHOLDER.findall(text)}
    for name in sorted(named - contact.placeholders.keys()):
        entry.fault("placeholders", f"does not say what {{{name}}} stands for")
    for name in sorted(contact.placeholders.keys() - named):
        entry.fault(f"placeholders.{name}", "is used in no contact line")
    entry.close()
    return contact
