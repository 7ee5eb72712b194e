"""What a form proves its page by: the framework masks it anew for each form, which a list of a form in each row pays for in every row."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject


def once(request: HttpRequest) -> Mapping[str, Any]:
    """The hidden field of a page's forms, masked for the first of them; a page without a form has none, and sets no cookie."""
    return {"csrf_input": SimpleLazyObject(partial(csrf_input, request))}
