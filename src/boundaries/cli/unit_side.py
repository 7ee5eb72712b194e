"""Lets a command act on the unit's side: in its database, brought up to date first."""

import io
import json
from typing import Any

from boundaries.sites.running import run


def ask(act: str, **given: object) -> dict[str, Any]:
    """Do one act of the training on the unit's site and give what it tells."""
    run("unit", "migrate", verbosity=0)
    told = io.StringIO()
    run("unit", "training", act, given=json.dumps(given), stdout=told)
    found: dict[str, Any] = json.loads(told.getvalue())
    return found
