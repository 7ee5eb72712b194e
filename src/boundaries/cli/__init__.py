"""Boundaries looks through a force's records for the member-person pairs most worth a look, and explains each."""

import sys
from typing import Annotated

import typer

from boundaries import __version__, settings
from boundaries.cli.audit import audit
from boundaries.cli.backup import backup, restore
from boundaries.cli.catalogue import catalogue
from boundaries.cli.check import check
from boundaries.cli.collect import collect
from boundaries.cli.demo import demo
from boundaries.cli.doctor import doctor
from boundaries.cli.evaluate import evaluate
from boundaries.cli.explain import explain
from boundaries.cli.failures import finish
from boundaries.cli.init import init
from boundaries.cli.leaflet import leaflet
from boundaries.cli.mailbox import mailbox
from boundaries.cli.operator import operator
from boundaries.cli.partner import partner
from boundaries.cli.recover import recover
from boundaries.cli.registers import registers
from boundaries.cli.renew import renew
from boundaries.cli.replay import replay
from boundaries.cli.roster import roster
from boundaries.cli.scan import scan
from boundaries.cli.serve import serve
from boundaries.cli.simulate import simulate
from boundaries.cli.training import training
from boundaries.cli.user import user
from boundaries.cli.verdicts import verdicts
from boundaries.cli.verify_bundle import verify_bundle

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"boundaries {__version__}")
        raise typer.Exit


@app.callback(help=__doc__)
def frame(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Check the settings before any command starts."""
    settings.current()


# One line a command: app.command("name")(function), in the order in which they are used.
app.command("catalogue")(catalogue)
app.command("check")(check)
app.command("scan")(scan)
app.command("explain")(explain)
app.command("replay")(replay)
app.command("simulate")(simulate)
app.command("evaluate")(evaluate)
app.command("init")(init)
app.command("renew")(renew)
app.command("doctor")(doctor)
app.command("serve")(serve)
app.command("demo")(demo)
app.command("leaflet")(leaflet)
app.command("mailbox")(mailbox)
app.command("verdicts")(verdicts)
app.command("registers")(registers)
app.add_typer(operator, name="operator")
app.add_typer(partner, name="partner")
app.add_typer(audit, name="audit")
app.add_typer(training, name="training")
app.command("collect")(collect)
app.add_typer(user, name="user")
app.command("roster")(roster)
app.command("recover")(recover)
app.command("backup")(backup)
app.command("verify-bundle")(verify_bundle)
app.command("restore")(restore)


def main() -> None:
    """Run one command and leave with its status."""
    sys.exit(finish(app))
