"""The few SQL expressions that engines write differently; everything else is common SQL."""

from typing import Protocol


class Dialect(Protocol):
    """Builds expressions as SQL text; arguments are SQL text too."""

    def days_between(self, start: str, end: str) -> str:
        """Calendar days from one time to another: 23:00 to 01:00 of the next day is 1."""
        ...

    def seconds_between(self, start: str, end: str) -> str:
        """Whole seconds from one local time to another, as a BIGINT."""
        ...

    def plus_seconds(self, at: str, seconds: str) -> str:
        """A local time moved by a number of seconds."""
        ...

    def iso_weekday(self, at: str) -> str:
        """Monday 1 to Sunday 7."""
        ...

    def hour(self, at: str) -> str:
        """Hour of the local day, 0 to 23."""
        ...

    def last_known(self, value: str) -> str:
        """The last value of a window that is not null, to be followed by OVER."""
        ...

    def matches(self, text: str, pattern: str) -> str:
        """Whether an RE2 pattern, given as a Python string, is found anywhere in a text."""
        ...

    def whole_div(self, number: str, by: str) -> str:
        """Integer division, rounded towards zero."""
        ...

    def timestamp(self, literal: str) -> str:
        """A local time written `YYYY-MM-DD HH:MM:SS` as a literal."""
        ...

    def text_hash(self, text: str) -> str:
        """A 64-bit hash of a text, the same in every run of the same engine."""
        ...

    def quoted(self, name: str) -> str:
        """A column name as found in a force's file, whatever characters it holds."""
        ...

    def utc(self, zoned: str) -> str:
        """The clock time in UTC, without a zone, of a timestamp that carries one."""
        ...

    def zoned(self, text: str) -> str:
        """A text such as `2025-07-01T12:30:00+01:00` as a timestamp with a zone; null where it is none."""
        ...
