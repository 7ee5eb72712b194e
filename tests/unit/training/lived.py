"""A workforce that joins, moves, leaves, comes back, trains and forgets to, over three years; its truth as plain tables."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from boundaries.training.ledger.entries import Completed, Entry, Kind, Post
from boundaries.training.ledger.standing import Numbered
from boundaries.training.ledger.workforce import Listing, changes

START = date(2023, 11, 1)
UNITS = ("North", "South", "East", "West", "Custody", "Contact centre", "Headquarters")
KINDS = tuple(Kind)


@dataclass
class Lived:
    """The ledger's entries as the imports made them, beside what truly was: spells in a post and passes, one row each."""

    entries: list[Numbered]
    spells: pd.DataFrame
    passes: pd.DataFrame
    days: list[date]


def live(seed: int, people: int, months: int = 36) -> Lived:
    """Walk through the months: the force lists its people on the first of each, completions come in between."""
    chance = np.random.default_rng(seed)
    days = [stamp.date() for stamp in pd.date_range(START, periods=months, freq="MS")]
    present = {f"W{number}": _post(chance) for number in range(people)}
    next_number, gone = people, []
    spells: list[list[object]] = []
    open_spells: dict[str, list[object]] = {}
    entries: list[Numbered] = []
    passes: list[tuple[str, date]] = []
    for day in days:
        if day != days[0]:
            next_number = _change(chance, present, gone, next_number)
        for number in set(open_spells) - set(present):
            open_spells.pop(number)[3] = day
        for number, post in present.items():
            if number in open_spells and open_spells[number][1] != post:
                open_spells.pop(number)[3] = day
            if number not in open_spells:
                spell: list[object] = [number, post, day, date.max]
                open_spells[number] = spell
                spells.append(spell)
        listed = {number: Listing(number, post, "", None, None) for number, post in present.items()}
        made: list[Entry] = list(changes(entries, listed, day, "0" * 64).entries)
        made += _train(chance, list(present), day, passes)
        entries += [(len(entries) + place, entry) for place, entry in enumerate(made, 1)]
    frame = pd.DataFrame(
        [(number, post.kind.value, post.unit, start, end) for number, post, start, end in spells],  # type: ignore[attr-defined]
        columns=["number", "kind", "unit", "start", "end"],
    )
    return Lived(entries, frame, pd.DataFrame(passes, columns=["number", "on"]), days)


def _post(chance: np.random.Generator) -> Post:
    return Post(KINDS[chance.integers(len(KINDS))], UNITS[chance.integers(len(UNITS))])


def _change(chance: np.random.Generator, present: dict[str, Post], gone: list[str], next_number: int) -> int:
    """About one in a hundred leaves, one in fifty moves, as many join, and some who left come back."""
    size = len(present)
    for number in chance.choice(sorted(present), max(1, size // 100), replace=False):
        present.pop(str(number))
        gone.append(str(number))
    for number in chance.choice(sorted(present), max(1, size // 50), replace=False):
        present[str(number)] = _post(chance)
    if gone and chance.random() < 0.5:
        present[gone.pop(0)] = _post(chance)
    joiners = max(1, size // 90)
    for number in range(next_number, next_number + joiners):
        present[f"W{number}"] = _post(chance)
    return next_number + joiners


def _train(chance: np.random.Generator, numbers: list[str], day: date, passes: list[tuple[str, date]]) -> list[Entry]:
    """A twelfth take the test in the month; one in ten fails, one in twenty took another course."""
    made: list[Entry] = []
    for number in chance.choice(sorted(numbers), max(1, len(numbers) // 12), replace=False):
        on = day + timedelta(days=int(chance.integers(28)))
        passed, course = bool(chance.random() > 0.1), "everyone" if chance.random() > 0.05 else "supervisors"
        made.append(Completed(str(number), on, course, "1.0", passed, None, "", "test"))
        if passed and course == "everyone":
            passes.append((str(number), on))
    return made


def counted_apart(lived: Lived, day: date, by: str) -> dict[str, tuple[int, int]]:
    """People and covered people by unit or kind on a day, by pandas from what truly was."""
    here = lived.spells[(lived.spells.start <= day) & (day < lived.spells.end)]
    valid = lived.passes[lived.passes.on <= day]
    until = pd.to_datetime(valid.on) + pd.DateOffset(months=12)
    covered = set(valid.number[(until > pd.Timestamp(day)).to_numpy()])
    grouped = here.assign(covered=here.number.isin(covered)).groupby(by).covered
    return {str(name): (int(group.size), int(group.sum())) for name, group in grouped}
