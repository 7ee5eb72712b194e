"""Times giving a colleague access to everything and taking it all away again: how long one part can keep others from writing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

from boundaries.casework.content import admitting, taking_away
from boundaries.casework.content.admitting import begin_giving, go_on_giving
from boundaries.casework.content.index import refresh
from boundaries.casework.models import Account, Exclusion, Giving, LeftBehind, Safe, Wrap
from boundaries.casework.roles import Role
from boundaries.casework.staffing import leaving
from tests.sites.unit.unit_people import Person, person

MOST_S = 0.2
"""The aim, held against the time of the processor: on SQLite whoever writes meanwhile waits for so long at most."""


def give_all(by: Person, entries: int) -> None:
    """Give a new account what someone can open, print how long all took and the longest transaction of each step, and let it leave."""
    new = person(Role.ANALYST, f"new {time.time():.0f}", admitted=False)
    begun = time.perf_counter()
    with _timed(admitting, "_make", "_hand_over_part", "begin_handing_over", "end_handing_over") as took:
        begin_giving(new.account, by.holder)
        given = None
        while given is None:
            given = go_on_giving(new.account.pk, by.holder, 60)
    print(f"{given:,} keys of {entries:,} entries and of pairs given within {time.perf_counter() - begun:.0f} s")
    _tell(took)
    refresh(new.holder, 20)
    _take_all(new)


def _take_all(new: Person) -> None:
    """Let an account that has read all it was given leave, and put back what that does to others."""
    held, stale = (
        Wrap.objects.filter(account=new.account).count(),
        set(Safe.objects.filter(is_stale=True).values_list("pk", flat=True)),
    )
    begun = time.perf_counter()
    with _timed(leaving, "begin_disabling") as took, _timed(taking_away, "take_part") as parts:
        leaving.disable(new.account, None)
    print(f"{held:,} keys with their search index taken within {time.perf_counter() - begun:.0f} s")
    _tell({**took, **parts})
    for rows in (LeftBehind.objects.filter(account=new.account), Exclusion.objects.filter(account=new.account)):
        rows._raw_delete(rows.db)
    Safe.objects.filter(is_stale=True).exclude(pk__in=stale).update(is_stale=False)
    assert not Giving.objects.filter(account=new.account).exists() and Account.objects.get(pk=new.account.pk).losing is None


def _tell(took: dict[str, list[float]]) -> None:
    longest = {name: max(seconds) for name, seconds in took.items()}
    late = "  OVER" if max(longest.values()) > MOST_S else ""
    told = ", ".join(
        f"{name.strip('_').replace('_', ' ')} {seconds:.3f} s ({len(took[name])})" for name, seconds in longest.items()
    )
    print(f"the longest transactions by the processor, and how many there were: {told}{late}", flush=True)


@contextmanager
def _timed(module: ModuleType, *names: str) -> Iterator[dict[str, list[float]]]:
    """Time each call of these steps of a module, which are one transaction each."""
    took: dict[str, list[float]] = {name: [] for name in names}
    real = {name: getattr(module, name) for name in names}

    def timing(name: str) -> Callable[..., object]:
        def step(*told: object) -> object:
            begun = time.thread_time()
            done = real[name](*told)
            took[name].append(time.thread_time() - begun)
            return done

        return step

    for name in names:
        setattr(module, name, timing(name))
    try:
        yield took
    finally:
        for name, step in real.items():
            setattr(module, name, step)
