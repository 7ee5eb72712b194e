"""Makes one leaflet: its words, the force's facts and the sentence on training, in the layout and format asked for."""

from dataclasses import dataclass
from typing import Any

from boundaries.catalogue import Catalogue
from boundaries.training.leaflet.flowing import as_html, as_text
from boundaries.training.leaflet.force import Force
from boundaries.training.leaflet.layouts import Format, Language, Layout
from boundaries.training.leaflet.typesetting import code_to_scan, typeset
from boundaries.training.leaflet.words import Words, words


@dataclass(frozen=True)
class Order:
    """What is asked for. `training` is the sentence the ledger gives, empty to leave it out; `stamp` says which ledger it was."""

    force: Force
    layout: Layout = Layout.TRIFOLD
    format: Format = Format.PDF
    language: Language = Language.ENGLISH
    training: str = ""
    stamp: str = ""


def make(held: Catalogue, order: Order) -> list[bytes]:
    """The leaflet's file, or one file a page for PNG."""
    order.force.check(needs_web=order.layout is Layout.POSTER)
    content = content_of(words(held, order.language), order)
    if order.format is Format.TXT:
        return [as_text(content, order.layout).encode()]
    if order.format is Format.HTML:
        return [as_html(content, order.layout).encode()]
    return typeset(order.layout.template, content, order.format.value)


def content_of(said: Words, order: Order) -> dict[str, Any]:
    """Everything a template may show, as plain values."""
    force, own = order.force, said.own
    contact = [
        said.phone.format(counter_corruption_phone=force.phone),
        said.mailbox.format(counter_corruption_mailbox=force.mailbox),
    ]
    return {
        "lang": order.language.value,
        "force": {"name": force.name, "phone": force.phone, "mailbox": force.mailbox, "web": force.web},
        "leaflet": dict(said.catalogue),
        "signs": list(said.signs),
        "plain_signs": [list(pair) for pair in said.plain_signs],
        "training": order.training,
        "stamp": order.stamp,
        "contact": contact,
        "web_line": own["web"].format(web=force.web) if force.web else "",
        "qr": code_to_scan(force.web) if force.web else "",
        "qr_alt": own["qr_alt"].format(web=force.web),
        "own": {name: value for name, value in own.items() if name not in ("catalogue", "signs")},
    }
