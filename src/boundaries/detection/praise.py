"""Praise in feedback: whether it gushes, and whether it reads like the member's own writing."""

import pyarrow as pa

from boundaries.detection.wording import matcher
from boundaries.engines.protocol import Engine
from boundaries.text.classes import TextClass, bit
from boundaries.text.similarity import overlap

LIKE_THEIR_OWN = 0.5
_OWN_TEXTS = 200
_BACKGROUND = 300
_MARKS = pa.schema([("feedback_id", pa.string()), ("worded", pa.int8()), ("gushing", pa.int8()), ("own_words", pa.int8())])


def forget_praise(engine: Engine) -> None:
    """Leave `praise_marks` empty: no feedback is read."""
    engine.put("praise_marks", _MARKS.empty_table())


def find_praise(engine: Engine, pairs: str | None = None) -> None:
    """Leave `praise_marks(feedback_id, worded, gushing, own_words)` for feedback with a text, of all pairs or of the table `pairs`.

    `own_words` is 1 where half or more of the rarer wording of gushing praise stands in what the member wrote to that person.
    """
    among = f"JOIN {pairs} AS p ON p.member_no = f.member_no AND p.person_no = f.person_no" if pairs else ""
    rows = engine.table(
        f"SELECT f.feedback_id, f.member_no, f.person_no, f.text FROM feedback AS f {among} "
        "WHERE f.text IS NOT NULL AND f.member_no IS NOT NULL AND f.person_no IS NOT NULL ORDER BY f.feedback_id"
    )
    if rows.num_rows == 0:
        forget_praise(engine)
        return
    texts = rows.column("text").to_pylist()
    gushing = [mask & bit(TextClass.PRAISE) != 0 for mask in matcher().mask(texts)]
    written = _written_to(engine, rows.filter(pa.array(gushing)))
    background = texts[:_BACKGROUND]
    own = [
        gushes and overlap(text, written.get(pair, []), [other for other in background if other != text]) >= LIKE_THEIR_OWN
        for gushes, text, pair in zip(gushing, texts, _pairs(rows), strict=True)
    ]
    marks = [
        rows.column("feedback_id"),
        pa.array([1] * len(texts), pa.int8()),
        *(pa.array(list(map(int, f)), pa.int8()) for f in (gushing, own)),
    ]
    engine.put("praise_marks", pa.table(marks, schema=_MARKS))


def _pairs(rows: pa.Table) -> list[tuple[int, int]]:
    return list(zip(rows.column("member_no").to_pylist(), rows.column("person_no").to_pylist(), strict=True))


def _written_to(engine: Engine, praise: pa.Table) -> dict[tuple[int, int], list[str]]:
    """The newest texts the member sent to the person, for the pairs of some praise."""
    if praise.num_rows == 0:
        return {}
    engine.put("praised_pairs", praise.select(["member_no", "person_no"]))
    sent = engine.table(
        "SELECT c.member_no, c.person_no, t.text FROM contacts AS c JOIN contact_texts AS t ON t.row = c.row "
        "JOIN (SELECT DISTINCT member_no, person_no FROM praised_pairs) AS p ON p.member_no = c.member_no AND p.person_no = c.person_no "
        "WHERE t.text IS NOT NULL AND c.direction = 'out' ORDER BY c.member_no, c.person_no, c.at DESC, t.contact_id"
    )
    written: dict[tuple[int, int], list[str]] = {}
    for pair, text in zip(_pairs(sent), sent.column("text").to_pylist(), strict=True):
        texts = written.setdefault(pair, [])
        if len(texts) < _OWN_TEXTS:
            texts.append(text)
    return written
