"""Starts a site or one of its commands in this process."""

import gc

import django
from django.core.management import call_command

from boundaries import settings


def prepare(site: str) -> None:
    """Make this process the site's (`public`, `counter` or `unit`): its settings, its apps, its database; once a process."""
    settings.choose_site(site)
    django.setup()


def settle() -> None:
    """Let the garbage collector leave alone what was loaded by now: it stays, and looking through it takes longer than a page."""
    gc.collect()
    gc.freeze()


def run(site: str, command: str, *words: str, **options: object) -> None:
    """Run one of the site's own commands, such as `migrate`."""
    prepare(site)
    call_command(command, *words, **options)
