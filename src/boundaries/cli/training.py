"""`boundaries training`: the ledger's imports, its figures and its corrections, on the unit's machine."""

import csv
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from boundaries import settings
from boundaries.catalogue import load_catalogue
from boundaries.cli.unit_side import ask
from boundaries.errors import BoundariesError
from boundaries.training.courses import load_courses
from boundaries.training.scorm import pack

training = typer.Typer(no_args_is_help=True, help="Keep the training ledger: import, count, correct, export.")

_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day, as YYYY-MM-DD; by default today.")]
_Mapping = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A TOML file: which column means what.")]
_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to read.")]


def _day(given: datetime | None) -> str:
    return (given.date() if given else date.today()).isoformat()


@training.command()
def workforce(
    file: _File,
    as_of: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the list is of, as YYYY-MM-DD.")],
    mapping: _Mapping = None,
    many_leavers: Annotated[
        bool, typer.Option("--many-leavers", help="Take a list although a tenth or more are missing.")
    ] = False,
) -> None:
    """Import the whole workforce list of a day: who is new joined, who is missing left, who changed post moved."""
    told = ask(
        "workforce", path=str(file), mapping=str(mapping) if mapping else None, as_of=_day(as_of), many_leavers=many_leavers
    )
    typer.echo("{people} people; {joined} joined, {moved} moved, {left} left.".format(**told))


@training.command()
def completions(
    file: _File,
    mapping: _Mapping = None,
    course: Annotated[
        list[str] | None, typer.Option(help="For xAPI: ACTIVITY=COURSE, which course an activity of another maker stands for.")
    ] = None,
) -> None:
    """Import completions of another learning system: CSV, or xAPI statements in a .json file. What is known is left out."""
    aliases = {}
    for one in course or []:
        activity, _, name = one.rpartition("=")
        if not activity:
            raise BoundariesError(f"{one!r} is not ACTIVITY=COURSE", "--course", "Write the activity's id, = and the course.")
        aliases[activity] = name
    told = ask("completions", path=str(file), mapping=str(mapping) if mapping else None, courses=aliases)
    typer.echo(f"{told['new']} new, {told['known']} known already.")
    if told["not_in_the_workforce"]:
        typer.echo(f"{told['not_in_the_workforce']} of the people are not in the workforce today; they are kept and not counted.")


@training.command()
def coverage(
    day: _Day = None,
    course: Annotated[str, typer.Option(help="The course.")] = "everyone",
    people: Annotated[bool, typer.Option("--people", help="List everyone who is not covered, by unit.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON for another program.")] = False,
) -> None:
    """Count who is trained on a day, by unit and by kind."""
    told = ask("coverage", course=course, day=_day(day), people=people)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    console = Console(markup=False, emoji=False, highlight=False)
    console.print(_counts("unit", told["by_unit"]), _counts("kind", told["by_kind"]), _counts("", {"everyone": told["whole"]}))
    for unit, group in told.get("not_covered", {}).items():
        table = Table("number", "kind", "status", "until", title=f"Not covered in {unit}", title_justify="left", box=None)
        for row in group:
            table.add_row(*row)
        console.print(table)


def _counts(title: str, rows: dict[str, dict[str, int]]) -> Table:
    names = ("people", "covered", "expired", "never", "exempt")
    table = Table(title, *names, "covered %", box=None, header_style="bold")
    for name, count in rows.items():
        table.add_row(name, *(str(count[one]) for one in names), str(count["percent"]))
    return table


@training.command()
def exempt(
    number: Annotated[str, typer.Argument(help="The workforce number.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words that do not tell of anyone's health.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day on which it holds no more.")],
    since: _Day = None,
) -> None:
    """Note that someone need not be chased for a time. They still do not count as trained."""
    ask("exempt", number=number, reason=reason, on=_day(since), until=_day(until))
    typer.echo("noted")


@training.command()
def history(number: Annotated[str, typer.Argument(help="The workforce number.")]) -> None:
    """Show every line of the ledger on one person."""
    for sequence, at, by, what, body in ask("history", number=number)["lines"]:
        typer.echo(f"{sequence}  {at[:16]}  {by}  {what}  {body}")


@training.command()
def withdraw(
    line: Annotated[int, typer.Argument(help="The number of the line, as `history` shows it.")],
    reason: Annotated[str, typer.Option(help="What was wrong with it.")],
) -> None:
    """Note that a line was wrong: it stays in the ledger and counts no longer."""
    told = ask("withdraw", sequence=line, reason=reason)
    typer.echo(f"line {line} ({told['what']}) counts no longer")


@training.command()
def statements(
    out: Annotated[Path, typer.Argument(help="The JSON file to write.")],
    home_page: Annotated[
        str, typer.Option(help="The address that makes your workforce numbers unique, such as https://force.example/")
    ],
) -> None:
    """Write all completions as xAPI statements, for your own record store."""
    told: dict[str, Any] = ask("statements", home_page=home_page)
    out.write_text(json.dumps(told["statements"], indent=1), encoding="utf-8")
    typer.echo(f"wrote {len(told['statements'])} statements to {out}")


@training.command()
def links(
    number: Annotated[list[str] | None, typer.Argument(help="Workforce numbers; by default everyone who is not covered.")] = None,
    course: Annotated[str, typer.Option(help="The course they have to take.")] = "everyone",
    partner: Annotated[
        bool, typer.Option("--partner", help="The numbers are names you give to people at partner agencies, such as refuge-12.")
    ] = False,
) -> None:
    """Print personal links to the training as CSV, to be sent by the force's own mail. Whoever has a link can answer for its person."""
    told = ask("links", numbers=number or [], course=course, partner=partner)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["number", "unit", "link"])
    for one, unit, way in told["links"]:
        writer.writerow([one, unit, f"{settings.current().unit_address}/{way}"])


@training.command()
def scorm(
    out: Annotated[Path, typer.Argument(help="The zip file to write.")],
    course: Annotated[str, typer.Option(help="The course.")] = "everyone",
) -> None:
    """Pack a course as SCORM 1.2 for the force's own learning system, which gets the score back."""
    courses = load_courses()
    if course not in courses.by_id:
        raise BoundariesError(f"there is no course '{course}'", "--course", f"The courses are {', '.join(courses.by_id)}.")
    out.write_bytes(pack(load_catalogue(), courses, courses.by_id[course], settings.current().force_name))
    typer.echo(f"wrote {out}")


@training.command()
def verify() -> None:
    """Check that no line of the ledger was changed, lost or added from outside."""
    told = ask("verify")
    typer.echo(f"{told['lines']} lines, all joined; the last one's hash is {told['head']}")
