"""What a site that takes reports is told by whoever runs it; `boundaries.sites` reads it from the settings."""

from dataclasses import dataclass

from django.conf import settings

from boundaries.handover.places import Places


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Where things are kept, whose site it is, and its limits; `boundaries.settings` says what each is for."""

    places: Places
    force_name: str = ""
    force_colour: str = "#003d78"
    force_phone: str = ""
    force_mailbox: str = ""
    exit_address: str = "https://www.bbc.co.uk/weather"
    draft_hours: int = 2
    address_header: str | None = None
    hourly: int = 60
    clamd: str = ""


def site() -> Surroundings:
    """The surroundings of the site that this process is."""
    return settings.INTAKE
