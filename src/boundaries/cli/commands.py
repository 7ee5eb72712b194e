"""The commands by name, each loaded when it is asked for: most need little of what some need, and a machine starts some of them each minute."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "catalogue": "Show what abuse of position is, who may be vulnerable, and the warning signs.",
    "check": "Read a force's records and say what was taken, what was rejected and why, and what is missing.",
    "scan": "Look for the warning signs in a force's records and rank the member-person pairs most worth a look.",
    "explain": "Explain one listed pair: how its bits add up, the evidence for and against, and what could clear the member.",
    "replay": "Walk through the records step by step and say when each pair first entered the review budget.",
    "simulate": "Write a synthetic force in the contract's tables, with the truth beside it.",
    "evaluate": "Measure the scan on synthetic worlds beside five baselines and a supervised ceiling.",
    "init": "Make the keys and folders under BOUNDARIES_HOME, never over others, and escrow that two of three custodians open.",
    "renew": "Make a fresh opening key for the unit, in escrow as the first; the former ones still open what was sealed to them.",
    "doctor": "Check that reports can arrive and be read: keys, clocks, files, disk and drop. Leaves with 2 where a side must not open.",
    "serve": "Bring the site's database up to date and serve it until stopped.",
    "demo": "Fill an installation made by `init --demo`, tell how to sign in, and serve both sites when run from a terminal.",
    "leaflet": "Make the leaflet from the catalogue and the force's settings, with the sentence on training that the ledger bears out.",
    "mailbox": "Watch the mailbox: seal each message, hand it over, make sure it arrived, and only then delete it from the server.",
    "verdicts": "Write the unit's verdicts as the table `verdicts`, so that the next scan sets explained pairs aside.",
    "registers": "Write the registers of relationships, gifts and devices as declarations.csv, gifts.csv and endpoints.csv, where they hold a line.",
    "operator": "Add, list and remove those who take calls at the counter.",
    "partner": "Invite partner agencies to the public site, list and revoke their links.",
    "audit": "The unit's audit trail: every look and every change.",
    "training": "Keep the training ledger: import, count, correct, export.",
    "collect": "Take what waits in the drop into the unit's register, and leave the replies that wait.",
    "user": "Accounts of the unit's site: who joins, who leaves, who cannot get in.",
    "roster": "Take the force's roster in; it replaces the one before. Only keyed hashes of it are kept.",
    "recover": "Give someone access to everything they may see, or a part, by the identities of two custodians; it stands in the audit trail.",
    "backup": "Write databases, keys, blobs, drop and escrow into one file encrypted with age; the sites may stay open.",
    "verify-bundle": "Check every file of a bundle against its signed manifest. The bundle holds a program that does the same without Boundaries.",
    "restore": "Put a backup back, check the audit trail, and end every session; everything is checked before anything is moved.",
}  # fmt: skip
"""What each is for, in the order in which they are used; a command is the function, or the group, of its name in the module of that name."""
_MODULES = {"restore": "backup"}


class Commands(TyperGroup):
    """All commands. A list of them needs none of them."""

    def __init__(self, **attrs: Any) -> None:
        """Load none yet."""
        super().__init__(**attrs)
        self.commands = _Loaded()

    def format_help(self, *told: Any) -> None:
        """Tell what each is for."""
        with self._named():
            super().format_help(*told)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """The commands as no more than their names and what they are for."""
        loaded, self.commands = self.commands, {name: TyperGroup(name=name, help=told) for name, told in COMMANDS.items()}
        try:
            yield
        finally:
            self.commands = loaded


class _Loaded(MutableMapping[str, Any]):
    """The commands by name, loaded the first time that one is asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = _load(name)
        return self._known[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _load(name: str) -> Any:
    """A command as it is run."""
    called = name.replace("-", "_")
    made = getattr(import_module(f"boundaries.cli.{_MODULES.get(called, called)}"), called)
    if not isinstance(made, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(made)
        return typer.main.get_command(alone)
    group = typer.main.get_group(made)
    group.name = name
    return group
