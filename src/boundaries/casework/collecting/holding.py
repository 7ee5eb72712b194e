"""Held reports: nobody can read one, the unit's own key neither, until a second report names the same member.

What is counted is seen by one role; what a tag stands for is known to nobody here.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from boundaries.casework.models import Held, HeldShare
from boundaries.casework.register.entering import enter
from boundaries.handover.matching import MatchShare, open_by_match, release_held
from boundaries.handover.report import HeldReport, Report
from boundaries.handover.sealing import OpeningKey, seal, unseal


def lay_by(report: HeldReport, opening: OpeningKey) -> None:
    """Keep a held report for later; in a transaction."""
    held = Held.objects.create(
        report_id=report.report_id,
        route=report.route.value,
        received_on=report.received_on,
        lookup_id=report.lookup_id,
        sealed=seal(report.to_bytes(), opening.public, _bound(report.report_id)),
    )
    remember_shares(report.shares, report.report_id, held, opening)


def remember_shares(shares: Sequence[MatchShare], report_id: str, held: Held | None, opening: OpeningKey) -> None:
    """Keep the shares of a report, held or open, for those that come later."""
    HeldShare.objects.bulk_create(
        HeldShare(
            tag=share.tag,
            report_id=report_id,
            held=held,
            sealed=seal(json.dumps(asdict(share)).encode(), opening.public, _bound(f"{report_id}/{share.tag}")),
        )
        for share in shares
    )


def matching_shares(shares: Sequence[MatchShare], report_id: str, opening: OpeningKey) -> list[MatchShare]:
    """The shares of other reports that carry one of these tags."""
    rows = HeldShare.objects.filter(tag__in=[share.tag for share in shares]).exclude(report_id=report_id)
    return [MatchShare(**json.loads(unseal(bytes(row.sealed), opening, _bound(f"{row.report_id}/{row.tag}")))) for row in rows]


def open_matched(shares: Sequence[MatchShare], report_id: str, opening: OpeningKey) -> int:
    """Open every held report that one of these shares opens, and give how many; in a transaction."""
    tags = [share.tag for share in shares]
    opened = 0
    for held in Held.objects.filter(shares__tag__in=tags).exclude(pk=report_id).distinct():
        report = _read(held, opening)
        content = open_by_match(report.content, report.shares, shares, report.report_id)
        if content is not None:
            _enter_held(held, content)
            opened += 1
    return opened


def release(held: Held, key: bytes, opening: OpeningKey) -> None:
    """Open a held report because its reporter asks for it; raises SealError where the key is not theirs. In a transaction."""
    report = _read(held, opening)
    _enter_held(held, release_held(report.content, key, report.report_id))


@dataclass(frozen=True)
class HeldCounts:
    """How many reports are held, and by how many different ways of naming a member."""

    reports: int
    tags: int


def held_counts() -> HeldCounts:
    """All that may be known of held reports."""
    tags = HeldShare.objects.exclude(held=None).values("tag").distinct().count()
    return HeldCounts(Held.objects.count(), tags)


def _enter_held(held: Held, content: bytes) -> None:
    enter(Report.from_bytes(content), date.today())
    HeldShare.objects.filter(held=held).update(held=None)
    held.delete()


def _read(held: Held, opening: OpeningKey) -> HeldReport:
    return HeldReport.from_bytes(unseal(bytes(held.sealed), opening, _bound(held.report_id)))


def _bound(of: str) -> str:
    return f"held:{of}"
