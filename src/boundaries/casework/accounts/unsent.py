"""What somebody had typed when their session ran out or their key was locked: kept until they are back, and for nobody else.

It lies in the session of their browser, locked under a key that only the browser's cookie holds, as an unlocked private key does.
"""

import json
from dataclasses import dataclass, field

from django.http import HttpRequest

from boundaries.casework.accounts.keeper import Keeper
from boundaries.casework.models import Account

_SLOT = "unsent"
MOST = 200_000
"""The most bytes that are kept."""
SENT = "unsent_now"
"""The field that tells what is sent a second time from what is sent at first."""
ONCE = "once"
"""The field with the id of a form."""
_OURS = frozenset({"csrfmiddlewaretoken", SENT})
_UNSEEN = frozenset({ONCE, "on", "standing"})
"""The fields that a page fills in by itself, unseen."""


@dataclass(frozen=True)
class Unsent:
    """A form as it was sent: where to, and its fields; files are not kept."""

    address: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    had_files: bool

    @property
    def told(self) -> list[tuple[str, str]]:
        """What was filled in, by field."""
        return [(name.replace("_", " "), text) for name, text in self.fields if text.strip() and name not in _UNSEEN]


def keep_unsent(request: HttpRequest, keeper: Keeper, account: Account) -> bool:
    """Keep what a request sends for an account; whether there was anything to keep, and not too much."""
    fields = [(name, text) for name, texts in request.POST.lists() if name not in _OURS for text in texts]
    held = json.dumps([account.pk, request.get_full_path(), fields, bool(request.FILES)]).encode()
    if not any(text.strip() for name, text in fields if name not in _UNSEEN) or len(held) > MOST:
        return False
    keeper.keep(_SLOT, held)
    return True


def unsent_of(keeper: Keeper, account: Account) -> Unsent | None:
    """What is kept for an account."""
    held = keeper.kept(_SLOT)
    if held is None:
        return None
    account_id, address, fields, had_files = json.loads(held)
    return Unsent(address, tuple((name, text) for name, text in fields), had_files) if account_id == account.pk else None


def forget_unsent(keeper: Keeper) -> None:
    """Keep it no longer."""
    keeper.drop(_SLOT)


def carried(keeper: Keeper, account: Account) -> bytes | None:
    """What goes over into the session that an account begins: its own, and nobody else's."""
    return keeper.kept(_SLOT) if unsent_of(keeper, account) else None


def carry(keeper: Keeper, held: bytes | None) -> None:
    """Keep in the new session what was carried over."""
    if held:
        keeper.keep(_SLOT, held)
