"""The identity of a source: asked for with a purpose, granted by a second person for a while, opened with the shares of both."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.content.compartments import Compartment
from boundaries.casework.content.pieces import Piece, opened_with, put, source_key
from boundaries.casework.content.safes import open_safe, renew_source
from boundaries.casework.content.shares import seal_share, seed_of, unseal_share, unseal_unit_share
from boundaries.casework.content.wraps import opening_wraps
from boundaries.casework.models import Account, Grant, Safe, Sealed, Share, Wrap
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.policies import may_grant
from boundaries.errors import BoundariesError
from boundaries.handover.matching import MatchShare

PURPOSE = "grant_purpose"
_LIVE = Prepared(
    lambda safe_id, account, moment: Grant.objects.filter(
        safe=safe_id, asked_by=account, state=Grant.State.GRANTED, ends_at__later=moment
    ).order_by("-ends_at")[:1]
)


class NotGranted(BoundariesError):
    """The identity of the source is not open to this account now."""


def ask(safe: Safe, by: Holder, purpose: str) -> Grant:
    """Ask to see who the source is; the purpose can be read by whoever may open the safe."""
    with transaction.atomic():
        keys = open_safe(safe, by)
        note = Piece(Compartment.NOTES, PURPOSE, purpose.encode(), datetime.now())
        put(safe, keys, [note])
        grant = Grant.objects.create(grant_id=note.sealed_id, safe=safe, asked_by=by.account, asked_at=note.made_at)
        record(by.account, Act.GRANT_ASKED, safe.pk, {"grant": grant.grant_id})
    return grant


def grant_source(grant: Grant, by: Holder) -> None:
    """Give one's share to whoever asked, for a while; raises NotGranted to whoever asked it themselves, or holds no share."""
    with transaction.atomic():
        held = Grant.objects.select_for_update().select_related("asked_by").get(pk=grant.pk)
        own = Share.objects.filter(safe=held.safe_id, account=by.account).first()
        if own is None or not may_grant(held, by.account):
            raise NotGranted("this cannot be granted by you", to_do="Ask a colleague who may grant it.")
        point = unseal_share(bytes(own.held), held.safe_id, by.account, by.opening, "share")
        held.share = seal_share(point, held.safe_id, held.asked_by, held.grant_id)
        held.state, held.granted_by = Grant.State.GRANTED, by.account
        held.ends_at = datetime.now() + timedelta(minutes=settings.GRANT_MINUTES)
        held.save()
        record(by.account, Act.GRANTED, held.safe_id, {"grant": held.grant_id})


def refuse_source(grant: Grant, by: Account) -> None:
    """Say no; raises NotGranted where somebody decided in the meantime."""
    with transaction.atomic():
        if not Grant.objects.filter(pk=grant.pk, state=Grant.State.ASKED).update(state=Grant.State.REFUSED, granted_by=by):
            raise NotGranted("this was decided already", to_do="Look at what waits now.")
        record(by, Act.GRANT_REFUSED, grant.safe_id, {"grant": grant.grant_id})


def open_source(safe: Safe, by: Holder) -> list[Piece]:
    """The source's identity, while a grant lasts; raises NotGranted otherwise. Its key is renewed where someone left or joined."""
    forget_ended(safe)
    with transaction.atomic():
        held = Safe.objects.select_for_update().get(pk=safe.pk)
        grant = live_grant(held, by.account)
        if grant is None or not Wrap.objects.filter(safe=held, account=by.account).exists():
            raise NotGranted("the identity of this source is not open to you now", to_do="Ask for it, and have it granted.")
        mine = _own_share(held, by)
        theirs = unseal_share(bytes(grant.share), held.pk, by.account, by.opening, grant.grant_id)
        seed = seed_of(mine, theirs)
        rows = Sealed.objects.filter(safe=held, compartment=Compartment.SOURCE, is_withdrawn=False).order_by("made_at")
        pieces = [opened_with(row, source_key(seed)) for row in rows]
        if _must_renew(held):
            line = renew_source(held, seed)
            grant.share = seal_share(line.any_point(), held.pk, by.account, grant.grant_id)
            grant.save(update_fields=["share"])
            Grant.objects.filter(safe=held, state=Grant.State.GRANTED).exclude(pk=grant.pk).update(
                share=b"", ends_at=datetime.now()
            )
        record(by.account, Act.CONTENT_OPENED, held.pk, {"compartment": Compartment.SOURCE.value, "grant": grant.grant_id})
    return pieces


def _own_share(safe: Safe, by: Holder) -> MatchShare:
    """The holder's share; for who joined since the shares were made, the unit's."""
    own = Share.objects.filter(safe=safe, account=by.account).first()
    if own is None:
        return unseal_unit_share(bytes(safe.unit_share), safe.pk)
    return unseal_share(bytes(own.held), safe.pk, by.account, by.opening, "share")


def live_grant(safe: Safe, account: Account) -> Grant | None:
    """The account's grant that lasts now."""
    return _LIVE.first(safe_id=safe.pk, account=account.pk, moment=str(datetime.now()))


def forget_ended(safe: Safe) -> None:
    """Wipe the shares of grants that have ended."""
    Grant.objects.filter(safe=safe, state=Grant.State.GRANTED, ends_at__lte=datetime.now()).update(share=b"")


def _must_renew(safe: Safe) -> bool:
    """Whether those who hold a share are no longer those who hold the keys, or someone lost a share."""
    holding = set(opening_wraps().filter(safe=safe).values_list("account_id", flat=True))
    return safe.is_source_stale or holding != set(Share.objects.filter(safe=safe).values_list("account_id", flat=True))
