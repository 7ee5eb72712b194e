"""`boundaries collect`: take what came in."""

from boundaries.cli.unit_site import run_on_unit


def collect() -> None:
    """Take what waits in the drop into the unit's register, and leave the replies that wait. The inbox does the same at each visit."""
    run_on_unit("collect")
