"""How long work tells that it moves; the command line draws it, tests and libraries stay silent."""

from typing import Protocol


class Progress(Protocol):
    """Told at the start of each step, with how many of how many are done where that is known."""

    def __call__(self, step: str, done: int | None = None, total: int | None = None) -> None: ...


def silent(step: str, done: int | None = None, total: int | None = None) -> None:
    """Say nothing."""
