"""A verdict about a pair: given once with its reason, kept for ever, and told to the next scan."""

import json
from collections.abc import Iterator
from datetime import datetime

from boundaries.casework.accounts.attendance import Holder
from boundaries.casework.audit import Act, record
from boundaries.casework.cases.acting import act_by, set_day
from boundaries.casework.content import Compartment, Piece, open_safe, put
from boundaries.casework.content.places import places
from boundaries.casework.content.reported import REPORT
from boundaries.casework.models import Entry, EntryState, Pair, Safe, Score, Verdict
from boundaries.casework.models.prepared import Prepared
from boundaries.casework.periods.reviews import begin_review
from boundaries.casework.review.findings import Opened
from boundaries.handover.keys import load_opening_key
from boundaries.handover.sealing import seal, unseal

VERDICT = "verdict"
ROUTE = "finding"
COLUMNS = ("member_id", "person_id", "decided_at", "verdict", "reason")


_SCORE = Prepared(lambda pair_id: Score.objects.filter(pair_id=pair_id).reverse().values_list("pk")[:1])
_VERDICT = Prepared(lambda pair_id: Verdict.objects.filter(pair_id=pair_id).reverse().values_list("pk")[:1])


def hold_pair(pair: Pair) -> Pair:
    """The pair as it is now, its row held until the transaction ends; its safe first, as whoever writes into that holds it first."""
    Safe.objects.select_for_update().get(pk=pair.pk)
    return Pair.objects.select_for_update().select_related("safe").get(pk=pair.pk)


def standing(pair: Pair) -> str:
    """What a pair rests on: its newest score and its newest verdict; another text as soon as there is a newer one of either."""
    found = (one.first(pair_id=pair.pk) for one in (_SCORE, _VERDICT))
    return "/".join(str(one[0]) if one else "" for one in found)


def decide(opened: Opened, holder: Holder, word: Verdict.Word, reason: str) -> Verdict:
    """Give a verdict; a concern opens an entry in the register. Called in a transaction, with the pair's row held."""
    pair, finding, now = opened.pair, opened.newest, datetime.now()
    verdict = Verdict(
        pair=pair,
        word=word,
        decided_by=holder.account,
        decided_at=now,
        bits=pair.bits,
        detectors=" ".join(sorted({one.detector for one in finding.evidence if one.bits > 0})),
    )
    row = dict(zip(COLUMNS, (finding.member_id, finding.person_id, now.isoformat(), word.value, reason), strict=True))
    verdict.sealed = seal(json.dumps(row).encode(), load_opening_key(places()).public, _bound(verdict))
    verdict.save(force_insert=True)
    note = Piece(Compartment.NOTES, VERDICT, f"{word.label}. {reason}".encode(), now)
    put(pair.safe, open_safe(pair.safe, holder), [note])
    Pair.objects.filter(pk=pair.pk).update(is_waiting=False, decided_bits=pair.bits)
    if word == Verdict.Word.CONCERN:
        _, is_new = Entry.objects.get_or_create(
            safe=pair.safe,
            defaults={
                "route": ROUTE,
                "received_on": now.date(),
                "registered_at": now,
                "is_unread": False,
                "state": EntryState.OPEN,
            },
        )
        if is_new:
            begin_review(pair.pk, REPORT)
            set_day(pair.pk, act_by(pair.urgency, now.date()))
            record(holder.account, Act.ENTRY_CREATED, pair.pk, {"route": ROUTE})
    record(holder.account, Act.VERDICT_GIVEN, pair.pk, {"verdict": word.value})
    return verdict


def decided_rows() -> Iterator[dict[str, str]]:
    """Every verdict as a row of the record contract's `verdicts` table, the oldest first, for the next scan."""
    opening = load_opening_key(places())
    for verdict in Verdict.objects.order_by("decided_at", "verdict_id").iterator():
        row: dict[str, str] = json.loads(unseal(bytes(verdict.sealed), opening, _bound(verdict)))
        yield row


def _bound(verdict: Verdict) -> str:
    return f"verdict:{verdict.verdict_id}"
