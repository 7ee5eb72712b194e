"""What an account sees of retention: what it holds the keys of, and the registers' lines that are not about it or who is close to it."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from boundaries.casework import visibility
from boundaries.casework.models import Account, Disposal, Reviewed
from boundaries.casework.permissions import PERMISSIONS, Action
from boundaries.casework.registers.keeping import close_to, lines_but
from boundaries.casework.roles import Role


def about_seen(account: Account, close: list[str]) -> IsNull:
    """That something is about what an account sees, from whom the lines of members are kept whose marks are those of who is close to it.

    Asked row by row, as a value: of two tables one of which must hold it, PostgreSQL would first read all that the account sees.
    """
    line = Subquery(lines_but(close).filter(pk=OuterRef("about")).order_by().values("pk")[:1])
    return IsNull(Coalesce(visibility.held(account, "about"), line, output_field=CharField()), False)


def seen_by(account: Account) -> QuerySet[Reviewed]:
    """What an account sees of the review dates, soonest first."""
    return seen_but(account, list(close_to(account)))


def seen_but(account: Account, close: list[str]) -> QuerySet[Reviewed]:
    """The same, where it is known already who is close to the account."""
    return Reviewed.objects.filter(about_seen(account, close)).order_by("review_on", "about")


def remember_readers(disposal: Disposal) -> None:
    """Keep who could see what is about to go: they may read its certificate, and nobody else learns from it that it was there."""
    readers = Account.objects.filter(role__in=PERMISSIONS[Action.READ_CERTIFICATES]).exclude(role=Role.AUDITOR)
    disposal.readers.set(one for one in readers if seen_by(one).filter(pk=disposal.about).exists())


def certificates() -> QuerySet[Disposal]:
    """Every certificate, the newest first, as an auditor may read them."""
    return Disposal.objects.filter(state=Disposal.State.DONE).order_by("-decided_at", "disposal_id")


def certificates_for(account: Account) -> QuerySet[Disposal]:
    """Those that whoever leads may read: of what they could see, proposed or decided."""
    reading = Disposal.readers.through.objects.filter(disposal=OuterRef("pk"), account=account.pk)
    return certificates().filter(Q(Exists(reading)) | Q(proposed_by=account.pk) | Q(decided_by=account.pk))
