"""`boundaries partner`: which organisations have a link of their own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from boundaries.intake.clock import steady_now
from boundaries.intake.models import Partner
from boundaries.intake.partners import all_partners, invite, revoke


class Command(BaseCommand):
    """Invites partners, lists and revokes their links."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with whom."""
        parser.add_argument("act", choices=("invite", "list", "revoke"))
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--contact", default="")
        parser.add_argument("--days", type=int, default=365)
        parser.add_argument("--address", default="")

    def handle(self, *words: Any, **options: Any) -> None:
        """Do it, and say so."""
        if options["act"] == "list":
            for partner in all_partners():
                self.stdout.write(f"{partner.partner_id}  {_state(partner):28}  {partner.organisation}")
        elif options["act"] == "revoke":
            revoke(options["name"])
            self.stdout.write("Revoked. The link opens nothing any more; what was sent by it stays with the unit.")
        else:
            token = invite(options["name"], options["contact"], options["days"])
            self.stdout.write(f"{options['address'].rstrip('/')}/c/{token}/")
            self.stdout.write("This link is never shown again. Give it to the named contact by a way that only they read.")


def _state(partner: Partner) -> str:
    """Whether a link is good, in words."""
    if partner.revoked_on:
        return f"revoked {partner.revoked_on:%d %B %Y}"
    ended = partner.expires_on < steady_now().date()
    return f"{'ended' if ended else 'good until'} {partner.expires_on:%d %B %Y}"
