"""Presents, thanks and requests of a pair, with what came before them and how praise is worded."""

from boundaries.detection.facts.spans import DAY_S
from boundaries.engines.dialect import Dialect

BURST_DAYS = 14
BURST_CONTACTS = 5


def goodwill_facts(dialect: Dialect) -> dict[str, str]:
    """The queries of `gift_facts`, `feedback_facts` and `request_facts`, by name; rows that name no pair are left out."""
    whole = "r.member_no IS NOT NULL AND r.person_no IS NOT NULL"
    return {
        "gift_facts": f"SELECT r.gift_id AS record_id, r.at AS happened_at, r.* FROM gifts AS r WHERE {whole}",
        "feedback_facts": _feedback(dialect, whole),
        "request_facts": f"SELECT r.request_id AS record_id, r.at AS happened_at, r.* FROM requests AS r WHERE {whole}",
    }


def _feedback(dialect: Dialect, whole: str) -> str:
    """Feedback with `after_burst`, the pair's contacts in the two weeks before it, and the marks of its wording."""
    since = dialect.plus_seconds("r.at", str(-BURST_DAYS * DAY_S))
    return f"""
        SELECT r.feedback_id AS record_id, r.at AS happened_at, r.member_no AS member_no, r.person_no AS person_no,
               COALESCE(w.worded, 0) AS worded, COALESCE(w.gushing, 0) AS gushing, COALESCE(w.own_words, 0) AS own_words,
               COALESCE(b.contacts, 0) AS contacts_before,
               CASE WHEN COALESCE(b.contacts, 0) >= {BURST_CONTACTS} THEN 1 ELSE 0 END AS after_burst
        FROM feedback AS r
        LEFT JOIN praise_marks AS w ON w.feedback_id = r.feedback_id
        LEFT JOIN (
            SELECT r.feedback_id AS feedback_id, COUNT(*) AS contacts
            FROM feedback AS r JOIN named_moments AS m ON m.member_no = r.member_no AND m.person_no = r.person_no
            WHERE m.kind = 1 AND m.happened_at < r.at AND m.happened_at >= {since}
            GROUP BY r.feedback_id
        ) AS b ON b.feedback_id = r.feedback_id
        WHERE {whole}"""
