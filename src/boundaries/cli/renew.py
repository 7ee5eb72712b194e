"""`boundaries renew`: a fresh key for the unit, when the old one may have been seen or a key holder has left."""

from typing import Annotated

import typer
from rich.console import Console

from boundaries import settings
from boundaries.handover.escrow import custodians_of
from boundaries.handover.heartbeat import beat
from boundaries.handover.keys import load_custodians, load_heartbeat_key, renew_opening_key
from boundaries.handover.places import Places


def renew(
    recipient: Annotated[
        list[str] | None,
        typer.Option(help="An age recipient of a custodian, three times, where they have changed; by default those of `init`."),
    ] = None,
) -> None:
    """Make a fresh opening key for the unit, in escrow as the first; the former ones still open what was sealed to them."""
    places = Places(settings.current().home)
    fresh = renew_opening_key(places, custodians_of(recipient) if recipient else load_custodians(places))
    beat(places, fresh, load_heartbeat_key(places))
    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    console.print(f"The unit's key has the fingerprint {fresh.public.fingerprint}. Note it down.")
    if places.sealing_key.exists():
        console.print("The public side here seals to it from its next start.")
    else:
        console.print(f"Copy {places.sealing_key_to_copy} to the public side's folder and start that side again.")
    console.print(f"The new files in {places.escrow} belong to every backup; the custodians' sheets stay as they are.")
