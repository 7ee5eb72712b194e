"""Logs that carry kinds and counts, never a path, an address or what someone wrote."""

import logging
from typing import Any

from gunicorn.glogging import Logger


class PlainRecords(logging.Filter):
    """Replaces the message of a web request's record by its kind, and drops the traceback, which can hold what people wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, emptied of what it tells about a request."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        if record.name.startswith("django"):
            status = getattr(record, "status_code", "")
            record.msg = " ".join(str(part) for part in (record.name, status, kind) if part)
            record.args = ()
        elif record.name.startswith("gunicorn") and (kind or str(record.msg).startswith("Invalid request")):
            record.msg = f"{record.name} request not answered {kind}".strip()
            record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True


class PlainLogger(Logger):  # type: ignore[misc]
    """The server's own log, emptied in the same way: its messages would name addresses and paths."""

    def setup(self, cfg: Any) -> None:
        """As the server sets it up, with the filter before every handler."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(PlainRecords())
