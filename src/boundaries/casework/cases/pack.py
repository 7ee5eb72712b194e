"""The referral pack: everything the independent office asks for, as JSON and as a tagged PDF."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from boundaries.casework.cases.filling import rows_of
from boundaries.casework.cases.kinds import Kind, record_kinds
from boundaries.casework.cases.records import CaseRecord, newest
from boundaries.casework.exports.setting import set_pdf
from boundaries.casework.models import Account, Case
from boundaries.errors import BoundariesError

_TEMPLATE = Path(__file__).parent / "templates" / "pack.typ"
_PARTS = (Kind.REFERRAL_DECISION, Kind.REFERRAL, Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY)
_LISTS = (Kind.EXHIBIT, Kind.CONTINUITY, Kind.DECISION, Kind.WELFARE)


def pack(case: Case, records: Sequence[CaseRecord], by: Account, now: datetime) -> dict[str, Any]:
    """The pack as plain values; raises BoundariesError where the referral or an agreed decision is missing."""
    decision, referral = newest(records, Kind.REFERRAL_DECISION), newest(records, Kind.REFERRAL)
    if decision is None or referral is None or decision.values["decision"] != "yes":
        raise BoundariesError("there is no referral to pack", to_do="Write the decision to refer, and the referral.")
    if decision.decided is None or not decision.decided.is_agreed:
        raise BoundariesError("nobody has agreed with the decision to refer", to_do="Ask a colleague to agree with it.")
    names = dict(Account.objects.values_list("account_id", "display_name"))
    found = [one for kind in _PARTS if (one := newest(records, kind)) is not None]
    found += [one for one in records if one.kind in _LISTS]
    return {
        "case": case.pk,
        "made_at": now.isoformat(timespec="minutes"),
        "made_by": by.display_name,
        "first_clear_at": _moment(case.first_clear_at),
        "refer_by_at": _moment(case.refer_by_at),
        "referred_at": _moment(case.referred_at),
        "covert": case.is_covert or referral.values["covert"] == "yes",
        "agreed_by": decision.decided.decided_by.display_name,
        "agreed_at": _moment(decision.decided.decided_at),
        "parts": [_part(one, names) for one in found],
    }


def as_json(packed: Mapping[str, Any]) -> bytes:
    """The pack as JSON."""
    return json.dumps(packed, ensure_ascii=False, indent=2).encode()


def as_pdf(packed: Mapping[str, Any]) -> bytes:
    """The pack as a tagged PDF (PDF/UA-1)."""
    return set_pdf(_TEMPLATE, packed)


def _part(one: CaseRecord, names: Mapping[str, str]) -> dict[str, Any]:
    kind = record_kinds()[one.kind]
    return {
        "title": kind.title,
        "kind": one.kind.value,
        "by": names.get(one.by, ""),
        "written_at": one.made_at.isoformat(timespec="minutes"),
        "values": dict(one.values),
        "rows": rows_of(kind, one.values),
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at else ""
