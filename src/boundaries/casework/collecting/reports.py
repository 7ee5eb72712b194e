"""A report from the drop: entered, or laid by where its reporter wants it held; either may open those that were held before."""

from boundaries.casework.collecting.holding import lay_by, matching_shares, open_matched, remember_shares
from boundaries.casework.register.entering import enter
from boundaries.handover.matching import open_by_match
from boundaries.handover.report import HeldReport, Report, read_report
from boundaries.handover.sealing import OpeningKey


def register_report(plain: bytes, opening: OpeningKey) -> None:
    """Register a report; called in a transaction."""
    report = read_report(plain)
    others = matching_shares(report.shares, report.report_id, opening)
    if isinstance(report, HeldReport):
        content = open_by_match(report.content, report.shares, others, report.report_id)
        if content is None:
            lay_by(report, opening)
        else:
            enter(Report.from_bytes(content))
            remember_shares(report.shares, report.report_id, None, opening)
    else:
        enter(report)
        remember_shares(report.shares, report.report_id, None, opening)
    open_matched(report.shares, report.report_id, opening)
