"""The meeting's pack: the agenda on paper, set as the referral pack is."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from boundaries.casework.exports.setting import set_pdf
from boundaries.casework.meeting.agenda import Agenda
from boundaries.casework.meeting.due import written_day
from boundaries.casework.models import Account

_TEMPLATE = Path(__file__).parent / "templates" / "meeting.typ"
_SHORT = ("case_id", "entry_id", "pair_id")


def as_pdf(agenda: Agenda, by: Account, now: datetime) -> bytes:
    """The agenda as a tagged PDF (PDF/UA-1); the same values give the same bytes."""
    made = {"made_by": by.display_name, "made_at": f"{written_day(now.date())} {now:%H:%M}"}
    return set_pdf(_TEMPLATE, {**_plain(asdict(agenda)), **made})


def _plain(value: Any, name: str = "") -> Any:
    """A value as the template reads it: days in words, ids as short as on a page."""
    if isinstance(value, dict):
        return {key: _plain(one, key) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return written_day(value.date())
    if isinstance(value, date):
        return written_day(value)
    if name in _SHORT:
        return str(value)[:8]
    return "" if value is None else value
