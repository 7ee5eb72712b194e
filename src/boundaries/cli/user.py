"""`boundaries user`: who may sign in to the unit's site."""

from typing import Annotated

import typer

from boundaries.casework.accounts.reasons import Reason
from boundaries.casework.roles import Role
from boundaries.cli.unit_site import run_on_unit

user = typer.Typer(no_args_is_help=True, help="Accounts of the unit's site: who joins, who leaves, who cannot get in.")

Name = Annotated[str, typer.Argument(help="The name they sign in with.")]


@user.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What they are there for; one role an account.")],
    full_name: Annotated[str, typer.Option(help="Their name, as colleagues know them.")],
    member_id: Annotated[
        str, typer.Option(help="Their id in the force's roster, so that what is about them or theirs never reaches them.")
    ] = "",
    same_as: Annotated[
        str,
        typer.Option(help="Where somebody has an account under this name: what that person signs in with, if they are the same."),
    ] = "",
    another: Annotated[
        bool,
        typer.Option(
            "--another", help="Where somebody has an account under this name: this is another person. Needs --member-id."
        ),
    ] = False,
) -> None:
    """Make an account and print its one-time link. Only the first head of the unit needs nobody to vouch for their key."""
    run_on_unit(
        "user",
        act="add",
        name=name,
        role=role.value,
        display_name=full_name,
        member_id=member_id,
        same_as=same_as,
        is_another=another,
    )


@user.command("list")
def list_all() -> None:
    """List everyone with an account, their role and state."""
    run_on_unit("user", act="list")


@user.command("disable")
def disable(name: Name) -> None:
    """End an account: it opens nothing any more, and its keys are cleared away; stopped in the middle, the timer goes on."""
    run_on_unit("user", act="disable", name=name)


@user.command("member")
def member(name: Name, member_id: Annotated[str, typer.Argument(help="Their id in the force's roster.", metavar="ID")]) -> None:
    """Say which member of the force somebody is, where the invitation did not: they lose at once what that keeps them out of."""
    run_on_unit("user", act="member", name=name, member_id=member_id)


@user.command("person")
def person(
    name: Name,
    reason: Annotated[Reason, typer.Option(help="Why: compared with the force's records, said wrongly before, or a new name.")],
    same_as: Annotated[str, typer.Option(help="They are the same person as who signs in with this name.")] = "",
    another: Annotated[
        bool,
        typer.Option("--another", help="They are somebody else than all whom they were taken for. Needs an id of their own."),
    ] = False,
    member_id: Annotated[
        str, typer.Option(help="With --another: their id in the force's roster, where the account has none.")
    ] = "",
) -> None:
    """Say later that two accounts are one person's, or that an account is somebody else's after all.

    Nobody escapes by it: who is told apart stays out of what either was kept out of until now, and is no second person to what was done
    until now.
    """
    run_on_unit("user", act="person", name=name, reason=reason.value, same_as=same_as, is_another=another, member_id=member_id)


@user.command("reset")
def reset(
    name: Name,
    with_key: Annotated[
        bool,
        typer.Option("--with-key", help="Make a new key pair as well, where the passphrase is lost: a leader must vouch for it."),
    ] = False,
) -> None:
    """Print a one-time link to a new password and code."""
    run_on_unit("user", act="reset", name=name, with_key=with_key)


@user.command("unlock")
def unlock(name: Name) -> None:
    """Let someone through whom others' failures hold off: a one-time link makes their browser a known one."""
    run_on_unit("user", act="unlock", name=name)
