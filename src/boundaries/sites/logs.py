"""Logs that carry kinds and counts, never a path, an address or what someone wrote."""

import logging


class PlainRecords(logging.Filter):
    """Replaces the message of a web request's record by its kind, and drops the traceback, which can hold what people wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, emptied of what it tells about a request."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        if record.name.startswith("django"):
            status = getattr(record, "status_code", "")
            record.msg = " ".join(str(part) for part in (record.name, status, kind) if part)
            record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True
