"""Every page is made here, so that each has the force's name, a way out and the languages."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _

from boundaries.intake.questions import Field
from boundaries.intake.site import site


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of a template; `path` in the context says which page the language switch comes back to."""
    shown = {**_HELD, "site": site(), "languages": settings.LANGUAGES, "path": "home", **context}
    return render(request, template, shown, status=status)


def choices(field: Field, given: tuple[str, ...]) -> list[dict[str, Any]]:
    """The options of a field as the GOV.UK components want them; those that say nothing come last, after a line."""
    items: list[dict[str, Any]] = []
    for option in field.options:
        if option.after_divider:
            items.append({"divider": _("or")})
        hint = {"text": option.hint} if option.hint else None
        items.append({"value": option.value, "text": option.label, "hint": hint, "checked": option.value in given})
    return items


def size_of(size: int) -> str:
    """How large a file is, in words."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


def day_of(day: date) -> str:
    """A day as it is written in the language of the page."""
    return formats.date_format(day, "j F Y")


_HELD: dict[str, Any] = {"choices": choices, "size_of": size_of, "day_of": day_of}


def notice(request: HttpRequest, name: str, status: int, **context: object) -> HttpResponse:
    """A page that says what went wrong and what to do: templates/notices/NAME.html."""
    return page(request, f"notices/{name}.html", dict(context), status)


def see_other(path: str) -> HttpResponse:
    """After a form was taken: look at this path, so that a reload sends nothing twice."""
    answer = HttpResponseRedirect(path)
    answer.status_code = 303
    return answer
