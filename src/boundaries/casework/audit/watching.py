"""The unit's own looking as a process has read it so far: the trail is only added to, so that each look reads what came since."""

from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock

from django.db.models import Q

from boundaries.casework.audit.acts import Act
from boundaries.casework.audit.anomalies import Lookings, asked_of
from boundaries.casework.audit.looking import Anomaly, detail_of
from boundaries.casework.audit.questions import FIELDS, Question
from boundaries.casework.audit.rules import Rule, load_rules
from boundaries.casework.models.trail import TrailLine

_Hashed = tuple[int, str, str, str, str, str, bytes]
"""A line as `Row`, and its hash."""


class Watch:
    """The lines from a day on that the rules ask about, by account, and what was found in them."""

    def __init__(self, since: date, rules: Sequence[Rule]) -> None:
        """Read them all."""
        self._lookings = Lookings(rules)
        self._acts = [*asked_of(rules), Act.ALLOCATED]
        self._last: tuple[int, bytes] | None = None
        self._allocated: dict[str, frozenset[str]] = {}
        first = Question(since=since).lines().order_by("recorded_at", "sequence").values_list("sequence", flat=True).first()
        if first is not None:
            self._read(TrailLine.objects.filter(sequence__gte=first, act__in=self._acts).values_list(*FIELDS, "hash"))
            for about, detail in Question(act=Act.ALLOCATED).lines().values_list("about", "detail"):
                self._allot(about, detail)

    def goes_on(self) -> bool:
        """Read what came since; False where the line that was read last is not there any more, so that all must be read anew."""
        if self._last is None:
            return False
        sequence = self._last[0]
        came = TrailLine.objects.filter(Q(sequence=sequence) | Q(act__in=self._acts), sequence__gte=sequence)
        head, *rows = [*came.values_list(*FIELDS, "hash")] or [None]
        # A line's hash stands for every line before it.
        if head is None or (head[0], bytes(head[-1])) != self._last:
            return False
        self._read(rows)
        return True

    def anomalies(self, leaders: frozenset[str]) -> list[Anomaly]:
        """What the rules find, newest first; `leaders` are accounts that supervise, for whom allocation says nothing."""
        return self._lookings.found(self._allocated, leaders)

    def _read(self, rows: Iterable[_Hashed]) -> None:
        for sequence, at, actor, act, about, detail, known in rows:
            self._last = sequence, bytes(known)
            if act == Act.ALLOCATED:
                self._allot(about, detail)
            else:
                self._lookings.take((sequence, at, actor, act, about, detail))

    def _allot(self, about: str, detail: str) -> None:
        """Take in to whom something was allocated, as a line says it."""
        before, account = self._allocated.get(about, frozenset()), detail_of(detail).get("account", "")
        self._allocated[about] = before | {account}


_lock = Lock()
_watches: dict[date, Watch] = {}
"""What this process has read from which day on; the last one only."""


def anomalies(since: date, leaders: frozenset[str] = frozenset()) -> list[Anomaly]:
    """What the rules find from a day on, newest first; `leaders` are accounts that supervise, for whom allocation says nothing."""
    with _lock:
        watch = _watches.get(since)
        if watch is None or not watch.goes_on():
            _watches.clear()
            watch = _watches[since] = Watch(since, load_rules())
        return watch.anomalies(leaders)
