"""A mapping file as frozen data: which files hold a table, and how each contract column is made from their columns."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

LOCAL = "local"


class Format(StrEnum):
    """What kind of file a source is."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


class Tidy(StrEnum):
    """How a text is rewritten before it is handed on (`as` in a mapping file)."""

    PHONE = "phone"
    EMAIL = "email"
    LOWER = "lower"
    UPPER = "upper"
    DURATION = "duration"
    HOURS_MINUTES = "hours_minutes"
    MINUTES = "minutes"
    YEAR = "year"


class Missing(StrEnum):
    """What becomes of a row whose key a lookup does not hold."""

    REJECT = "reject"
    EMPTY = "empty"
    KEEP = "keep"


@dataclass(frozen=True)
class Layout:
    """Where a source stands and how it is read; `names` are its columns where the file has no header."""

    file: str
    format: Format | None = None
    sheet: str = ""
    names: tuple[str, ...] = ()
    skip_lines: int = 0
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    time: tuple[str, ...] = ("iso",)
    zone: str = LOCAL
    country: str = "GB"


@dataclass(frozen=True)
class ValueMap:
    """A force's words to the contract's, apart from case; a key may hold `*` and `?`, tried in order after the exact ones."""

    exact: dict[str, str]
    patterns: tuple[tuple[str, str], ...] = ()

    def __call__(self, value: str) -> str | None:
        """The word for a value, or none where the map does not know it."""
        folded = value.casefold()
        if folded in self.exact:
            return self.exact[folded]
        return next((word for pattern, word in self.patterns if fnmatchcase(folded, pattern)), None)

    def results(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.exact.values(), *(word for _, word in self.patterns)]))


def value_map(words: dict[str, str]) -> ValueMap:
    """A value map from the words as written in a mapping file."""
    exact = {key.strip().casefold(): word for key, word in words.items() if not re.search(r"[*?]", key)}
    patterns = tuple((key.strip().casefold().replace("[", "[[]"), word) for key, word in words.items() if re.search(r"[*?]", key))
    return ValueMap(exact, patterns)


@dataclass(frozen=True)
class Filter:
    """Rows whose `column` holds one of some words (`""` is an empty cell), or a key of a lookup."""

    where: str
    column: str
    words: ValueMap | None = None
    lookup: str = ""
    told: str = ""


@dataclass(frozen=True)
class Given:
    """How one contract column is made: one origin, then extract, lookup, words, and tidying or time, in that order.

    The origin is exactly one of `first` (source columns, the first that is not empty), `template` (texts and `{column}`s),
    `constant`, or `generated` (an id made from the row).
    """

    column: str
    where: str
    first: tuple[str, ...] = ()
    template: str = ""
    constant: str | None = None
    generated: bool = False
    extract: str = ""
    lookup: str = ""
    gives: str = ""
    missing: Missing | None = None
    when: str = ""
    words: ValueMap | None = None
    default: str | None = None
    split: str = ""
    tidy: Tidy | None = None
    time: tuple[str, ...] = ()
    zone: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The source columns it reads."""
        return self.first or fields_of(self.template)


def fields_of(template: str) -> tuple[str, ...]:
    """The columns a template names in braces, in order."""
    return tuple(re.findall(r"\{([^{}]+)\}", template))


@dataclass(frozen=True)
class Block:
    """One source of one contract table; `unique` leaves out rows whose key an earlier row of the table holds."""

    table: str
    where: str
    layout: Layout
    columns: tuple[Given, ...]
    keep: tuple[Filter, ...] = ()
    drop: tuple[Filter, ...] = ()
    unique: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source column it reads, once."""
        given = [name for column in self.columns for name in column.sources]
        return tuple(dict.fromkeys([*given, *(rule.column for rule in (*self.keep, *self.drop))]))


@dataclass(frozen=True)
class Lookup:
    """A file to join by `key`, each row valid from `valid_from` until before `valid_to` where those are named."""

    name: str
    where: str
    layout: Layout
    key: str
    key_as: Tidy | None = None
    valid_from: str = ""
    valid_to: str = ""

    @property
    def dated(self) -> bool:
        return bool(self.valid_from or self.valid_to)


@dataclass(frozen=True)
class Mapping:
    """A mapping file as read: its name, its lookups by name, and its blocks in order."""

    name: str
    lookups: dict[str, Lookup]
    blocks: tuple[Block, ...]
