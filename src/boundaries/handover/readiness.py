"""Whether a side may open: a table of checks, so that no channel opens that nobody can read.

`boundaries doctor` shows them, `boundaries serve` and `boundaries mailbox` refuse where one says no. Another part adds its own
`Check` to the table it gives to `examine`.
"""

import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from boundaries.errors import BoundariesError, Fault
from boundaries.handover import keys
from boundaries.handover.drop import Inbound
from boundaries.handover.durable import write_new
from boundaries.handover.heartbeat import now_in_london, read_heartbeat, tells_of
from boundaries.handover.places import Places
from boundaries.handover.sealing import seal, unseal

# A heartbeat comes once an hour. Over a long weekend without one the channel still opens: nothing told is lost meanwhile.
HEARTBEAT_LATE, HEARTBEAT_AGE = timedelta(hours=24), timedelta(hours=72)
BACKLOG_AGE = timedelta(days=3)
LEAST_FREE_MIB = 512
# A clock before this was never set; this version was not there yet.
EARLIEST = datetime(2026, 11, 1)


class Side(StrEnum):
    """Who is about to open."""

    PUBLIC = "public"
    UNIT = "unit"


class State(StrEnum):
    """What a check found: fine, worth a look, or a reason not to open."""

    FINE = "fine"
    LOOK = "look"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Found:
    """What one check found, in one line, and what to do where it is not fine."""

    state: State
    told: str
    to_do: str = ""


@dataclass(frozen=True)
class Check:
    """One check: its name, whom it concerns, and the function that looks; a BoundariesError of that is a refusal."""

    name: str
    sides: tuple[Side, ...]
    look: Callable[[Places], Found]


def examine(places: Places, side: Side, checks: Iterable[Check]) -> list[tuple[Check, Found]]:
    """Run the checks that concern a side; none of them raises."""
    return [(check, _looked(check, places)) for check in checks if side in check.sides]


def must_be_ready(places: Places, side: Side, checks: Iterable[Check]) -> None:
    """Raise BoundariesError with every reason why this side must not open."""
    refused = [(check, found) for check, found in examine(places, side, checks) if found.state is State.REFUSE]
    if refused:
        faults = tuple(Fault(check.name, f"{found.told} {found.to_do}".strip()) for check, found in refused)
        raise BoundariesError(
            f"the {side} side must not open", str(places.home), "`boundaries doctor` shows every check.", faults
        )


def _looked(check: Check, places: Places) -> Found:
    try:
        return check.look(places)
    except BoundariesError as error:
        return Found(State.REFUSE, f"{error.where}: {error.what}" if error.where else error.what, error.to_do)
    except OSError as error:
        return Found(State.REFUSE, f"{error.filename or check.name}: {error.strerror or error}", "See who may read and write it.")


def public_keys(places: Places) -> Found:
    """The salt and the keys of the public side are there and can be read."""
    site = keys.load_site(places)
    for load in (keys.load_sealing_key, keys.load_index_key, keys.load_sign_key, keys.load_heartbeat_check):
        load(places)
    if site.demo:
        return Found(State.LOOK, "made with --demo: all keys lie in one folder.", "Never tell this site a real concern.")
    return Found(State.FINE, "the salt and the keys are there")


def unit_keys(places: Places) -> Found:
    """The keys of the unit's side are there and can be read."""
    for load in (keys.load_opening_key, keys.load_escrow_key, keys.load_heartbeat_key, keys.load_sign_check):
        load(places)
    return Found(State.FINE, "the keys are there")


def somebody_can_read(places: Places) -> Found:
    """What is sealed here opens on the unit's side: tried where its key can be read, else told by a fresh signed heartbeat."""
    sealing = keys.load_sealing_key(places)
    if os.access(places.opening_key, os.R_OK):
        unseal(seal(b"doctor", sealing, "doctor"), keys.load_opening_key(places), "doctor")
        return Found(State.FINE, "what is sealed here opens with the unit's key")
    heartbeat = read_heartbeat(places, keys.load_heartbeat_check(places))
    if heartbeat is None:
        return Found(State.REFUSE, "the unit's side has never said that it can read.", "Run `boundaries collect` there first.")
    if not tells_of(heartbeat, sealing):
        return Found(State.REFUSE, "the unit's side opens another key than this one.", "Copy unit.pub from the unit's side.")
    age = now_in_london() - heartbeat.at
    if age < -timedelta(minutes=5):
        return Found(
            State.REFUSE, f"the heartbeat is of {heartbeat.at:%Y-%m-%d %H:%M}, to come.", "Compare the clocks of both sides."
        )
    if age > HEARTBEAT_LATE:
        told = f"the unit's side last said {age // timedelta(hours=1)} hours ago that it can read."
        state = State.REFUSE if age > HEARTBEAT_AGE else State.LOOK
        return Found(state, told, "See whether it runs, and whether `boundaries collect` is called every few minutes.")
    return Found(State.FINE, f"the unit's side could read at {heartbeat.at:%Y-%m-%d %H:%M}")


