"""Against floods: counts by the hour that need no address on record, marks for what looks automatic, never a silent drop."""

from boundaries.intake.limits.buckets import Act, too_many
from boundaries.intake.limits.marks import MARK, marks

__all__ = ["MARK", "Act", "marks", "too_many"]
