"""How often each class of wording fires on real public text: `python -m boundaries.text.measure DATA`.

DATA is a folder laid out as the table of real public texts names them (sms/, twcs/, counselchat/, flirt/, edos/, goemotions/);
a set that is missing is named and left out. Rates are shares of messages with the class at least once.
"""

import csv
import gzip
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from boundaries.text.classes import CLASSES
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher


@dataclass(frozen=True)
class Corpus:
    """One set of real texts: its name, what it holds, the file it stands in, and which of its rows belong to it."""

    name: str
    what: str
    file: str
    column: str
    keep: Callable[[dict[str, str]], bool] = lambda row: True

    def texts(self, data: Path) -> list[str]:
        """Its texts; raises `FileNotFoundError` where the file is missing."""
        return [row[self.column] for row in _rows(data / self.file) if self.keep(row)]


def _emotion(*names: str) -> Callable[[dict[str, str]], bool]:
    return lambda row: any(name in row["emotions"].split(",") for name in names)


_LOVE, _ADMIRATION, _NEUTRAL = "18", "0", "27"
_NUS = "sms/nus_en_all.csv.gz"
_GO = "goemotions/train.tsv"
_EDOS = "edos/edos_labelled_aggregated.csv"
CORPORA: tuple[Corpus, ...] = (
    Corpus("sms", "personal texts, mostly Singapore", _NUS, "text"),
    Corpus("twcs replies", "customer service, replies", "twcs/twcs_sample.csv", "text", lambda row: row["inbound"] == "False"),
    Corpus("twcs customers", "customer service, customers", "twcs/twcs_sample.csv", "text", lambda row: row["inbound"] == "True"),
    Corpus("counselchat", "therapists' answers", "counselchat/counselchat_noname.csv", "answerText"),
    Corpus("flirt yes", "labelled flirting (noisy)", "flirt/flirty_or_not.csv", "texts", lambda row: row["label"] == "1"),
    Corpus("flirt no", "labelled not flirting", "flirt/flirty_or_not.csv", "texts", lambda row: row["label"] == "0"),
    Corpus(
        "edos 2.3", "sexual objectification, told of others", _EDOS, "text", lambda row: row["label_vector"].startswith("2.3")
    ),
    Corpus("edos not sexist", "not sexist", _EDOS, "text", lambda row: row["label_sexist"] == "not sexist"),
    Corpus("goemotions love", "comments of love", _GO, "text", _emotion(_LOVE)),
    Corpus("goemotions admiration", "comments of admiration", _GO, "text", _emotion(_ADMIRATION)),
    Corpus("goemotions neutral", "neutral comments", _GO, "text", lambda row: row["emotions"] == _NEUTRAL),
)


@dataclass(frozen=True)
class Rates:
    """How many texts a corpus has, and the share of them each class fires on."""

    corpus: Corpus
    texts: int
    shares: dict[str, float]
    any_class: float


def rates(matcher: Matcher, corpus: Corpus, data: Path) -> Rates:
    """Measure one corpus; raises `FileNotFoundError` where it is missing."""
    texts = corpus.texts(data)
    masks = matcher.mask(texts)
    total = max(len(texts), 1)
    shares = {kind: sum(mask >> index & 1 for mask in masks) / total for index, kind in enumerate(CLASSES)}
    return Rates(corpus, len(texts), shares, sum(mask != 0 for mask in masks) / total)


def speed(matcher: Matcher, texts: list[str], rows: int) -> float:
    """Messages a second of processor time on one thread, so a busy machine measures alike, over `rows` rows tiled from the texts, in batches of 65,536."""
    tiled = pa.array(texts, pa.string()).take(pa.array([row % len(texts) for row in range(rows)]))
    batch = pa.record_batch({"row": pa.array(range(rows), pa.int64()), "text": tiled})
    started = time.process_time()
    matcher.scan(batch.slice(start, 65_536) for start in range(0, rows, 65_536))
    return rows / (time.process_time() - started)


def table(found: list[Rates]) -> Table:
    """The rates as a table, in per cent."""
    out = Table(title="Share of texts each class fires on, in per cent")
    out.add_column("corpus")
    for heading in ("texts", *CLASSES, "any"):
        out.add_column(heading, justify="right")
    for one in found:
        shares = [f"{100 * one.shares[kind]:.2f}" for kind in CLASSES]
        out.add_row(one.corpus.name, f"{one.texts:,}", *shares, f"{100 * one.any_class:.2f}")
    return out


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    if path.suffix == ".tsv":
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, ["text", "emotions", "id"], delimiter="\t", quoting=csv.QUOTE_NONE)
        return
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8", newline="") as lines
    ):
        yield from csv.DictReader(lines)


def main(arguments: list[str]) -> int:
    """Print the table, what is missing, and with `--speed ROWS` how fast matching goes."""
    console = Console(width=150)
    if not arguments or not Path(arguments[0]).is_dir():
        console.print("Usage: python -m boundaries.text.measure DATA [--speed ROWS]; DATA is the folder of public texts.")
        return 2
    data = Path(arguments[0])
    present = [corpus for corpus in CORPORA if (data / corpus.file).exists()]
    for corpus in CORPORA:
        if corpus not in present:
            console.print(f"Not measured: {corpus.name} ({corpus.file} is missing).")
    if not present:
        return 0
    matcher = Matcher(load_lexicons())
    console.print(table([rates(matcher, corpus, data) for corpus in present]))
    if "--speed" in arguments and CORPORA[0] in present:
        rows = int(arguments[arguments.index("--speed") + 1])
        with_hyperscan = "Hyperscan then RE2" if matcher.is_fast else "RE2 alone"
        console.print(
            f"{speed(matcher, CORPORA[0].texts(data), rows):,.0f} messages a second of processor time ({with_hyperscan}, {rows:,} rows)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