def opening_key_is_ours(places: Places) -> Found:
    """The unit's key opens what it seals, so that a heartbeat may be sent."""
    opening = keys.load_opening_key(places)
    unseal(seal(b"doctor", opening.public, "doctor"), opening, "doctor")
    former = f", and {len(opening.former)} former ones open too" if opening.former else ""
    return Found(State.FINE, f"its fingerprint is {opening.public.fingerprint}{former}")


def public_files_are_private(places: Places) -> Found:
    """Nobody else on the machine reads the public side's secrets."""
    return _private(places.public, (places.site, places.index_key, places.sign_key, places.public_session_key))


def unit_files_are_private(places: Places) -> Found:
    """Nobody else on the machine reads the unit side's secrets."""
    return _private(places.unit, (places.opening_key, places.heartbeat_key, places.unit_session_key))


def _private(folder: Path, files: Iterable[Path]) -> Found:
    loose = [path.name for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if stat.S_IMODE(folder.stat().st_mode) & 0o007:
        loose.append(f"{folder.name}/")
    if loose:
        return Found(State.REFUSE, f"others may read {', '.join(loose)}.", f"chmod 600 the files and 700 the folder in {folder}.")
    return Found(State.FINE, "only the owner reads the secrets")


def public_disk(places: Places) -> Found:
    """There is room for drafts and for the drop."""
    return _room((places.public, places.drop_in))


def unit_disk(places: Places) -> Found:
    """There is room for what is collected."""
    return _room((places.unit, places.drop_out))


def _room(folders: Iterable[Path]) -> Found:
    free = min(shutil.disk_usage(folder).free // (1024 * 1024) for folder in folders)
    if free < LEAST_FREE_MIB:
        return Found(State.REFUSE, f"{free:,} MiB are free, {LEAST_FREE_MIB} are needed.", "Free space, then try again.")
    return Found(State.FINE, f"{free:,} MiB are free")


def clock(places: Places) -> Found:
    """The clock was set, and has not run backwards since the newest file in the drop."""
    now = datetime.now()
    if now < EARLIEST:
        return Found(State.REFUSE, f"the clock says {now:%Y-%m-%d %H:%M}.", "Set it, and keep it right with NTP.")
    newest = max((path.stat().st_mtime for path in places.drop.glob("*/*")), default=0.0)
    if newest > now.timestamp() + 300:
        return Found(State.LOOK, "something in the drop is from the future.", "Compare the clocks of both sides.")
    return Found(State.FINE, f"the clock says {now:%Y-%m-%d %H:%M}")


def drop_in_takes(places: Places) -> Found:
    """An envelope can be left in the drop; the trial is taken back."""
    return _writable(places.drop_in)


def drop_out_takes(places: Places) -> Found:
    """A reply can be left in the drop; the trial is taken back."""
    return _writable(places.drop_out)


def _writable(folder: Path) -> Found:
    trial = folder / f".trial-{secrets.token_hex(4)}"
    write_new(trial, b"trial")
    trial.unlink()
    return Found(State.FINE, "it can be written")


def backlog(places: Places) -> Found:
    """Envelopes are collected, and do not lie for days."""
    waiting = Inbound(places.drop_in).waiting()
    if not waiting:
        return Found(State.FINE, "nothing waits")
    try:
        oldest = datetime.fromtimestamp((places.drop_in / waiting[0]).stat().st_mtime)
    except FileNotFoundError:
        return Found(State.FINE, "they are being taken")
    days = (datetime.now() - oldest).days
    if datetime.now() - oldest > BACKLOG_AGE:
        told = f"{len(waiting)} wait, the oldest for {days} days."
        return Found(State.LOOK, told, "See whether the unit's side still collects.")
    return Found(State.FINE, f"{len(waiting)} wait")


CHECKS: tuple[Check, ...] = (
    Check("clock", (Side.PUBLIC, Side.UNIT), clock),
    Check("public keys", (Side.PUBLIC,), public_keys),
    Check("unit keys", (Side.UNIT,), unit_keys),
    Check("somebody can read", (Side.PUBLIC,), somebody_can_read),
    Check("opening key", (Side.UNIT,), opening_key_is_ours),
    Check("public secrets", (Side.PUBLIC,), public_files_are_private),
    Check("unit secrets", (Side.UNIT,), unit_files_are_private),
    Check("public disk", (Side.PUBLIC,), public_disk),
    Check("unit disk", (Side.UNIT,), unit_disk),
    Check("drop to the unit", (Side.PUBLIC,), drop_in_takes),
    Check("drop to reporters", (Side.UNIT,), drop_out_takes),
    Check("backlog", (Side.PUBLIC, Side.UNIT), backlog),
)
