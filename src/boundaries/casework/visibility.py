"""Which rows someone sees: those whose keys they hold. Lists, counts, searches and pages all begin here."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery, Value

from boundaries.casework.models import Account, Case, Entry, Grant, Merge, Pair, Safe, Wrap
from boundaries.casework.models.prepared import Prepared


class Seen(Func):
    """That an account holds the keys of the safe that a column names.

    It stands in nearly every question of every page, some of which ask a dozen: written out like this Django makes the question in
    half the time that it takes for one with `Exists` of a query.
    """

    template = f"EXISTS(SELECT 1 FROM {Wrap._meta.db_table} held WHERE held.account_id = %(expressions)s)"
    arg_joiner = " AND held.safe_id = "

    def __init__(self, account: Account, column: str) -> None:
        super().__init__(Value(account.pk), F(column), output_field=BooleanField())


class _OfMerges(Func):
    """What is asked of merges by a column, with the account in it twice; written out for the same reason."""

    def __init__(self, account: Account, column: str) -> None:
        super().__init__(F(column), Value(account.pk), output_field=BooleanField())

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, *told: Any, **more: Any) -> tuple[str, Any]:
        """The question with the column's name in it, and the account as often as it is asked for."""
        (column, _), (account, values) = map(compiler.compile, self.get_source_expressions())
        return self.template % {"column": column, "account": account}, [*values, *values]


_TAKES_IN = f"""(EXISTS(SELECT 1 FROM {Wrap._meta.db_table} held WHERE held.account_id = %(account)s AND held.safe_id = %(column)s)
    AND NOT EXISTS(SELECT 1 FROM {Merge._meta.db_table} further
        JOIN {Wrap._meta.db_table} held ON held.account_id = %(account)s AND held.safe_id = further.into_id
        WHERE further.merged_id = %(column)s))"""
"""The one rule of merges: what is merged is part of something only where an account sees that, and it is merged no further as far as the
account sees. So no chain or ring hides anything.
"""


class TakesIn(_OfMerges):
    """That what a column names is seen by an account and merged no further: what is merged into it is part of it."""

    template = _TAKES_IN


class StandsAlone(_OfMerges):
    """That what a column names is part of nothing that an account sees.

    As a value, and not as a condition, it is asked for each row that is about to be shown; of a condition PostgreSQL would make a list of
    all that is merged, or go through all of it for each row.
    """

    template = f"""(SELECT one.merge_id FROM {Merge._meta.db_table} one WHERE one.merged_id = %(column)s
        AND {_TAKES_IN.replace("%(column)s", "one.into_id")} LIMIT 1) IS NULL"""


def entries(account: Account) -> QuerySet[Entry]:
    """The entries that an account can see."""
    return Entry.objects.filter(Seen(account, "safe_id")).select_related("safe")


def own_entries(account: Account) -> QuerySet[Entry]:
    """The entries that an account can see and that stand by themselves: not those merged into another that it sees too.

    One merged into something that is itself merged further stands by itself, so that no chain or ring hides anything.
    """
    return entries(account).filter(StandsAlone(account, "safe_id"))


def merges(account: Account) -> QuerySet[Merge]:
    """The merges by which an entry that an account can see is shown on the page of one that stands by itself."""
    return Merge.objects.filter(TakesIn(account, "into_id"), Seen(account, "merged_id"))


def part_of(account: Account, one: Entry) -> QuerySet[Entry]:
    """The entries on whose pages an entry is shown, which does not stand by itself then; nothing for who cannot see that one."""
    found = merges(account).filter(merged=one.pk)
    return Entry.objects.filter(pk__in=found.values("into")).order_by("registered_at", "safe_id")


def merges_of(account: Account, one: Entry) -> QuerySet[Merge]:
    """The merges of an entry with others, either way, of which an account sees both."""
    either = Merge.objects.filter(Q(into=one.pk) | Q(merged=one.pk))
    return either.filter(Seen(account, "into_id"), Seen(account, "merged_id"))


def merged(account: Account, into: Entry) -> QuerySet[Entry]:
    """The entries merged into another that an account can see, the oldest first; nothing for who cannot see the other."""
    both = Merge.objects.filter(Seen(account, "into_id"), into=into.pk)
    return entries(account).filter(pk__in=both.values("merged")).order_by("registered_at", "safe_id")


def merged_into(account: Account, one: Entry) -> QuerySet[Entry]:
    """The entries that an account can see and that one is merged into; nothing for who cannot see that one."""
    both = Merge.objects.filter(Seen(account, "merged_id"), merged=one.pk)
    return entries(account).filter(pk__in=both.values("into")).order_by("registered_at", "safe_id")


def with_unread_merged(account: Account, ids: Iterable[str]) -> set[str]:
    """Those of some entries that an account can see into which something unread is merged that it can see."""
    return set(_WITH_UNREAD(account=account.pk, ids=list(ids)))


_WITH_UNREAD = Prepared(
    lambda account, ids: (
        Merge.objects.filter(Seen(account, "merged_id"), into__one_of=ids, merged__is_unread=True)
        .order_by()
        .values_list("into_id", flat=True)
    )
)


def added_by_merging(account: Account) -> QuerySet[Entry]:
    """The entries that an account can see, that stand by themselves and were read, into which something unread is merged that it can see."""
    unread = Merge.objects.filter(Seen(account, "merged_id"), merged__is_unread=True)
    return own_entries(account).filter(pk__in=unread.values("into"), is_unread=False)


def safes(account: Account) -> QuerySet[Safe]:
    """The safes, of entries and of cases, that an account can see."""
    return Safe.objects.filter(Seen(account, "pk"))


def pairs(account: Account) -> QuerySet[Pair]:
    """The pairs that an account can see."""
    return Pair.objects.filter(Seen(account, "safe_id")).select_related("safe")


def cases(account: Account) -> QuerySet[Case]:
    """The cases that an account can see."""
    return Case.objects.filter(Seen(account, "safe_id")).select_related("safe", "allocated_to")


def grants(account: Account) -> QuerySet[Grant]:
    """The wishes to see a source, of safes that an account can see."""
    return Grant.objects.filter(Seen(account, "safe_id")).select_related("asked_by", "safe")


def seen(account: Account, column: str) -> Seen:
    """That an account holds the keys of the safe that a column names, for rows that know it by its id alone."""
    return Seen(account, column)


def held(account: Account, column: str) -> Subquery:
    """The safe that a column names, for rows that know it by its id alone; null where the account does not hold its keys."""
    return Subquery(Wrap.objects.filter(account=account, safe=OuterRef(column)).values("safe")[:1])
