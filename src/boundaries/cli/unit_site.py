"""Runs a command of the unit's site, on a database that is up to date."""

from boundaries.sites.running import run


def run_on_unit(command: str, **options: object) -> None:
    """Bring the unit's database up to date, then run one of its commands."""
    run("unit", "migrate", verbosity=0)
    run("unit", command, **options)
