"""How well the lexicons do on messages somebody has labelled: `python -m boundaries.text.labelled FILE`.

FILE holds one JSON object a line: `text`, `direction` (out, the member wrote it; in), `signs`, the classes it truly carries, and
where fair readers would differ `may`, the classes that count neither way.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from scipy.stats import binomtest

from boundaries.text.classes import CLASSES, classes_of
from boundaries.text.loading import load_lexicons
from boundaries.text.matcher import Matcher

BOTH = "both"
EVERY = "every class"
DIRECTIONS = ("out", "in", BOTH)


@dataclass(frozen=True)
class Message:
    """One message, which way it went, the classes of wording it truly carries, and those on which fair readers would differ."""

    text: str
    direction: str
    signs: frozenset[str]
    may: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Score:
    """How many labelled messages were found, missed, and found though they do not carry the class."""

    found: int
    missed: int
    mistaken: int

    @property
    def recall(self) -> float:
        """The share of those that carry the class which were found; 1 where none does."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self) -> float:
        """The share of those found that carry the class; 1 where none was found."""
        return self.found / (self.found + self.mistaken) if self.found + self.mistaken else 1.0


def read_messages(path: Path) -> list[Message]:
    """The labelled messages of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Message(row["text"], row["direction"], frozenset(row["signs"]), frozenset(row.get("may", ()))) for row in rows]


def score(matcher: Matcher, messages: Sequence[Message]) -> dict[tuple[str, str], Score]:
    """The score of each (class, direction)."""
    told = [frozenset(classes_of(mask)) for mask in matcher.mask([message.text for message in messages])]
    scores = {}
    for kind in CLASSES:
        for direction in DIRECTIONS:
            pairs = [
                (kind in message.signs, kind in classes)
                for message, classes in zip(messages, told, strict=True)
                if direction in (BOTH, message.direction) and kind not in message.may
            ]
            scores[kind, direction] = Score(pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True)))
    return scores | {(EVERY, direction): _together([scores[kind, direction] for kind in CLASSES]) for direction in DIRECTIONS}


def _together(scores: Sequence[Score]) -> Score:
    return Score(sum(one.found for one in scores), sum(one.missed for one in scores), sum(one.mistaken for one in scores))


def share_with_interval(hits: int, of: int) -> str:
    """A share and its 95 % Wilson interval, as '0.85 (0.78-0.90)'; a dash where nothing was counted."""
    if not of:
        return "-"
    interval = binomtest(hits, of).proportion_ci(method="wilson")
    return f"{hits / of:.2f} ({interval.low:.2f}-{interval.high:.2f})"


def table(scores: dict[tuple[str, str], Score]) -> Table:
    """The scores as a table: messages that carry the class, recall and precision by direction, with intervals for both together."""
    out = Table(title="Recall and precision on labelled messages")
    out.add_column("class")
    for direction in DIRECTIONS:
        for heading in ("messages", "recall", "precision"):
            out.add_column(f"{direction}\n{heading}", justify="right")
    for kind in (*CLASSES, EVERY):
        cells = []
        for direction in DIRECTIONS[:2]:
            one = scores[kind, direction]
            cells += [str(one.found + one.missed), f"{one.recall:.2f}", f"{one.precision:.2f}"]
        one = scores[kind, BOTH]
        cells += [str(one.found + one.missed), share_with_interval(one.found, one.found + one.missed)]
        out.add_row(kind, *cells, share_with_interval(one.found, one.found + one.mistaken))
    return out


def main(arguments: list[str]) -> int:
    """Print the table."""
    console = Console(width=120)
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        console.print("Usage: python -m boundaries.text.labelled FILE; FILE holds one labelled message a line, as JSON.")
        return 2
    console.print(table(score(Matcher(load_lexicons()), read_messages(Path(arguments[0])))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
