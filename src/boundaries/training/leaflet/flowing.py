"""The leaflet where it flows: one HTML page without scripts, or plain text."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from boundaries.training.leaflet.layouts import Layout

_WIDTH = 72


def as_html(content: Mapping[str, Any], layout: Layout) -> str:
    """One page that stands alone: no script, no font and nothing else from elsewhere."""
    pages = Environment(
        loader=PackageLoader("boundaries.training.leaflet"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    drawn = Markup(content["qr"])  # made by us from an address; an SVG without script
    return pages.get_template("leaflet.html").render(c={**content, "qr": drawn}, layout=layout.value)


def as_text(content: Mapping[str, Any], layout: Layout) -> str:
    """Plain text in lines of at most 72 characters, with an empty line between paragraphs."""
    parts = {Layout.EASY_READ: _easy_read, Layout.PARTNER_PACK: _partner}.get(layout, _leaflet)
    return "\n\n".join(parts(content)) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _bullet(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _heading(text: str) -> str:
    return f"{text}\n{'-' * min(len(text), _WIDTH)}"


def _leaflet(content: Mapping[str, Any]) -> Iterator[str]:
    said, own = content["leaflet"], content["own"]
    yield f"{said['title']}\n{said['subtitle']}\n{'=' * len(said['subtitle'])}\n{content['force']['name']}"
    yield _heading(_wrapped(said["defined_by"]))
    yield _wrapped(said["wording"])
    yield f"{own['plain_heading']}:\n{_wrapped(said['plain'])}"
    yield _heading(own["staff_heading"])
    yield from (_wrapped(said[name]) for name in ("trust", "staff"))
    yield _heading(own["vulnerability_heading"])
    yield from (_wrapped(said[name]) for name in ("not_a_precondition", "arises_from", "widest_sense"))
    yield _heading(own["signs_heading"])
    yield "\n".join(_bullet(sign) for sign in content["signs"])
    yield from _contact(content)


def _contact(content: Mapping[str, Any]) -> Iterator[str]:
    yield _heading(content["own"]["contact_heading"])
    if content["training"]:
        yield _wrapped(content["training"])
    yield _wrapped(content["leaflet"]["come_forward"])
    lines = [*content["contact"], content["web_line"], content["own"]["emergency"]]
    yield "\n".join(line for line in lines if line)


def _easy_read(content: Mapping[str, Any]) -> Iterator[str]:
    easy = content["own"]["easy_read"]
    yield f"{easy['title']}\n{'=' * len(easy['title'])}\n{content['force']['name']}"
    yield easy["note"]
    for part in easy["part"]:
        yield _heading(part["heading"])
        yield from (_wrapped(line) for _, line in part["lines"])
    yield from _contact(content)


def _partner(content: Mapping[str, Any]) -> Iterator[str]:
    partner = content["own"]["partner"]
    yield f"{partner['title']}\n{'=' * len(partner['title'])}\n{content['force']['name']}"
    yield _wrapped(partner["lead"])
    yield from (_wrapped(content["leaflet"][name]) for name in ("defined_by", "wording"))
    for part in ("curious", "never", "tell"):
        yield _heading(partner[f"{part}_heading"])
        yield "\n".join(_bullet(line) for line in partner[part])
    yield _heading(partner["signs_heading"])
    yield from (f"{title}\n{_wrapped(plain)}" for title, plain in content["plain_signs"])
    yield from _contact(content)
