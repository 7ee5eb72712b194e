"""The audit: who looked at what, and who changed what, in a trail that shows when it was tampered with."""

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.recording import record, record_all, record_each

__all__ = ["Act", "record", "record_all", "record_each"]
