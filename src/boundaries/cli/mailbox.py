"""`boundaries mailbox`: watch the reporting mailbox and hand over what comes."""

import logging
from typing import Annotated

import typer

from boundaries import settings
from boundaries.errors import BoundariesError
from boundaries.handover.places import Places
from boundaries.handover.readiness import CHECKS, Check, Found, Side, State, must_be_ready
from boundaries.intake.mailbox.account import Account, account_of
from boundaries.intake.mailbox.connection import MailServerFault, connected
from boundaries.intake.mailbox.watch import watching


def mailbox(
    once: Annotated[bool, typer.Option("--once", help="Hand over what is there now, then stop.")] = False,
    every: Annotated[int, typer.Option(help="Seconds after which to look again, even where the server tells of no news.")] = 60,
) -> None:
    """Watch the mailbox: seal each message, hand it over, make sure it arrived, and only then delete it from the server."""
    if not 1 <= every <= 3_600:
        raise BoundariesError(f"{every} is not between 1 and 3600", "--every")
    account = _account()
    places = Places(settings.current().home)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    with watching(places, account, lambda: must_be_ready(places, Side.PUBLIC, CHECKS)) as watch:
        if not once:
            watch.always(every)
        counts = watch.once()
    typer.echo(f"{counts.handed_over} handed over, {counts.kept} that the mail server keeps.")


def _account() -> Account:
    chosen = settings.current()
    if not chosen.mailbox:
        raise BoundariesError("no mailbox is set", "BOUNDARIES_MAILBOX", "See docs/how-to/mailbox.md.")
    return account_of(
        chosen.mailbox,
        chosen.mailbox_secret,
        token=chosen.mailbox_sign_in == "token",
        authority=chosen.mailbox_authority,
        processed=chosen.mailbox_processed,
        own=chosen.mailbox_addresses or tuple(filter(None, (chosen.force_mailbox,))),
    )


def _look(places: Places) -> Found:
    """The mailbox can be signed in to, and how much waits there; none set is fine where the unit has no mailbox."""
    if not settings.current().mailbox:
        return Found(State.FINE, "none is set")
    account = _account()
    account.secret()
    try:
        with connected(account) as connection:
            waiting = len(connection.uids())
    except MailServerFault as error:
        return Found(State.LOOK, f"{error.where}: {error.what}.", error.to_do)
    return Found(State.FINE, f"its messages can be listed, {waiting} wait")


MAILBOX_CHECK = Check("mailbox", (Side.PUBLIC,), _look)
