"""The Jinja environment of all pages: the GOV.UK components, links, static files and translations."""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from jinja2.runtime import Macro
from markupsafe import Markup

from boundaries.sites.addresses import address, address_of_each

_MOST_DRAWN = 500
_drawn: dict[tuple[str, str], str] = {}
"""Components of the design system as they look where nobody has typed anything: the same on every page."""


def drawn_once(macro: Macro) -> Callable[[Mapping[str, Any]], str]:
    """A component that is drawn once for the same words; one that holds what somebody typed, or a fault in it, each time.

    A form of the unit's has a dozen of them, each of some macros, which takes longer than all that is asked of the database for it.
    """
    return partial(_draw, macro)


def _draw(macro: Macro, params: Mapping[str, Any]) -> str:
    if params.get("value") or params.get("errorMessage"):
        return macro(params)
    known = macro.name, repr(params)
    found = _drawn.get(known)
    if found is None:
        if len(_drawn) >= _MOST_DRAWN:
            _drawn.clear()
        found = _drawn[known] = macro(params)
    return found


def translated(message: str, /, **told: object) -> str:
    """A text in the language of whoever reads the page, with what it tells put in and escaped.

    Jinja's own asks for the context of each text, which it makes anew for each turn of a loop: a tenth of what a long page takes.
    """
    found = Markup(translation.gettext(message))
    return found % told if told or "%" in found else found


def day(on: date | None, mark: str = "") -> str:
    """A day as a page writes it, with a mark behind it where it has one; empty where there is none.

    A page of a meeting writes sixty: a macro makes an escaped text of each, which the page then makes a plain one again.
    """
    return f"{_written(on)}{f' ({mark})' if mark else ''}" if on else ""


@lru_cache(maxsize=2_000)
def _written(on: date) -> str:
    return on.strftime("%-d %B %Y")


class Pages(Environment):
    """An environment whose templates share its globals as they are.

    Jinja lays an empty map of their own over them for each template, through which every import of a macro then looks for each global:
    a page of twenty imports does so a thousand times.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template that has none of its own."""
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """An environment that escapes by default and finds the components beside our own pages."""
    options["loader"] = ChoiceLoader(
        [options["loader"], PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    made = Pages(extensions=["jinja2.ext.i18n"], **options)
    made.globals.update(
        drawn_once=drawn_once, day=day, static=static, url=address, url_of_each=address_of_each, language=translation.get_language
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext, npgettext=translation.npgettext
    )
    made.globals.update(gettext=translated, _=translated)
    return made
