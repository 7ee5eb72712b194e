"""Which rows someone sees: those whose keys they hold. Lists, counts, searches and pages all begin here."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from boundaries.casework.models import Account, Case, Entry, Grant, Pair, Safe, Wrap


def entries(account: Account) -> QuerySet[Entry]:
    """The entries that an account can see."""
    return Entry.objects.filter(Exists(_wraps(account, "safe_id"))).select_related("safe")


def safes(account: Account) -> QuerySet[Safe]:
    """The safes, of entries and of cases, that an account can see."""
    return Safe.objects.filter(Exists(_wraps(account, "pk")))


def pairs(account: Account) -> QuerySet[Pair]:
    """The pairs that an account can see."""
    return Pair.objects.filter(Exists(_wraps(account, "safe_id"))).select_related("safe")


def cases(account: Account) -> QuerySet[Case]:
    """The cases that an account can see."""
    return Case.objects.filter(Exists(_wraps(account, "safe_id"))).select_related("safe", "allocated_to")


def grants(account: Account) -> QuerySet[Grant]:
    """The wishes to see a source, of safes that an account can see."""
    return Grant.objects.filter(Exists(_wraps(account, "safe_id"))).select_related("asked_by", "safe")


def seen(account: Account, column: str) -> Exists:
    """That an account holds the keys of the safe that a column names, for rows that know it by its id alone."""
    return Exists(_wraps(account, column))


def held(account: Account, column: str) -> Subquery:
    """The safe that a column names, for rows that know it by its id alone; null where the account does not hold its keys."""
    return Subquery(_wraps(account, column).values("safe")[:1])


def _wraps(account: Account, column: str) -> QuerySet[Wrap]:
    return Wrap.objects.filter(account=account, safe=OuterRef(column))
