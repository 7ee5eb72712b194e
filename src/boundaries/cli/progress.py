"""Draws how far long work is: a moving line on a terminal, one plain line a step elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from boundaries.progress import Progress


@contextmanager
def drawn() -> Iterator[Progress]:
    """A progress to hand to long work, drawn on stderr as long as the block lasts."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        drawing = _Drawing(bars)
        yield drawing
        drawing.end()


class _Lines:
    """One line on stderr as each step starts, with the seconds since the beginning."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._step = ""

    def __call__(self, step: str, done: int | None = None, total: int | None = None) -> None:
        if step != self._step:
            self._step = step
            print(f"{time.monotonic() - self._began:6.1f} s  {step}", file=sys.stderr, flush=True)


class _Drawing:
    """A bar for the step under way, and a line for each step that ended."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._step = ""
        self._began = time.monotonic()
        self._task: TaskID | None = None

    def __call__(self, step: str, done: int | None = None, total: int | None = None) -> None:
        if step != self._step:
            self.end()
            self._step, self._began = step, time.monotonic()
            self._task = self._bars.add_task(step, total=total)
        if self._task is not None:
            self._bars.update(self._task, completed=done or 0, total=total)

    def end(self) -> None:
        """Leave a line for the step under way, if there is one."""
        if self._task is None:
            return
        self._bars.remove_task(self._task)
        self._bars.console.print(
            f"{time.monotonic() - self._began:6.1f} s  {self._step}", style="dim", markup=False, highlight=False
        )
        self._task = None
