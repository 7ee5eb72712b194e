"""The errors a person may see: what happened, where, and what to do about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with the place it stands in."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(eq=False)
class BoundariesError(Exception):
    """A failure told in plain words; the command line prints it without a traceback.

    `what` happened, `where` (a file, a line, a table), what `to_do` next, and every single fault where there are several.
    """

    what: str
    where: str = ""
    to_do: str = ""
    faults: tuple[Fault, ...] = field(default=())

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        lines = [head, *(f"  - {fault}" for fault in self.faults)]
        if self.to_do:
            lines.append(self.to_do)
        return "\n".join(lines)
