"""The timer: collects every so many seconds, so that no page has to, and how long a page takes tells nothing of what came."""

import logging
import select
import time
from collections.abc import Callable

from django.db import close_old_connections

from boundaries.casework.collecting.collect import collect, left_unopened
from boundaries.casework.collecting.replying import send_outgoing
from boundaries.casework.content.taking_away import take_rest
from boundaries.casework.content.weighing_anew import weigh_rest
from boundaries.casework.reminding.sending import send_reminders

_LOG = logging.getLogger(__name__)


def go_on(every_s: float, while_open: int | None = None) -> None:
    """Collect so many seconds apart, for ever or until nobody holds the other end of a pipe any more."""
    while True:
        begun = time.monotonic()
        go_round()
        if _is_closed(while_open, every_s - (time.monotonic() - begun) % every_s):
            return


def go_round() -> None:
    """Leave the replies that wait, take what waits, send the reminders of the day and take keys from who left or may not have them any more; what fails is logged, tried the next time, and keeps back nothing else."""
    before = left_unopened()
    for part in (send_outgoing, collect, send_reminders, take_rest, weigh_rest):
        _try(part)
    if (left := left_unopened()) > before:
        _LOG.warning("%d of what came could not be opened: it lies in the drop still", left)


def _try(part: Callable[[], object]) -> None:
    close_old_connections()
    try:
        part()
    except Exception as error:  # noqa: BLE001 - nothing may end the timer: what waits would lie there unseen
        _LOG.warning("%s failed and is tried again: %s", part.__name__, type(error).__name__)
    finally:
        close_old_connections()


def _is_closed(pipe: int | None, seconds: float) -> bool:
    """Wait so long, or until the other end of a pipe is closed, and say whether it is."""
    if pipe is None:
        time.sleep(seconds)
        return False
    return bool(select.select([pipe], [], [], seconds)[0])
