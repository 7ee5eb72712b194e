"""Completions as xAPI statements: read from another system's list of them, and written for it."""

import json
import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from boundaries.errors import BoundariesError, Fault
from boundaries.training.ledger.entries import Completed
from boundaries.training.ledger.sheet import refuse

VERBS = {"http://adlnet.gov/expapi/verbs/passed": True, "http://adlnet.gov/expapi/verbs/failed": False}
COURSE_URN = re.compile(r"urn:boundaries:course:([a-z_]+):([0-9.]+)")
VERSION_KEY = "urn:boundaries:version"
_LONDON = ZoneInfo("Europe/London")
_NAMESPACE = uuid.UUID("5d2f3a0e-6a3c-5a51-9f7e-1b8f3f0a7c55")


def read_statements(path: Path, aliases: Mapping[str, str], courses: Collection[str], today: date) -> list[Completed]:
    """Completions in a JSON file: a list of statements, or what a record store answers. Other verbs are left out.

    The actor's account name is the workforce number. `aliases` names the course for activity ids of other makers.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BoundariesError(f"is not JSON: {error}", str(path), "Export the statements again.") from error
    statements = held.get("statements") if isinstance(held, dict) else held
    if not isinstance(statements, list):
        raise BoundariesError("holds no list of statements", str(path), "Export the statements again.")
    faults: list[Fault] = []
    found = []
    for place, one in enumerate(statements, 1):
        try:
            completed = _completed(one, aliases, courses, today)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = str(error) if isinstance(error, ValueError) else "is not an xAPI statement"
            faults.append(Fault(f"{path.name}, statement {place}", what))
            continue
        if completed is not None:
            found.append(completed)
    refuse(path, faults, "these statements cannot be used", "Put right each line above.")
    return found


def _completed(one: Mapping[str, Any], aliases: Mapping[str, str], courses: Collection[str], today: date) -> Completed | None:
    verb = one["verb"]["id"]
    if verb not in VERBS:
        return None
    activity = one["object"]["id"]
    ours = COURSE_URN.fullmatch(activity)
    course = ours[1] if ours else aliases.get(activity, "")
    if course not in courses:
        raise ValueError(f"{activity!r} is not a course; name it with --course")
    account = one["actor"].get("account") or {}
    number = account.get("name", "")
    if not isinstance(number, str) or not number or len(number) > 64 or any(letter < " " for letter in number):
        raise ValueError("its actor has no account whose name is a workforce number")
    on = _day(one["timestamp"])
    if on > today:
        raise ValueError(f"{on.isoformat()} is yet to come")
    result = one.get("result") or {}
    if result.get("success", VERBS[verb]) is not VERBS[verb]:
        raise ValueError("its verb and its result's success contradict each other")
    extensions = (one.get("context") or {}).get("extensions") or {}
    version = ours[2] if ours else str(extensions.get(VERSION_KEY, "unknown"))[:16]
    return Completed(
        number, on, course, version, VERBS[verb], _score(result.get("score") or {}), "", f"xapi:{uuid.UUID(one['id'])}"
    )


def _day(text: str) -> date:
    """The local day of a timestamp."""
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"{text!r} is not a timestamp") from None
    return (at if at.tzinfo is None else at.astimezone(_LONDON)).date()


def _score(score: Mapping[str, Any]) -> int | None:
    if "scaled" in score:
        share = score["scaled"]
    elif {"raw", "min", "max"} <= score.keys() and score["max"] > score["min"]:
        share = (score["raw"] - score["min"]) / (score["max"] - score["min"])
    else:
        return None
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise ValueError("its score is not between its least and its most")
    return int(share * 100 + 1e-9)


def statements(completions: Iterable[Completed], home_page: str) -> list[dict[str, Any]]:
    """The same completions as statements, for a force's own record store; their ids depend only on what they say."""
    return [_statement(one, home_page) for one in completions]


def _statement(one: Completed, home_page: str) -> dict[str, Any]:
    verb = next(verb for verb, passed in VERBS.items() if passed is one.passed)
    score = {} if one.score is None else {"score": {"scaled": one.score / 100, "raw": one.score, "min": 0, "max": 100}}
    # Noon of the day, in the zone it was noted in: the ledger keeps days, and noon is the same day everywhere near.
    at = datetime(one.on.year, one.on.month, one.on.day, 12, tzinfo=_LONDON)
    return {
        "id": str(uuid.uuid5(_NAMESPACE, "\x1f".join((one.number, one.course, one.version, one.on.isoformat(), one.source)))),
        "actor": {"objectType": "Agent", "account": {"homePage": home_page, "name": one.number}},
        "verb": {"id": verb, "display": {"en-GB": verb.rpartition("/")[2]}},
        "object": {"objectType": "Activity", "id": f"urn:boundaries:course:{one.course}:{one.version}"},
        "result": {"success": one.passed, "completion": True, **score},
        "timestamp": at.isoformat(),
    }
