"""Times giving a colleague access to everything: how long one part of it can keep others from writing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from boundaries.casework.content import admitting
from boundaries.casework.content.admitting import begin_giving, go_on_giving
from boundaries.casework.models import Account, Exclusion, Given, Wrap
from boundaries.casework.roles import Role
from tests.sites.unit.unit_people import Person, person

MOST_S = 0.2
"""The aim, held against the time of the processor: on SQLite whoever writes meanwhile waits for so long at most."""


def give_all(by: Person, entries: int) -> None:
    """Give a new account what someone can open, print how long all took and the longest transaction of each step, and take it away."""
    new = person(Role.ANALYST, f"new {time.time():.0f}", admitted=False)
    begun = time.perf_counter()
    with _timed("_make", "_hand_over_part", "begin_handing_over", "end_handing_over") as took:
        begin_giving(new.account, by.holder)
        given = None
        while given is None:
            given = go_on_giving(new.account.pk, by.holder, 60)
    longest = {name: max(seconds) for name, seconds in took.items()}
    late = "  OVER" if max(longest.values()) > MOST_S else ""
    print(f"{given:,} keys of {entries:,} entries and of pairs given within {time.perf_counter() - begun:.0f} s")
    told = ", ".join(
        f"{name.strip('_').replace('_', ' ')} {seconds:.3f} s ({len(took[name])})" for name, seconds in longest.items()
    )
    print(f"the longest transactions by the processor, and how many there were: {told}{late}", flush=True)
    for table in (Wrap, Given, Exclusion):
        rows = table.objects.filter(giving=new.account.pk) if table is Given else table.objects.filter(account=new.account)
        rows._raw_delete(rows.db)
    Account.objects.filter(pk=new.account.pk).update(is_admitted=False, state="disabled")


@contextmanager
def _timed(*names: str) -> Iterator[dict[str, list[float]]]:
    """Time each call of these steps, which are one transaction each."""
    took: dict[str, list[float]] = {name: [] for name in names}
    real = {name: getattr(admitting, name) for name in names}

    def timing(name: str) -> Callable[..., object]:
        def step(*told: object) -> object:
            begun = time.thread_time()
            done = real[name](*told)
            took[name].append(time.thread_time() - begun)
            return done

        return step

    for name in names:
        setattr(admitting, name, timing(name))
    try:
        yield took
    finally:
        for name, step in real.items():
            setattr(admitting, name, step)
