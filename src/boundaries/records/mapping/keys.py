"""Every key of a mapping file with one line on what it does: the reader knows no others, and the manual is checked against it."""

LAYOUT = {
    "file": "the file, from the records folder; `*` and `?` take several",
    "format": "`csv`, `xlsx` or `parquet`, where the ending does not say",
    "sheet": "the sheet of a spreadsheet (default: the first)",
    "skip_lines": "lines before the header",
    "columns_in_file": "the columns of a file without a header, in order",
    "delimiter": "between values of a CSV file (default `,`; a tab is `\\t`)",
    "encoding": "of a CSV file (default `utf-8`; older Windows systems write `cp1252`)",
    "quote": 'around CSV values (default `"`; empty where quotes mean nothing)',
    "decimal": "`.` (default) or `,` in numbers",
    "time": "how times are written: a format such as `%d/%m/%Y %H:%M`, `iso` (default), `epoch`, `epoch_ms` or `excel`; a list is tried in turn",
    "zone": "of times without an offset: `local` (default), `UTC` or a name such as `Europe/Paris`",
    "country": "of phone numbers without a prefix (default `GB`)",
}
DEFAULTS = tuple(key for key in LAYOUT if key in ("delimiter", "encoding", "quote", "decimal", "time", "zone", "country"))
BLOCK = {
    "columns": "contract column = source column, or a table of the keys below",
    "keep": "source column = words (or `{ lookup = NAME }`): only such rows are taken",
    "drop": 'source column = words (or `{ lookup = NAME }`): such rows are left out; `""` is an empty cell',
    "unique": "`true` leaves out rows whose key an earlier row of the table holds",
}
LOOKUP = {
    "key": "the column to join by",
    "key_as": "rewrites both sides of the join, as `as` does",
    "from": "the column with the time a row holds from",
    "to": "the column with the time a row holds until (empty: still)",
}
COLUMN = {
    "column": "a source column",
    "first": "several source columns: the first that is not empty",
    "template": "texts and columns, such as `{Date} {Time}`; empty where one of them is",
    "constant": "the same for every row",
    "generated": "`true` makes an id from what the row holds, the same in every export",
    "extract": "a regular expression (RE2): only its first group, or what it finds, is taken; empty where it finds nothing",
    "lookup": "the lookup in which the value is the key",
    "gives": "the column of the lookup to take",
    "missing": "for a key the lookup does not hold: `reject` the row (default where the column is required), `empty` (default elsewhere) or `keep` the key",
    "when": "the contract column whose time chooses among the dated rows of the lookup (default: the time of the table)",
    "map": "a force's words = the contract's, apart from case, `*` and `?` allowed; or the name of a map under `[maps]`",
    "default": "where the map knows no word, or the value is empty (an empty list stays empty)",
    "split": "between the words of a list",
    "as": "`phone` (E.164), `email`, `lower`, `upper`, `duration` (`mm:ss`, `hh:mm:ss`, `1h 02m`, seconds), `hours_minutes` (`hh:mm`) `minutes` (a number of minutes) or `year` (the year in a date)",
    "time": "as above, for this column",
    "zone": "as above, for this column",
}
FILE = {"maps": "`[maps.NAME]`: a value map that several columns share", "lookups": "`[lookups.NAME]`: a file to join by key"}
